import * as Effect from "effect/Effect";
import * as Shape from "../../shape.ts";
import type { JobwireError } from "../../errors.ts";
import { decodeShape } from "../../http/decode-shape.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { RayApi } from "../api.ts";
import { atLeast } from "../at-least.ts";
import { readLogFile } from "../log-file/open-log-file.ts";
import { readPlainLog } from "../plain-log.ts";
import { socketUse } from "../socket-use.ts";
import { type Finding, finding } from "./diagnosis-findings.ts";

const readMode = decodeShape(Shape.Struct({ authentication_mode: Shape.String }));

/** Whether the cluster needs a token, and the client has one. */
export const checkToken = (api: RayApi): Effect.Effect<Finding, JobwireError> => {
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

/** Whether this version of Ray is supported. */
export const checkVersion = (rayVersion: string): Finding => {
  const version = `Ray ${excerpt(rayVersion, 40)}`;
  if (!atLeast(rayVersion, "2.40")) {
    return finding(
      "warning",
      `${version} is older than 2.40, so it is untested, though its log format is known. Upgrade Ray if you can`,
    );
  }
  return finding("ok", `${version} is supported (tested on releases from 2.40.0 to 2.60.0)`);
};

/** Requests a file that cannot exist: a working endpoint reports that (or nothing: it sometimes loses the error). */
export const checkFile = (api: RayApi, nodeId: string, marked: boolean): Effect.Effect<Finding, JobwireError> => {
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
export const checkSocket = (api: RayApi, jobId: string | undefined): Effect.Effect<Finding, JobwireError> => {
  const use = socketUse(api.http);
  if (!use.usable) return Effect.succeed(finding("warning", `${use.why}. Tails poll the log file instead`));
  const id = jobId ?? "jobwire-asks-whether-this-endpoint-works";
  const limits = { maxMessageBytes: 16 * 1024 * 1024, highWaterBytes: () => 512 * 1024 };
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

/** Whether the runtime may send writes; sends nothing. */
export const checkWrites = (api: RayApi): Finding => {
  const { name, capabilities } = api.http.adapter.runtime;
  const forced = capabilities.forcedRequestHeaders.filter((header) => /^(?:sec-fetch-|origin$|referer$)/.test(header));
  if (forced.length === 0) return finding("untried", "not tried: a check sends no write. This runtime may send them");
  return finding(
    "warning",
    `${name} always sends ${forced.join(", ")}, so Ray 2.51 and newer refuses every write. Submit and stop jobs through a proxy that removes these headers`,
  );
};

/** Whether the whole log is readable; the body is not read. */
export const checkPlain = (api: RayApi, jobId: string): Effect.Effect<Finding, JobwireError> =>
  readPlainLog(api, `log of job ${jobId} at ${api.address}`, jobId, api.http.times).pipe(
    Effect.as(finding("ok", "tails can read the whole log in one response")),
    Effect.scoped,
  );
