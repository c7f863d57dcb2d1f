import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import type { RayApi } from "../api.ts";
import { atLeast } from "../at-least.ts";
import { listJobs } from "../jobs.ts";
import { listNodes } from "../state/nodes.ts";
import type { RayDiagnosis } from "./diagnosis.ts";
import { checkFile, checkPlain, checkSocket, checkToken, checkVersion, checkWrites } from "./diagnosis-checks.ts";
import { failed, finding, Findings } from "./diagnosis-findings.ts";
import { checkHealth } from "./health.ts";
import { getVersion } from "./version.ts";

/** True when no server responded. */
const isSilent = ({ _tag, statusCode }: JobwireError): boolean =>
  statusCode === undefined && (_tag === "ConnectionFailed" || _tag === "Timeout");

/** Runs every check; the failure of one becomes its finding. */
export const diagnose = (api: RayApi): Effect.Effect<RayDiagnosis> =>
  Effect.gen(function* () {
    const findings = new Findings(api.http.redactor.text);
    const rest = ["state", "file", "websocket", "plain"] as const;
    let rayVersion: string | null = null;
    let [jobsWork, file, socket, plain] = [false, false, false, false];

    const health = yield* Effect.result(checkHealth(api));
    findings.note(
      "address",
      health._tag === "Success"
        ? finding("ok", `a healthy Ray head responds at ${api.address}`)
        : failed(health.failure),
    );
    if (health._tag === "Failure" && isSilent(health.failure)) {
      for (const name of ["token", "version", "jobs", ...rest] as const) findings.untried(name, "no server responded");
    } else {
      yield* findings.run("token", checkToken(api));
      const version = yield* Effect.result(getVersion(api));
      if (version._tag === "Success") ({ rayVersion } = version.success);
      findings.note(
        "version",
        version._tag === "Success" ? checkVersion(version.success.rayVersion) : failed(version.failure),
      );
      const jobs = yield* Effect.result(listJobs(api));
      jobsWork = findings.note(
        "jobs",
        jobs._tag === "Success"
          ? finding("ok", `the jobs API responds, ${jobs.success.length} jobs`)
          : failed(jobs.failure),
      );
      const nodes = yield* Effect.result(listNodes(api));
      const alive = nodes._tag === "Success" ? nodes.success.filter(({ state }) => state === "ALIVE") : [];
      findings.note(
        "state",
        nodes._tag === "Success"
          ? finding("ok", `the state API responds, ${alive.length} live nodes`)
          : failed(nodes.failure),
      );
      const submissions = jobs._tag === "Success" ? jobs.success.filter(({ type }) => type === "SUBMISSION") : [];
      const head = alive.find(({ isHeadNode }) => isHeadNode) ?? alive[0];
      const nodeId = head?.nodeId ?? submissions.find(({ driverNodeId }) => driverNodeId !== null)?.driverNodeId;
      if (rayVersion === null) findings.untried("file", "the format of log files depends on the version");
      else if (nodeId === undefined || nodeId === null) findings.untried("file", "no node is known");
      else file = yield* findings.run("file", checkFile(api, nodeId, !atLeast(rayVersion, "2.45")));
      const jobId = submissions[0]?.submissionId ?? undefined;
      socket = yield* findings.run("websocket", checkSocket(api, jobId));
      if (file || socket) findings.untried("plain", "tails need the whole log in one response only without the others");
      else if (jobId === undefined) findings.untried("plain", "no job has a log yet");
      else plain = yield* findings.run("plain", checkPlain(api, jobId));
      // It belongs to the jobs API, so it probably works where that does.
      if (file || socket || jobId === undefined) plain = jobsWork;
    }
    findings.note("writes", checkWrites(api));
    const { name, version } = api.http.adapter.runtime;
    return {
      address: api.address,
      runtime: `${name} ${version}`,
      rayVersion,
      ok: jobsWork && (file || socket || plain),
      checks: findings.all(jobsWork),
      tail: [
        ...(socket
          ? [{ source: "websocket" as const, why: "new lines within 2 s, with very little load on the head" }]
          : []),
        ...(file
          ? [{ source: "file" as const, why: "byte for byte: for the start, for gaps, and for the proof of the end" }]
          : []),
        ...(plain ? [{ source: "plain" as const, why: "the whole log as text, when the file is not readable" }] : []),
      ],
    };
  });
