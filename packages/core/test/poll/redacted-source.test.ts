/** The polls of a client show none of its secrets, whichever way an error takes. */
import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import { type JobwireError, ServerError } from "../../src/errors.ts";
import type { PollEvent } from "../../src/poll/poll-event.ts";
import { redactedSource } from "../../src/poll/redacted-source.ts";
import type { PollSource } from "../../src/poll/shared-poller.ts";
import { makeRedactor, type Redactor } from "../../src/redaction/redactor.ts";

const secret = "s3cret-token-1234567890";

const redactor = (): Redactor => {
  const made = makeRedactor();
  made.addSecret(secret);
  return made;
};

const failure = (): JobwireError => new ServerError({ message: `503 for ${secret}`, reason: "unavailable" });

const wrapped = (source: Partial<PollSource<string>>): PollSource<string> =>
  redactedSource({ one: () => Effect.succeed(""), all: Effect.succeed(() => undefined), ...source }, redactor());

describe("a source of polls without secrets", () => {
  it.effect("redacts the failures of both reads", () =>
    Effect.gen(function* () {
      const source = wrapped({ one: () => Effect.fail(failure()), all: Effect.fail(failure()) });
      for (const read of [source.one("a"), source.all]) {
        const error = yield* Effect.flip(read as Effect.Effect<unknown, JobwireError>);
        assert.strictEqual(error.message, "503 for <redacted>");
        assert.strictEqual(error._tag, "ServerError");
      }
    }),
  );

  it.effect("leaves the jobs as they are: they belong to the user", () =>
    Effect.gen(function* () {
      const source = wrapped({
        one: (id) => Effect.succeed(`${id} ${secret}`),
        all: Effect.succeed((id: string) => (id === "a" ? secret : undefined)),
      });
      assert.strictEqual(yield* source.one("a"), `a ${secret}`);
      const find = yield* source.all;
      assert.deepStrictEqual([find("a"), find("b")], [secret, undefined]);
    }),
  );

  it.effect("redacts the errors of the check's events, and passes on all else", () =>
    Effect.gen(function* () {
      const events: ReadonlyArray<readonly [string, PollEvent<string>]> = [
        ["lost", { type: "failed", error: failure() }],
        ["unknown", { type: "missing", proven: true, error: failure() }],
        ["unlisted", { type: "missing", proven: false, error: undefined }],
        ["found", { type: "value", value: secret }],
      ];
      const given: Array<unknown> = [];
      const source = wrapped({
        check: (found, unlisted) => {
          given.push(found, unlisted);
          return Effect.succeed({ requested: true, events: new Map(events) });
        },
      });
      const found = new Map([["a", "RUNNING"]]);
      const checked = yield* source.check?.(found, ["b"]) ?? Effect.die("no check");
      assert.deepStrictEqual(given, [found, ["b"]]);
      assert.isTrue(checked.requested);
      assert.deepStrictEqual([...checked.events.keys()], ["lost", "unknown", "unlisted", "found"]);
      const lost = checked.events.get("lost");
      assert.strictEqual(lost?.type === "failed" ? lost.error.message : lost?.type, "503 for <redacted>");
      const unknown = checked.events.get("unknown");
      assert.deepInclude(unknown, { type: "missing", proven: true });
      assert.strictEqual(unknown?.type === "missing" ? unknown.error?.message : "", "503 for <redacted>");
      assert.deepStrictEqual(checked.events.get("unlisted"), { type: "missing", proven: false, error: undefined });
      assert.deepStrictEqual(checked.events.get("found"), { type: "value", value: secret });
    }),
  );

  it("has a check only if the source has one", () => {
    assert.isUndefined(wrapped({}).check);
  });
});
