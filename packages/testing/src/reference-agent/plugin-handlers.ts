import { type AgentHandlers, AgentProblem } from "../agent-server/agent-handlers.ts";
import type { AgentRequest } from "../agent-server/agent-endpoint.ts";
import type { HttpResponse } from "../fault/response.ts";
import { http, json } from "../fault/responses.ts";
import { bodyFields, type FieldRule } from "./body-fields.ts";
import type { AgentJobStore } from "./agent-job-store.ts";

interface Release {
  readonly id: number;
  readonly plugin: string;
  readonly version: string;
}

const releaseRules: Readonly<Record<string, FieldRule>> = {
  plugin: { is: "string", required: true },
  version: { is: "string", required: true },
};
const runRules: Readonly<Record<string, FieldRule>> = {
  action: { is: "string" },
  params: { is: "object" },
  requirements: { is: "array" },
  job_id: { is: "string" },
  language: { is: "string" },
};
const runDebugRules: Readonly<Record<string, FieldRule>> = {
  ...runRules,
  action: { is: "string", required: true },
  plugin_path: { is: "string" },
  config: { is: "object" },
  modules: { is: "object" },
};

/**
 * Plugin releases and their runs. No real plugin runs: a run is a job whose command is `params.entrypoint`; without one it prints
 * the action and its params. The `modules` of a debug run are in the job's working directory.
 */
export function pluginHandlers(board: AgentJobStore): AgentHandlers {
  const releases = new Map<number, Release>([[1, { id: 1, plugin: "shell", version: "1.0.0" }]]);
  let nextId = 2;

  const releaseOf = ({ id: lookup = "" }: AgentRequest): Release => {
    for (const release of releases.values())
      if (lookup === String(release.id) || lookup === `${release.plugin}@${release.version}`) return release;
    throw new AgentProblem(404, `Plugin release ${lookup} not found`);
  };

  const run = async (
    body: Readonly<Record<string, unknown>>,
    metadata: Readonly<Record<string, unknown>>,
  ): Promise<HttpResponse> => {
    const { action = null, params = {}, job_id: id, modules } = body;
    const { entrypoint } = (params ?? {}) as Readonly<Record<string, unknown>>;
    const command = typeof entrypoint === "string" ? entrypoint : 'printf "%s %s\\n" "$JOB_ACTION" "$JOB_PARAMS"';
    const job = await board.start(
      {
        entrypoint: command,
        metadata,
        environment: { JOB_ACTION: String(action), JOB_PARAMS: JSON.stringify(params) },
      },
      typeof id === "string" ? id : undefined,
      (modules ?? {}) as Readonly<Record<string, string>>,
    );
    return json({ job_id: job.id, submission_id: job.id, status: job.answer()["status"] });
  };

  return {
    listPluginReleases(request) {
      const size = Math.max(1, Number(request.query.get("page_size") ?? 100) || 100);
      const page = Math.max(1, Number(request.query.get("page") ?? 1) || 1);
      const results = [...releases.values()].slice((page - 1) * size, page * size);
      const next = page * size < releases.size ? nextPage(request, page + 1) : null;
      return json({ count: releases.size, next, results });
    },
    createPluginRelease(request) {
      const { plugin, version } = bodyFields(request, releaseRules) as unknown as Release;
      for (const release of releases.values())
        if (release.plugin === plugin && release.version === version)
          throw new AgentProblem(409, `Plugin release ${plugin}@${version} already exists`);
      const release = { id: nextId++, plugin, version };
      releases.set(release.id, release);
      return json(release, { status: 201 });
    },
    pluginRelease: (request) => json(releaseOf(request)),
    deletePluginRelease(request) {
      releases.delete(releaseOf(request).id);
      return http("", { status: 204 });
    },
    runPluginRelease(request) {
      const { plugin, version } = releaseOf(request);
      return run(bodyFields(request, runRules), { plugin, version });
    },
    runDebugPluginRelease: (request) => run(bodyFields(request, runDebugRules), { debug: true }),
  };
}

function nextPage(request: AgentRequest, page: number): string {
  const query = new URLSearchParams(request.query);
  query.set("page", String(page));
  return `http://${request.headers["host"] ?? "127.0.0.1"}${request.path}?${query.toString()}`;
}
