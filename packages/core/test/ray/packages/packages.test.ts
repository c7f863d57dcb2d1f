import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { createHash } from "node:crypto";
import type { JobwireError } from "../../../src/errors.ts";
import type { ScriptedAnswer, SeenRequest } from "../../support/scripted-adapter.ts";
import { asRecorded, rayOver } from "../../support/scripted-ray.ts";
import { outcomeOf } from "../../support/settled.ts";

/** An archive without entries: only the end record. */
const emptyZip = Uint8Array.from([0x50, 0x4b, 5, 6, ...Array.from({ length: 18 }, () => 0)]);

/** Ray's packages, in memory. */
const store = (): ((request: SeenRequest) => ScriptedAnswer) => {
  const there = new Set<string>();
  return ({ method, url }) => {
    if (method === "PUT") {
      there.add(url.pathname);
      return { body: "" };
    }
    return there.has(url.pathname) ? { body: "" } : asRecorded("packages.json", "package not there yet");
  };
};

describe("a package", () => {
  it.effect("is uploaded once, named by its content as Ray names archives", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayOver(store());
      const name = `_ray_pkg_${createHash("sha1").update(emptyZip).digest("hex")}.zip`;
      const uri = `gcs://${name}`;
      assert.strictEqual(yield* outcomeOf(ray.packages.has(uri)), false);
      const steps: Array<string> = [];
      const first = yield* outcomeOf(ray.packages.upload(emptyZip, { onStep: ({ step }) => void steps.push(step) }));
      assert.deepStrictEqual(first, { uri, uploaded: true, bytes: 22 });
      assert.deepStrictEqual(steps, ["looking", "packing", "uploading"]);
      const second = yield* outcomeOf(ray.packages.upload(emptyZip));
      assert.deepStrictEqual(second, { uri, uploaded: false, bytes: null });
      assert.deepStrictEqual(
        script.requests
          .filter(({ method }) => method === "PUT")
          .map(({ url, headers }) => [url.pathname, headers["content-type"]]),
        [[`/api/packages/gcs/${name}`, "application/octet-stream"]],
      );
      assert.strictEqual(yield* outcomeOf(ray.packages.has(uri)), true);
    }),
  );

  it.effect("is packed only when Ray does not have it", () =>
    Effect.gen(function* () {
      const { ray } = yield* rayOver(store());
      let packed = 0;
      const source = {
        name: "_ray_pkg_818f499bae936a5e.zip",
        archive: async () => {
          packed += 1;
          return emptyZip;
        },
      };
      yield* outcomeOf(ray.packages.upload(source));
      yield* outcomeOf(ray.packages.upload(source));
      assert.strictEqual(packed, 1);
    }),
  );

  it.effect("that is too large, not an archive, cut or badly named is refused before it is sent", () =>
    Effect.gen(function* () {
      const { ray, script } = yield* rayOver(() => asRecorded("packages.json", "package not there yet"));
      const huge = new Uint8Array(104_857_601);
      huge.set(emptyZip, huge.byteLength - 22);
      const named = (name: string): { name: string; archive: () => Promise<Uint8Array> } => ({
        name,
        archive: async () => huge,
      });
      for (const archive of [
        huge,
        new Uint8Array(0),
        emptyZip.subarray(0, 21),
        new TextEncoder().encode("not a zip at all, and long enough"),
        named("a/b.zip"),
        named("../x.zip"),
        named("x.tar"),
        named("_ray_pkg_00.zip"),
      ]) {
        const error = (yield* outcomeOf(ray.packages.upload(archive))) as JobwireError;
        assert.deepInclude(error, { _tag: "InvalidRequest", reason: "local" });
      }
      assert.isFalse(script.requests.some(({ method }) => method === "PUT"));
      assert.include(((yield* outcomeOf(ray.packages.upload(huge))) as JobwireError).message, "100 MiB");
    }),
  );

  it.effect("whose archive cannot be created fails with the reason", () =>
    Effect.gen(function* () {
      const { ray } = yield* rayOver(() => asRecorded("packages.json", "package not there yet"));
      const error = yield* outcomeOf(
        ray.packages.upload({ name: "x.zip", archive: () => Promise.reject(new Error("EACCES: secret.txt")) }),
      );
      assert.deepInclude(error, { _tag: "InvalidRequest", reason: "local" });
      assert.include((error as JobwireError).message, "EACCES");
    }),
  );
});
