import * as Effect from "effect/Effect";
import type { Calls } from "../../surface/calls.ts";
import { checked, shownValue } from "../../surface/checked.ts";
import { InvalidRequest, isJobwireError, type JobwireError } from "../../errors.ts";
import type { StreamTimes } from "../../http/http.ts";
import type { Effectful } from "../../surface/effectful.ts";
import type { RetryBudget } from "../../retry/retry-budget.ts";
import { retrying } from "../../retry/retrying.ts";
import type { RayApi } from "../api.ts";
import { checkArchive, nameOfArchive, packageName } from "./check-archive.ts";
import type { PackageSource, RayPackages, UploadOptions } from "./types.ts";

const attempts = 3;

const has = (api: RayApi, name: string): Effect.Effect<boolean, JobwireError> =>
  api
    .call(`package ${name} at ${api.address}`, (client, init) =>
      client.GET("/api/packages/gcs/{name}", { params: { path: { name } }, ...init }),
    )
    .pipe(
      Effect.as(true),
      Effect.catchIf(
        (error) => error._tag === "NotFound" && error.reason === "unknown-package",
        () => Effect.succeed(false),
      ),
    );

const put = (api: RayApi, name: string, bytes: Uint8Array): Effect.Effect<void, JobwireError> => {
  const times: StreamTimes = {
    // In addition to the time for the body's bytes, which every request has.
    headMs: Math.max(api.http.times.headMs, 60_000),
    idleMs: api.http.times.idleMs,
  };
  const call = api.call(
    `upload of ${name} to ${api.address}`,
    (client, init) =>
      client.PUT("/api/packages/gcs/{name}", {
        params: { path: { name } },
        body: bytes,
        bodySerializer: (body) => body as Uint8Array<ArrayBuffer>,
        headers: { "content-type": "application/octet-stream" },
        ...init,
      }),
    times,
  );
  return Effect.asVoid(call);
};

/** Runs the caller's own code, which mostly reads files. */
const made = (source: PackageSource): Effect.Effect<Uint8Array, JobwireError> =>
  Effect.tryPromise({
    try: (signal) => source.archive(signal),
    catch: (cause) =>
      isJobwireError(cause)
        ? cause
        : new InvalidRequest({
            message: `package ${source.name}: creating the archive failed: ${cause instanceof Error ? cause.message : String(cause)}. Check the files that it should contain`,
            reason: "local",
            cause,
          }),
  });

/** Throws `InvalidRequest` (reason `local`) for what is neither bytes nor a source, as a program without types may pass it. */
const checkSource = (archive: unknown): PackageSource => {
  if (typeof archive === "object" && archive !== null && "name" in archive && "archive" in archive) {
    return archive as PackageSource;
  }
  throw new InvalidRequest({
    message: `packages.upload needs the archive as a Uint8Array, or { name, archive }, not ${shownValue(archive)}`,
    reason: "local",
  });
};

/** Packages of one cluster as Effects. */
export const packageEffects = (api: RayApi, calls: Calls, budget: RetryBudget): Effectful<RayPackages> => {
  const again = retrying({ budget, attempts });
  const upload = (
    archive: Uint8Array | PackageSource,
    { onStep }: Omit<UploadOptions, "signal"> = {},
  ): Effect.Effect<{ uri: string; uploaded: boolean; bytes: number | null }, JobwireError> =>
    Effect.gen(function* () {
      let source: PackageSource;
      if (archive instanceof Uint8Array) {
        yield* checked(() => checkArchive("from bytes", archive));
        source = { name: yield* Effect.promise(() => nameOfArchive(archive)), archive: async () => archive };
      } else source = yield* checked(() => checkSource(archive));
      const name = yield* checked(() => packageName(source.name));
      const uri = `gcs://${name}`;
      onStep?.({ step: "looking", name });
      if (yield* again(has(api, name))) return { uri, uploaded: false, bytes: null };
      onStep?.({ step: "packing", name });
      const bytes = yield* made(source);
      yield* checked(() => checkArchive(name, bytes));
      onStep?.({ step: "uploading", name, bytes: bytes.byteLength });
      // A second upload is harmless: the name depends on the content.
      yield* again(put(api, name, bytes));
      return { uri, uploaded: true, bytes: bytes.byteLength };
    });
  return {
    has: (uri, options) =>
      calls.read(
        "packages.has",
        Effect.flatMap(
          checked(() => packageName(uri)),
          (name) => has(api, name),
        ),
        options,
      ),
    upload: (archive, options) => calls.write("packages.upload", upload(archive, options), options, "never"),
  };
};
