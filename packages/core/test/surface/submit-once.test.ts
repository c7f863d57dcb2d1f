import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber } from "effect";
import { TestClock } from "effect/testing";
import { ConnectionFailed, type JobwireError, NotFound, ServerError } from "../../src/errors.ts";
import { RetryBudget } from "../../src/retry/retry-budget.ts";
import { submitOnce } from "../../src/surface/submit-once.ts";

type Job = Parameters<typeof submitOnce>[0];

const reset = new ConnectionFailed({ message: "reset", reason: "reset" });
const refused = new ConnectionFailed({ message: "refused", reason: "refused" });
const unavailable = new ServerError({ message: "unavailable", reason: "unavailable", statusCode: 503 });
const absent = new NotFound({ message: "absent", reason: "unknown-job" });

/** Submits over two hours of the test's clock: the failure, the number of sends, and the reported retries. */
const submitted = (
  send: (sends: number) => Effect.Effect<unknown, JobwireError>,
  find: Job["find"],
  limits: Pick<Job, "timeoutMs"> = {},
) =>
  Effect.gen(function* () {
    let sends = 0;
    const retries: Array<string> = [];
    const fiber = yield* Effect.forkChild(
      submitOnce({
        label: "submit of train",
        budget: new RetryBudget(),
        send: Effect.suspend(() => send(sends++)),
        find,
        onRetry: ({ message }) => void retries.push(message),
        ...limits,
      }).pipe(Effect.match({ onSuccess: () => undefined, onFailure: (error) => error })),
    );
    yield* TestClock.adjust("2 hours");
    const failure = yield* Fiber.join(fiber);
    const failed = failure === undefined ? "succeeded" : `${failure._tag} (${failure.reason})`;
    return { sends, retries, failed };
  });

describe("a submit with an id of the client's", () => {
  it.effect("whose response is lost is sent once when the job is there", () =>
    Effect.gen(function* () {
      const { sends, failed } = yield* submitted(() => Effect.fail(reset), Effect.void);
      assert.deepStrictEqual([sends, failed], [1, "succeeded"]);
    }),
  );
  it.effect("is sent again when the job is absent", () =>
    Effect.gen(function* () {
      const { sends, failed } = yield* submitted(
        (nth) => (nth === 0 ? Effect.fail(reset) : Effect.void),
        Effect.fail(absent),
      );
      assert.deepStrictEqual([sends, failed], [2, "succeeded"]);
    }),
  );
  it.effect("ends its look-up at timeoutMs with an unknown outcome, and reports the retries", () =>
    Effect.gen(function* () {
      const { sends, retries, failed } = yield* submitted(() => Effect.fail(reset), Effect.fail(unavailable), {
        timeoutMs: 5_000,
      });
      assert.deepStrictEqual([sends, failed], [1, "CreateOutcomeUnknown (timeout)"]);
      assert.isAtLeast(retries.length, 3);
      assert.isAtMost(retries.length, 7);
    }),
  );
  it.effect("that gets no response within timeoutMs has an unknown outcome", () =>
    Effect.gen(function* () {
      const { sends, failed } = yield* submitted(() => Effect.never, Effect.void, { timeoutMs: 5_000 });
      assert.deepStrictEqual([sends, failed], [1, "CreateOutcomeUnknown (timeout)"]);
    }),
  );
  it.effect("that never left within timeoutMs is Timeout", () =>
    Effect.gen(function* () {
      const { failed } = yield* submitted(() => Effect.fail(refused), Effect.void, { timeoutMs: 100 });
      assert.strictEqual(failed, "Timeout (deadline)");
    }),
  );
});
