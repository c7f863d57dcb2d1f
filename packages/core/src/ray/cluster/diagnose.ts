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

/** One check of a diagnosis. */
export interface DiagnosisCheck {
  readonly name: "address" | "token" | "version" | "jobs" | "state" | "file" | "websocket" | "writes";
  /** `warning`: it works, with a limit; `skipped`: an earlier failure prevented the check. */
  readonly result: "ok" | "warning" | "failed" | "skipped";
  /** The finding, and the advice. */
  readonly message: string;
}

/** The result of a diagnosis of a cluster from this client. */
export interface RayDiagnosis {
  readonly address: string;
  /** The runtime of the adapter, such as `node 24.21.0`. */
  readonly runtime: string;
  readonly rayVersion: string | null;
  /** True when no check failed or was skipped. */
  readonly ok: boolean;
  readonly checks: ReadonlyArray<DiagnosisCheck>;
  /** The sources that a tail uses here, best first, with the reason; empty when the cluster is unusable. */
  readonly tail: ReadonlyArray<{ readonly source: "websocket" | "file" | "plain"; readonly why: string }>;
}

type Finding = Pick<DiagnosisCheck, "result" | "message">;
const finding = (result: Finding["result"], message: string): Finding => ({ result, message });
const failed = (error: JobwireError): Finding => finding("failed", error.message);

const readMode = decodeJson(Schema.Struct({ authentication_mode: Schema.String }));

const checkToken = (api: RayApi): Effect.Effect<Finding, JobwireError> => {
  const label = `authentication mode of ${api.address}`;
  const hasCredentials = api.http.credentials;
  return api
    .call(label, (client, init) => client.GET("/api/authentication_mode", { ...init }))
    .pipe(
      Effect.flatMap((body) => readMode(label, body)),
      Effect.map(({ authentication_mode: mode }) => {
        if (mode !== "token") {
          return hasCredentials
            ? finding("ok", "the cluster needs no token; a proxy may use the configured credentials")
            : finding("ok", "the cluster needs no token");
        }
        return hasCredentials
          ? finding("ok", "the cluster needs a token, and one is configured")
          : finding("failed", "the cluster needs a token, and none is configured. Set the token option");
      }),
      Effect.catchIf(
        (error) => error._tag === "NotFound",
        () => Effect.succeed(finding("ok", "this version of Ray has no token authentication")),
      ),
    );
};

const checkVersion = (rayVersion: string): Finding => {
  const version = `Ray ${excerpt(rayVersion, 40)}`;
  if (!atLeast(rayVersion, "2.46")) {
    return finding(
      "warning",
      `${version} is older than 2.46, so it is untested, though its log format is known. Upgrade Ray if you can`,
    );
  }
  return finding("ok", `${version} is supported (2.46 and newer; tested on 2.60.0)`);
};

/** Requests a file that cannot exist: a working endpoint reports that (or nothing: it sometimes loses the error). */
const checkFile = (api: RayApi, nodeId: string, marked: boolean): Effect.Effect<Finding, JobwireError> => {
  const file = { nodeId, filename: "jobwire-asks-whether-this-endpoint-works", marked };
  const works = finding("ok", "log files are readable byte for byte");
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

/** Opens the tail of an existing job; without a job, a refusal only shows that requests reach the path. */
const checkSocket = (api: RayApi, jobId: string | undefined): Effect.Effect<Finding, JobwireError> => {
  const use = socketUse(api.http);
  if (!use.usable) return Effect.succeed(finding("warning", `${use.why}. Tails poll the log file instead`));
  const id = jobId ?? "jobwire-asks-whether-this-endpoint-works";
  const limits = { maxMessageBytes: 16 * 1024 * 1024, highWaterBytes: 512 * 1024 };
  return api.http.socket(`/api/jobs/${encodeURIComponent(id)}/logs/tail`, limits).pipe(
    Effect.as(finding("ok", "tails can follow a log by WebSocket")),
    Effect.catchIf(
      ({ reason }) => jobId === undefined && reason === "unknown-job",
      () =>
        Effect.succeed(
          finding("ok", "requests reach the WebSocket's path; whether upgrades pass is known once a job exists"),
        ),
    ),
    Effect.scoped,
  );
};

const checkWrites = (api: RayApi): Finding => {
  const { name, capabilities } = api.http.adapter.runtime;
  const forced = capabilities.forcedRequestHeaders.filter((header) => /^(?:sec-fetch-|origin$|referer$)/.test(header));
  if (forced.length === 0) return finding("ok", "this runtime can submit and stop jobs");
  return finding(
    "warning",
    `${name} always sends ${forced.join(", ")}, so Ray 2.51 and newer refuses every write. Submit and stop jobs through a proxy that removes these headers`,
  );
};

/** Runs every check; the failure of one becomes its finding. */
export const diagnose = (api: RayApi): Effect.Effect<RayDiagnosis> =>
  Effect.gen(function* () {
    const checks: Array<DiagnosisCheck> = [];
    const note = (name: DiagnosisCheck["name"], found: Finding): boolean => {
      // The messages are data here, and those of errors may contain a server's text.
      checks.push({ name, ...found, message: api.http.redactor.text(found.message) });
      return found.result === "ok" || found.result === "warning";
    };
    const run = (name: DiagnosisCheck["name"], check: Effect.Effect<Finding, JobwireError>) =>
      Effect.map(
        Effect.catch(check, (error) => Effect.succeed(failed(error))),
        (found) => note(name, found),
      );
    const skip = (name: DiagnosisCheck["name"]): void =>
      void note(name, finding("skipped", "skipped because of the failure above"));

    const reached = yield* run(
      "address",
      Effect.as(checkHealth(api), finding("ok", `a healthy Ray head responds at ${api.address}`)),
    );
    const rest = ["token", "version", "jobs", "state", "file", "websocket"] as const;
    let rayVersion: string | null = null;
    let [file, socket, plain] = [false, false, false];
    if (!reached) for (const name of rest) skip(name);
    else {
      yield* run("token", checkToken(api));
      const version = yield* Effect.result(getVersion(api));
      if (version._tag === "Success") ({ rayVersion } = version.success);
      note("version", version._tag === "Success" ? checkVersion(version.success.rayVersion) : failed(version.failure));
      const jobs = yield* Effect.result(listJobs(api));
      plain = note(
        "jobs",
        jobs._tag === "Success"
          ? finding("ok", `the jobs API responds, ${jobs.success.length} jobs`)
          : failed(jobs.failure),
      );
      const nodes = yield* Effect.result(listNodes(api));
      const alive = nodes._tag === "Success" ? nodes.success.filter(({ state }) => state === "ALIVE") : [];
      note(
        "state",
        nodes._tag === "Success"
          ? finding("ok", `the state API responds, ${alive.length} live nodes`)
          : failed(nodes.failure),
      );
      const head = alive.find(({ isHeadNode }) => isHeadNode) ?? alive[0];
      if (head === undefined) skip("file");
      else {
        file = yield* run("file", checkFile(api, head.nodeId, rayVersion !== null && !atLeast(rayVersion, "2.45")));
      }
      const submitted = jobs._tag === "Success" ? jobs.success.find(({ type }) => type === "SUBMISSION") : undefined;
      socket =
        (yield* run("websocket", checkSocket(api, submitted?.submissionId ?? undefined))) && socketUse(api.http).usable;
    }
    note("writes", checkWrites(api));
    const { name, version } = api.http.adapter.runtime;
    return {
      address: api.address,
      runtime: `${name} ${version}`,
      rayVersion,
      ok: checks.every(({ result }) => result === "ok" || result === "warning"),
      checks,
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
