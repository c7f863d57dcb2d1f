import { assert, describe, it } from "@effect/vitest";
import { Cause, Effect, Exit, Fiber, Scope } from "effect";
import { TestClock } from "effect/testing";
import { BadResponse, type JobwireError, Timeout } from "../../src/errors.ts";
import { isRedirect, redirectRefused, redirectTarget } from "../../src/http/follow-redirects.ts";
import { gunzip, isGzip } from "../../src/http/gunzip.ts";
import type { HttpStream } from "../../src/http/http.ts";
import { makeWaitLimit } from "../../src/wait-limit.ts";
import { idleWatch, type LimitReached } from "../../src/http/idle-watch.ts";
import { labelOf } from "../../src/http/open-response.ts";
import { readBody, readErrorBody } from "../../src/http/read-body.ts";
import { resumablePull } from "../../src/http/resumable-pull.ts";
import { textFrames } from "../../src/http/text-frames.ts";
import { startTotalLimit, transferMs } from "../../src/http/total-limit.ts";

const label = "GET http://head/api";

/** A response whose body is `pieces`, and how many of them were pulled. */
const responseOf = (
  pieces: ReadonlyArray<number | JobwireError | "silence">,
): { readonly answer: HttpStream; readonly pulls: () => number } => {
  let pulls = 0;
  const pull = Effect.suspend((): Effect.Effect<Uint8Array | undefined, JobwireError> => {
    const piece = pieces[pulls];
    pulls += 1;
    if (piece === "silence") return Effect.never;
    if (typeof piece === "object") return Effect.fail(piece);
    return Effect.succeed(piece === undefined ? undefined : new Uint8Array(piece).fill(7));
  });
  return { answer: { status: 206, headers: {}, pull }, pulls: () => pulls };
};

describe("a whole body", () => {
  it.effect("is read to its end, up to the limit itself", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* readBody(responseOf([3, 0, 4, 3]).answer, label, 10)).byteLength, 10);
      assert.strictEqual((yield* readBody(responseOf([]).answer, label, 10)).byteLength, 0);
    }),
  );

  it.effect("one byte over the limit is refused at once, and nothing more is pulled", () =>
    Effect.gen(function* () {
      const { answer, pulls } = responseOf([6, 5, 1, 1]);
      const error = yield* Effect.flip(readBody(answer, label, 10));
      assert.deepStrictEqual([error._tag, error.reason, error.statusCode], ["BadResponse", "too-large", 206]);
      assert.include(error.message, label);
      assert.include(error.message, "10 bytes");
      assert.strictEqual(pulls(), 2);
    }),
  );
});

describe("the body of an error", () => {
  it.effect("is read to its limit, and not pulled beyond", () =>
    Effect.gen(function* () {
      const { answer, pulls } = responseOf([6, 6, 6]);
      assert.strictEqual((yield* readErrorBody(answer, 10, 1000)).byteLength, 10);
      assert.strictEqual(pulls(), 2);
      const exact = responseOf([5, 5, 5]);
      assert.strictEqual((yield* readErrorBody(exact.answer, 10, 1000)).byteLength, 10);
      assert.strictEqual(exact.pulls(), 2);
    }),
  );

  it.effect("is taken as far as it came when it breaks off or falls silent", () =>
    Effect.gen(function* () {
      const broken = responseOf([4, new Timeout({ message: "x", reason: "idle" })]);
      assert.strictEqual((yield* readErrorBody(broken.answer, 10, 1000)).byteLength, 4);
      const fiber = yield* Effect.forkChild(readErrorBody(responseOf([4, "silence"]).answer, 10, 1000));
      yield* TestClock.adjust(999);
      assert.isUndefined(fiber.pollUnsafe());
      yield* TestClock.adjust(1);
      assert.strictEqual((yield* Fiber.join(fiber)).byteLength, 4);
    }),
  );
});

describe("a packed body", () => {
  const packed = async (bytes: number): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(
      await new Response(
        new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new CompressionStream("gzip")),
      ).arrayBuffer(),
    );

  it.effect("may unpack to the limit itself, and to no byte more", () =>
    Effect.gen(function* () {
      const bytes = yield* Effect.promise(() => packed(100_000));
      assert.strictEqual((yield* gunzip(bytes, label, 100_000)).byteLength, 100_000);
      const error = yield* Effect.flip(gunzip(bytes, label, 99_999));
      assert.strictEqual(error.reason, "too-large");
      assert.include(error.message, "99999 bytes");
      const cut = yield* Effect.flip(gunzip(bytes.slice(0, 30), label, 100_000));
      assert.strictEqual(cut.reason, "encoding");
      assert.include(cut.message, label);
      assert.isDefined(cut.cause);
    }),
  );

  it("begins with both bytes of gzip", () => {
    assert.isTrue(isGzip(new Uint8Array([0x1f, 0x8b, 8])));
    for (const bytes of [[0x1f, 0x8c], [0x1e, 0x8b], [0x1f], []]) assert.isFalse(isGzip(new Uint8Array(bytes)));
  });
});

describe("a pull that can be taken up again", () => {
  it.effect("gives the next pull what came after it was interrupted, and asks once", () =>
    Effect.gen(function* () {
      let asked = 0;
      const answers: Array<(value: string) => void> = [];
      const pull = resumablePull(
        () => {
          asked += 1;
          return new Promise<string>((resolve) => answers.push(resolve));
        },
        (cause) => String(cause),
      )();
      const first = yield* Effect.forkChild(pull);
      yield* Effect.yieldNow;
      yield* Fiber.interrupt(first);
      answers[0]?.("late");
      assert.strictEqual(yield* pull, "late");
      assert.strictEqual(asked, 1);
      const second = yield* Effect.forkChild(pull);
      yield* Effect.yieldNow;
      answers[1]?.("next");
      assert.strictEqual(yield* Fiber.join(second), "next");
      assert.strictEqual(asked, 2);
    }),
  );

  it.effect("gives the next pull a failure that came after it was interrupted, once", () =>
    Effect.gen(function* () {
      let fail: (cause: unknown) => void = () => undefined;
      let asked = 0;
      const pull = resumablePull(
        () => {
          asked += 1;
          return asked === 1 ? new Promise<string>((_, reject) => (fail = reject)) : Promise.resolve("after");
        },
        (cause) => `seen: ${String(cause)}`,
      )();
      const first = yield* Effect.forkChild(pull);
      yield* Effect.yieldNow;
      yield* Fiber.interrupt(first);
      fail("cut");
      assert.strictEqual(yield* Effect.flip(pull), "seen: cut");
      assert.strictEqual(yield* pull, "after");
    }),
  );

  it.effect("keeps what comes while nobody waits, after an interruption and after a timeout", () =>
    Effect.gen(function* () {
      for (const left of ["interrupted", "timed out"]) {
        for (const fails of [false, true]) {
          let asked = 0;
          let settle = (): void => undefined;
          let giveUp = (): void => undefined;
          const limit = {
            begin: (end: (exit: Effect.Effect<string, string>) => void) =>
              void (giveUp = () => end(Effect.fail("timed out"))),
            end: () => undefined,
          };
          const pull = resumablePull(
            () => {
              asked += 1;
              if (asked > 1) return Promise.resolve("again");
              return new Promise<string>((resolve, reject) => {
                settle = () => (fails ? reject(new Error("late")) : resolve("late"));
              });
            },
            (cause) => (cause as Error).message,
          )(limit);
          const first = yield* Effect.forkChild(Effect.exit(pull));
          yield* Effect.yieldNow;
          if (left === "interrupted") yield* Fiber.interrupt(first);
          else giveUp();
          yield* Fiber.await(first);
          settle();
          yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)));
          assert.strictEqual(yield* fails ? Effect.flip(pull) : pull, "late");
          assert.strictEqual(asked, 1);
          assert.strictEqual(yield* pull, "again");
        }
      }
    }),
  );

  it.effect("without a limit is interrupted cleanly", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(resumablePull(() => new Promise<never>(() => undefined), String)());
      yield* Effect.yieldNow;
      yield* Fiber.interrupt(fiber);
      const exit = yield* Fiber.await(fiber);
      assert.isTrue(Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause));
    }),
  );

  it.effect("fails when asking throws, and asks anew afterwards", () =>
    Effect.gen(function* () {
      let asked = 0;
      const pull = resumablePull(
        (): Promise<string> => {
          asked += 1;
          if (asked === 1) throw new Error("no");
          return Promise.resolve("yes");
        },
        (cause) => String(cause),
      )();
      assert.strictEqual(yield* Effect.flip(pull), "Error: no");
      assert.strictEqual(yield* pull, "yes");
    }),
  );

  it.effect("ends its limit, whether it was answered, failed or interrupted", () =>
    Effect.gen(function* () {
      let waits = 0;
      const limit = {
        begin: (): void => void (waits += 1),
        end: (): void => void (waits = 0),
      };
      yield* resumablePull(() => Promise.resolve(1), String)(limit);
      assert.strictEqual(waits, 0);
      yield* Effect.flip(resumablePull(() => Promise.reject(new Error("x")), String)(limit));
      assert.strictEqual(waits, 0);
      const fiber = yield* Effect.forkChild(resumablePull(() => new Promise<never>(() => undefined), String)(limit));
      yield* Effect.yieldNow;
      assert.strictEqual(waits, 1);
      yield* Fiber.interrupt(fiber);
      assert.strictEqual(waits, 0);
    }),
  );
});

describe("a watch of waits", () => {
  const watched = (idleMs: number, leftMs?: () => number) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make();
      const watch = idleWatch(yield* Scope.provide(makeWaitLimit, scope), idleMs, leftMs);
      const reached: Array<LimitReached> = [];
      const begin = (): void => watch.begin((why) => void reached.push(why));
      return { watch, begin, reached, close: Scope.close(scope, Exit.void) };
    });

  it.effect("gives up a wait at its idle time, once, and none that ended", () =>
    Effect.gen(function* () {
      const { watch, begin, reached, close } = yield* watched(1000);
      yield* TestClock.adjust(700);
      begin();
      yield* TestClock.adjust(999);
      assert.deepStrictEqual(reached, []);
      yield* TestClock.adjust(1);
      assert.deepStrictEqual(reached, ["idle"]);
      yield* TestClock.adjust(5000);
      assert.deepStrictEqual(reached, ["idle"]);
      begin();
      yield* TestClock.adjust(900);
      watch.end();
      yield* TestClock.adjust(5000);
      assert.deepStrictEqual(reached, ["idle"]);
      yield* close;
    }),
  );

  it.effect("gives up at the total limit, and every wait after it at once", () =>
    Effect.gen(function* () {
      let left = 1500;
      const { begin, reached, close } = yield* watched(1000, () => left);
      yield* TestClock.adjust(900);
      left = 600;
      begin();
      yield* TestClock.adjust(100);
      left = 0;
      yield* TestClock.adjust(1000);
      assert.deepStrictEqual(reached, ["total"]);
      begin();
      assert.deepStrictEqual(reached, ["total", "total"]);
      yield* close;
    }),
  );

  it.effect("with neither limit never gives up", () =>
    Effect.gen(function* () {
      const { begin, reached, close } = yield* watched(Number.POSITIVE_INFINITY);
      begin();
      yield* TestClock.adjust("10 days");
      assert.deepStrictEqual(reached, []);
      yield* close;
    }),
  );
});

describe("a total limit", () => {
  it.effect("counts from its start, with 10 ms for each kB that came", () =>
    Effect.gen(function* () {
      assert.strictEqual(transferMs(100_000), 1000);
      assert.strictEqual(transferMs(1), 1);
      assert.strictEqual(transferMs(0), 0);
      const limit = yield* startTotalLimit(label, 5000, 2000);
      assert.strictEqual(limit.leftMs(0), 7000);
      yield* TestClock.adjust(1000);
      assert.strictEqual(limit.leftMs(0), 6000);
      assert.strictEqual(limit.leftMs(100_000), 7000);
    }),
  );

  it.effect("names itself, and what a request has beyond it from a second on", () =>
    Effect.gen(function* () {
      const timeoutOf = (extraMs: number) =>
        Effect.map(startTotalLimit(label, 5000, extraMs), (limit) => limit.timeout());
      const plain = yield* timeoutOf(999);
      assert.strictEqual(plain.reason, "request");
      assert.include(plain.message, label);
      assert.include(plain.message, "5000 ms (requestMs)");
      assert.include(plain.message, "5000 ms (requestMs). ");
      assert.notInclude(plain.message, "999");
      assert.strictEqual(plain.message, (yield* timeoutOf(0)).message);
      assert.include((yield* timeoutOf(1000)).message, "1000 ms");
    }),
  );
});

describe("a redirect", () => {
  const from = new URL("http://head:8265/a/b?c=1");
  const targetOf = (location: string | undefined): URL | BadResponse =>
    redirectTarget(label, from, { status: 302, headers: location === undefined ? {} : { location } }, (text) =>
      text.replaceAll("hunter2", "***"),
    );

  it("is one of five statuses", () => {
    const statuses = Array.from({ length: 100 }, (_, index) => 300 + index).filter(isRedirect);
    assert.deepStrictEqual(statuses, [301, 302, 303, 307, 308]);
  });

  it.each([
    ["/x?y=1", "http://head:8265/x?y=1"],
    ["x", "http://head:8265/a/x"],
    ["http://me:pw@other:1/x#part", "http://other:1/x"],
    ["http://me@other/", "http://other/"],
    ["ws://other/x", "http://other/x"],
    ["wss://other/x", "https://other/x"],
    ["http://other/ws:x", "http://other/ws:x"],
  ])("to %s leads to %s", (location, href) => {
    assert.strictEqual((targetOf(location) as URL).href, href);
  });

  it.each([undefined, "http://", "http://hunter2:x:y/"])("to %s leads nowhere", (location) => {
    const error = targetOf(location) as BadResponse;
    assert.instanceOf(error, BadResponse);
    assert.strictEqual(error.reason, "redirect");
    assert.strictEqual(error.statusCode, 302);
    assert.include(error.message, label);
    assert.include(error.message, "302");
    assert.notInclude(error.message, "hunter2");
    assert.notInclude(error.message, "undefined");
    if (location !== undefined) assert.include(error.message, "(http://");
    else assert.match(error.message, /location\./);
  });

  it("that is refused says where to, without a query, and why", () => {
    const target = new URL("https://me:pw@other:9/x?token=hunter2");
    const messages = (["cross-origin", "method", "too-many"] as const).map((reason) => {
      const from = new URL("http://head:8265/x");
      const error = redirectRefused(label, 307, { from, target, base: { prefix: "" } }, reason);
      assert.strictEqual(error.reason, reason);
      assert.strictEqual(error.statusCode, 307);
      assert.include(error.message, label);
      assert.include(error.message, "https://other:9/x");
      assert.notMatch(error.message, /hunter2|pw/);
      return error.message;
    });
    assert.match(messages[0] ?? "", /origin/);
    assert.match(messages[1] ?? "", /only GET/);
    assert.match(messages[2] ?? "", /5 redirects/);
  });
});

describe("the label of a request", () => {
  it("has its method, origin and path, and no query", () => {
    assert.strictEqual(labelOf({ method: "PUT", url: new URL("http://me:pw@head:1/a?b=1#c") }), "PUT http://head:1/a");
  });
});

describe("a socket where only text is spoken", () => {
  const next = (frames: ReadonlyArray<string | Uint8Array>) => textFrames(label, { frames });

  it.effect("gives text without heartbeats, and its end", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* next(["a", "", new Uint8Array(), "b"]), { frames: ["a", "b"] });
      assert.deepStrictEqual(yield* next([""]), { frames: [] });
      const closed = { closed: { code: 1000, reason: "", overflow: false } };
      assert.deepStrictEqual(yield* textFrames(label, closed), { closed: "code 1000" });
      const encoded = { encoded: [new Uint8Array([97])] };
      assert.strictEqual(yield* textFrames(label, encoded), encoded);
    }),
  );

  it.effect("refuses a binary frame, also among text", () =>
    Effect.gen(function* () {
      for (const frames of [[new Uint8Array(1)], ["a", new Uint8Array(1)]]) {
        const error = yield* Effect.flip(next(frames));
        assert.deepStrictEqual([error._tag, error.reason], ["BadResponse", "binary-frame"]);
        assert.include(error.message, label);
      }
    }),
  );
});
