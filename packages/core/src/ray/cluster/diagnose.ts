import { Effect, Schema } from "effect";
import type { JobwireError } from "../../errors.ts";
import { decodeJson } from "../../http/decode-json.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";
import { atLeast } from "../at-least.ts";
import { checkHealth } from "./health.ts";
import { listJobs } from "../jobs.ts";
import { readLogFile } from "../log-file/open-log-file.ts";
import { listNodes } from "../state/nodes.ts";
import { socketUse } from "../socket-use.ts";
import { getVersion } from "./version.ts";
import type { DiagnosisCheck, RayDiagnosis } from "./types.ts";

type Answer = Pick<DiagnosisCheck, "result" | "message">;
const answer = (result: Answer["result"], message: string): Answer => ({ result, message });
const failed = (error: JobwireError): Answer => answer("failed", error.message);

const readMode = decodeJson(Schema.Struct({ authentication_mode: Schema.String }));

const askToken = (api: RayApi): Effect.Effect<Answer, JobwireError> => {
  const label = `authentication mode of ${api.address}`;
  const given = api.http.credentials;
  return api
    .call(label, (client, init) => client.GET("/api/authentication_mode", { ...init }))
    .pipe(
      Effect.flatMap((body) => readMode(label, body)),
      Effect.map(({ authentication_mode: mode }) => {
        if (mode !== "token") {
          return given
            ? answer("ok", "the cluster asks for no token; the credentials given are for a proxy, if anybody")
            : answer("ok", "the cluster asks for no token");
        }
        return given
          ? answer("ok", "the cluster asks for a token, and one is given")
          : answer("failed", "the cluster asks for a token, and none is given");
      }),
      Effect.catchIf(
        (error) => error._tag === "NotFound",
        () => Effect.succeed(answer("ok", "this version of Ray knows no tokens")),
      ),
    );
};

const judgeVersion = (rayVersion: string): Answer => {
  const version = `Ray ${excerpt(rayVersion, 40)}`;
  if (!atLeast(rayVersion, "2.46")) {
    return answer("warning", `${version} is older than 2.46: its log format is known, but it is not tested`);
  }
  return answer("ok", `${version} is supported (2.46 and newer; tested on 2.60.0)`);
};

/** Asks for a file that cannot be there: an endpoint that works says so (or nothing: the error is lost now and then). */
const askFile = (api: RayApi, nodeId: string, marked: boolean): Effect.Effect<Answer, JobwireError> => {
  const file = { nodeId, filename: "jobwire-asks-whether-this-endpoint-works", marked };
  const works = answer("ok", "log files can be read byte for byte");
  return readLogFile(api, `log file at ${api.address}`, file, 1, api.http.times).pipe(
    Effect.flatMap(({ pull }) => pull),
    Effect.as(works),
    Effect.catchIf(
      ({ reason }) => reason === "no-file" || reason === "empty-log-file",
      () => Effect.succeed(works),
    ),
    Effect.scoped,
  );
};

/** Opens the tail of a job that is there; of one that is not, the refusal shows only that the path is reached. */
const askSocket = (api: RayApi, jobId: string | undefined): Effect.Effect<Answer, JobwireError> => {
  const use = socketUse(api.http);
  if (!use.usable) return Effect.succeed(answer("warning", `${use.why}; tails poll the log file`));
  const id = jobId ?? "jobwire-asks-whether-this-endpoint-works";
  const limits = { maxMessageBytes: 16 * 1024 * 1024, highWaterBytes: 512 * 1024 };
  return api.http.socket(`/api/jobs/${encodeURIComponent(id)}/logs/tail`, limits).pipe(
    Effect.as(answer("ok", "a log can be followed by WebSocket")),
    Effect.catchIf(
      ({ reason }) => jobId === undefined && reason === "unknown-job",
      () =>
        Effect.succeed(
          answer("ok", "the WebSocket's path is reached; whether upgrades pass shows once there is a job"),
        ),
    ),
    Effect.scoped,
  );
};

const judgeWrites = (api: RayApi): Answer => {
  const { name, capabilities } = api.http.adapter.runtime;
  const forced = capabilities.forcedRequestHeaders.filter((header) => /^(?:sec-fetch-|origin$|referer$)/.test(header));
  if (forced.length === 0) return answer("ok", "jobs can be submitted and stopped from here");
  return answer(
    "warning",
    `${name} always sends ${forced.join(", ")}, and Ray from 2.51 on then refuses every write: submit and stop through a proxy that removes them`,
  );
};

/** Runs every check; a failure of one is its answer. */
export const diagnose = (api: RayApi): Effect.Effect<RayDiagnosis> =>
  Effect.gen(function* () {
    const checks: Array<DiagnosisCheck> = [];
    const note = (name: DiagnosisCheck["name"], found: Answer): boolean => {
      // Messages here are data, and some are those of errors.
      checks.push({ name, ...found, message: api.http.redactor.text(found.message) });
      return found.result === "ok" || found.result === "warning";
    };
    const ask = (name: DiagnosisCheck["name"], question: Effect.Effect<Answer, JobwireError>) =>
      Effect.map(
        Effect.catch(question, (error) => Effect.succeed(failed(error))),
        (found) => note(name, found),
      );
    const skip = (name: DiagnosisCheck["name"]): void =>
      void note(name, answer("skipped", "not asked, because of the failure above"));

    const reached = yield* ask(
      "address",
      Effect.as(checkHealth(api), answer("ok", `a healthy Ray head answers at ${api.address}`)),
    );
    const rest = ["token", "version", "jobs", "state", "file", "websocket"] as const;
    let rayVersion: string | null = null;
    let [file, socket, plain] = [false, false, false];
    if (!reached) for (const name of rest) skip(name);
    else {
      yield* ask("token", askToken(api));
      const version = yield* Effect.result(getVersion(api));
      if (version._tag === "Success") ({ rayVersion } = version.success);
      note("version", version._tag === "Success" ? judgeVersion(version.success.rayVersion) : failed(version.failure));
      const jobs = yield* Effect.result(listJobs(api));
      plain = note(
        "jobs",
        jobs._tag === "Success"
          ? answer("ok", `the jobs API answers, ${jobs.success.length} jobs`)
          : failed(jobs.failure),
      );
      const nodes = yield* Effect.result(listNodes(api));
      const alive = nodes._tag === "Success" ? nodes.success.filter(({ state }) => state === "ALIVE") : [];
      note(
        "state",
        nodes._tag === "Success"
          ? answer("ok", `the state API answers, ${alive.length} live nodes`)
          : failed(nodes.failure),
      );
      const head = alive.find(({ isHeadNode }) => isHeadNode) ?? alive[0];
      if (head === undefined) skip("file");
      else file = yield* ask("file", askFile(api, head.nodeId, rayVersion !== null && !atLeast(rayVersion, "2.45")));
      const submitted = jobs._tag === "Success" ? jobs.success.find(({ type }) => type === "SUBMISSION") : undefined;
      socket =
        (yield* ask("websocket", askSocket(api, submitted?.submissionId ?? undefined))) && socketUse(api.http).usable;
    }
    note("writes", judgeWrites(api));
    const { name, version } = api.http.adapter.runtime;
    return {
      address: api.address,
      runtime: `${name} ${version}`,
      rayVersion,
      ok: checks.every(({ result }) => result === "ok" || result === "warning"),
      checks,
      tail: [
        ...(socket
          ? [{ source: "websocket" as const, why: "new lines within 2 s, at hardly any cost to the head" }]
          : []),
        ...(file
          ? [{ source: "file" as const, why: "byte for byte; to begin with, to fill gaps, and to prove the end" }]
          : []),
        ...(plain ? [{ source: "plain" as const, why: "the whole log as text, where the file cannot be read" }] : []),
      ],
    };
  });
