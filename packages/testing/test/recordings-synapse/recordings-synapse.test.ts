/** Checks every recorded exchange of the Synapse clients against `synapse-agent.yaml`, and names every one that it leaves out. */
import { describe, expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import { createSpecValidator } from "../../src/index.ts";
import { maskSynapseRecording } from "./mask-synapse-recording.ts";
import { agentExchanges, agentSpecText, recording, recordingFiles } from "./recorded-exchanges.ts";

const validator = createSpecValidator(agentSpecText);
const all = [...agentExchanges()].flatMap(([file, exchanges]) => exchanges.map((exchange) => ({ ...exchange, file })));
const described = all.filter((exchange) => validator.pathOf(exchange.url) !== undefined);
const answered = described.flatMap((exchange) =>
  exchange.answer === undefined ? [] : [{ ...exchange, answer: exchange.answer }],
);
const problemsOf = (exchange: (typeof answered)[number]) =>
  validator.validate({ ...exchange, ...exchange.answer }).problems;
const refused = answered.filter((exchange) => problemsOf(exchange).length > 0);

const count = (values: Iterable<string>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe("recorded responses", () => {
  test("have these numbers", () => {
    expect(count(all.map(({ file }) => file))).toEqual({
      "rest_calls.json": 166,
      "rest_errors.json": 78,
      "rest_misc.json": 40,
      "rest_post_redirect_longpoll.json": 28,
      "tail_handshakes.json": 4,
      "wire_tails.json": 154,
    });
    expect(count(answered.map(({ file }) => file))).toEqual({
      "rest_calls.json": 112,
      "rest_errors.json": 59,
      "rest_misc.json": 30,
      "rest_post_redirect_longpoll.json": 8,
      "wire_tails.json": 154,
    });
  });

  test("match, except these", () => {
    expect(refused.map(({ file, name }) => `${file} ${name}`).sort()).toEqual(
      ["sync", "async"]
        .flatMap((client) => [
          // Statuses that the mock was asked for and no operation describes.
          `rest_errors.json ${client} get st-418`,
          `rest_errors.json ${client} get st-501`,
          `rest_errors.json ${client} get st-204`,
          // The mock's own text in place of a job.
          `rest_errors.json ${client} get st-200`,
          // Logs as text that Python converted to a value (defect 13 in docs/agent-defects.md): the recorder kept the value.
          `rest_misc.json ${client} get_job_logs lg-json`,
          `rest_misc.json ${client} get_job_logs lg-null`,
          `rest_misc.json ${client} get_job_logs lg-number`,
          // A redirect: refused to another origin, not described to the same.
          `wire_tails.json ${client} http-302`,
        ])
        .sort(),
    );
  });

  test("have their bodies checked, except upgrades and 204 responses", () => {
    const unchecked = answered
      .filter((exchange) => !refused.includes(exchange))
      .filter((exchange) => !validator.validate({ ...exchange, ...exchange.answer }).bodyChecked);
    expect(count(unchecked.map(({ method, answer, file }) => `${method} ${answer.status} ${file}`))).toEqual({
      "DELETE 204 rest_calls.json": 8,
      "GET 101 wire_tails.json": 80,
    });
  });

  test("are unknown for these requests", () => {
    const unanswered = described.filter(({ answer }) => answer === undefined);
    expect(count(unanswered.map(({ file, name }) => `${file} ${name.replace(/^(sync|async) /, "")}`))).toEqual({
      // The client returned an object of its own.
      "rest_calls.json get_cluster_resources": 4,
      "rest_calls.json get_cluster_resources/agents/7": 2,
      "rest_calls.json get_runtime_policy": 4,
      "rest_calls.json get_runtime_policy/agents/7": 2,
      "rest_calls.json list_plugin_releases": 2,
      "rest_calls.json update_runtime_policy": 4,
      "rest_calls.json update_runtime_policy/agents/7": 2,
      // The client's own text: after its retries, its timeout, a drop, a response without a body.
      "rest_errors.json get st-502": 1,
      "rest_errors.json get st-503": 1,
      "rest_errors.json get st-503-gpu-n9": 1,
      "rest_errors.json get st-503-n1": 1,
      "rest_errors.json get st-503-n2": 1,
      "rest_errors.json get st-503-ra1": 1,
      "rest_errors.json get st-504": 1,
      "rest_errors.json get st-500-empty": 2,
      "rest_errors.json get st-drop": 2,
      "rest_errors.json get st-hang": 2,
      "rest_post_redirect_longpoll.json delete st-503-d": 1,
      "rest_post_redirect_longpoll.json delete st-drop-d": 2,
      "rest_post_redirect_longpoll.json delete st-hang-d": 2,
      "rest_post_redirect_longpoll.json post st-503-p": 1,
      "rest_post_redirect_longpoll.json post st-drop-p": 2,
      "rest_post_redirect_longpoll.json post st-hang-p": 2,
      // Redirects, followed or taken for the response.
      "rest_errors.json get st-301": 2,
      "rest_errors.json get st-302": 2,
      "rest_errors.json get st-307": 2,
      "rest_post_redirect_longpoll.json delete st-302-d": 2,
      "rest_post_redirect_longpoll.json post st-302-p": 2,
      "rest_post_redirect_longpoll.json post st-303-p": 2,
      "rest_post_redirect_longpoll.json post st-307-p": 2,
      "rest_post_redirect_longpoll.json post st-308-p": 2,
      // Requests alone.
      "tail_handshakes.json tail handshake 0": 1,
      "tail_handshakes.json tail handshake 1": 1,
      "tail_handshakes.json tail handshake 2": 1,
      "tail_handshakes.json tail handshake 3": 1,
    });
  });

  test("cover every operation, and these statuses of each", () => {
    const seen: Record<string, Array<number>> = {};
    for (const exchange of answered) {
      if (refused.includes(exchange)) continue;
      const id = validator.validate({ ...exchange, ...exchange.answer }).operationId ?? "none";
      seen[id] = [...new Set([...(seen[id] ?? []), exchange.answer.status])].sort((a, b) => a - b);
    }
    // Its response is an object of the client's own in every recording.
    expect(validator.operationIds.filter((id) => !(id in seen))).toEqual(["getClusterResources"]);
    expect(Object.fromEntries(Object.entries(seen).filter(([, statuses]) => statuses.join() !== "200"))).toEqual({
      deleteServeApplication: [204, 404, 503],
      deletePluginRelease: [204],
      getJob: [200, 400, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504],
      getJobLogs: [101, 200, 401, 404],
      stopJob: [200, 404, 429, 500, 503],
      streamJobLogs: [200, 400, 401, 403, 404, 409, 422, 429, 500],
    });
  });
});

describe("recorded requests", () => {
  test("outside the specification are exactly these", () => {
    const outside = all.filter((exchange) => !described.includes(exchange));
    expect(count(outside.map(({ method, url }) => `${method} ${url}`))).toEqual({
      // Not built: system, containers, builds.
      "GET /builds/b1/": 2,
      "GET /containers/": 2,
      "POST /containers/": 2,
      "GET /containers/5": 2,
      "PATCH /containers/5": 2,
      "DELETE /containers/5": 2,
      "GET /containers/docker/": 2,
      "POST /containers/docker/": 2,
      "GET /containers/docker/c1": 2,
      "DELETE /containers/docker/c1": 2,
      "POST /containers/docker/c1/start/": 2,
      "POST /containers/docker/c1/stop/": 2,
      "GET /system/compose-config/": 2,
      "GET /system/status/": 2,
      "POST /system/restart/": 2,
      "POST /system/update/": 4,
      // Ids that changed the path (defect 24 in docs/agent-defects.md).
      "GET /": 2,
      "GET /jobs//": 2,
      "GET /jobs/a": 2,
      "GET /jobs/a/b/": 2,
      "GET /jobs/a?x=1/": 2,
    });
  });

  test("have bodies that match", () => {
    const bodies = described.filter(({ sent }) => sent !== null);
    expect(bodies.length).toBe(26);
    expect(
      bodies.flatMap((exchange) => validator.validateRequest({ ...exchange, body: exchange.sent ?? "" }).problems),
    ).toEqual([]);
  });

  test("carry the agent token unchanged, except those sent without one", () => {
    const withHeaders = described.filter(({ headers }) => headers.length > 0);
    const authorization = withHeaders.map(
      ({ headers }) => headers.find(([name]) => name.toLowerCase() === "authorization")?.[1],
    );
    expect(count(authorization.map(String))).toEqual({ "agent-token": withHeaders.length });
    expect(withHeaders.length).toBeGreaterThan(280);
  });
});

describe("the specification", () => {
  const fits = answered.filter((exchange) => !refused.includes(exchange));
  const document = parse(agentSpecText) as {
    components: { schemas: Record<string, { type?: string }> };
    paths: Record<string, Record<string, { responses?: Record<string, unknown> }>>;
  };
  const refusedBy = (change: (changed: ReturnType<typeof parseDocument>) => void): number => {
    const changed = parseDocument(agentSpecText);
    change(changed);
    const check = createSpecValidator(changed.toString());
    const bodies = described.filter(({ sent }) => sent !== null);
    return (
      fits.filter((exchange) => !check.validate({ ...exchange, ...exchange.answer }).ok).length +
      bodies.filter((exchange) => !check.validateRequest({ ...exchange, body: exchange.sent ?? "" }).ok).length
    );
  };
  const objects = Object.keys(document.components.schemas).filter(
    (name) => document.components.schemas[name]?.type === "object",
  );
  // No recording holds one: the clients' own objects, and an event is text inside a tail.
  const notRecorded = ["ClusterResources", "Gpu", "GpuSummary", "NodeResources", "ResourceCounter", "TailEvent"];

  test.each(objects)("one more required field in %s is noticed, if it is recorded", (name) => {
    const noticed = refusedBy((changed) => {
      changed.setIn(["components", "schemas", name, "properties", "no_such_field"], {});
      changed.setIn(["components", "schemas", name, "required"], ["no_such_field"]);
    });
    expect(noticed > 0).toBe(!notRecorded.includes(name));
  });

  test("a job without an id does not match", () => {
    const problems = (body: unknown) =>
      validator.validate({
        method: "GET",
        url: "/jobs/x/",
        status: 200,
        contentType: "application/json",
        body: JSON.stringify(body),
      }).ok;
    expect([{ submission_id: "x" }, { job_id: "x" }, { id: 7 }].map(problems)).toEqual([true, true, true]);
    expect([{}, { status: "RUNNING" }, { submission_id: 7 }, []].map(problems)).toEqual([false, false, false, false]);
  });

  test("only a single release has no final slash", () => {
    expect(Object.keys(document.paths).filter((path) => !path.endsWith("/"))).toEqual(["/plugin_releases/{lookup}"]);
  });
});

test.each(recordingFiles)("%s reveals nothing about the machine it was made on", (file) => {
  expect(maskSynapseRecording(recording(file))).toEqual(recording(file));
});
