/** Waits of one client share their polls, and a list that lacks jobs does not mislead them. */
import { assert, describe, it } from "@effect/vitest";
import { Clock, Effect } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { ReasonerJob } from "../../src/reasoner/types.ts";
import type { ScriptedAnswer } from "../support/scripted-adapter.ts";
import { jobAnswer, reasonerOver, transactionAnswer, wireRow } from "../support/scripted-reasoner.ts";
import { outcomeOf } from "../support/settled.ts";

describe("waits", () => {
  it.effect(
    "of a thousand jobs of all types ask at most four times an interval",
    () =>
      Effect.gen(function* () {
        const clock = yield* Clock.Clock;
        const at: Array<number> = [];
        const ids = Array.from({ length: 1000 }, (_, index) => ({
          id: `job-${index}`,
          type: ["Logic", "Prescriptive", "Predictive"][index % 3] ?? "",
        }));
        const { reasoner, script } = yield* reasonerOver(({ url }) => {
          const now = clock.currentTimeMillisUnsafe();
          at.push(now);
          const logic = url.pathname.endsWith("/transactions");
          const rows = ids.flatMap(({ id, type }, index) =>
            (type === "Logic") === logic
              ? [wireRow(id, now > index * 4 ? "COMPLETED" : "RUNNING", { type: logic ? undefined : type })]
              : [],
          );
          return { json: logic ? { transactions: rows } : { jobs: rows } };
        });
        const waited = Effect.forEach(ids, ({ id, type }) => reasoner.jobs.wait({ reasonerType: type, id }), {
          concurrency: "unbounded",
        });
        const jobs = (yield* outcomeOf(waited, 250)) as ReadonlyArray<ReasonerJob>;
        assert.deepStrictEqual(
          jobs.map(({ id, state }) => ({ id, state })),
          ids.map(({ id }) => ({ id, state: "COMPLETED" })),
        );
        assert.isTrue(script.requests.every(({ url }) => /\/(jobs|transactions)$/.test(url.pathname)));
        for (const [index, time] of at.entries()) if (index >= 4) assert.isAtLeast(time - (at[index - 4] ?? 0), 500);
        assert.isAtMost(at.length, 60);
      }),
    120_000,
  );

  it.effect("find a job that the list lacks by its id, one request an interval", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock;
      const at: Array<number> = [];
      let found = false;
      const { reasoner } = yield* reasonerOver(({ url }) => {
        at.push(clock.currentTimeMillisUnsafe());
        if (!url.pathname.endsWith("/jobs")) {
          found = true;
          return jobAnswer("unlisted", "COMPLETED");
        }
        return { json: { jobs: [wireRow("listed", found ? "COMPLETED" : "RUNNING")] } };
      });
      const both = Effect.all(
        [
          reasoner.jobs.wait({ reasonerType: "SOLVER", id: "listed" }),
          reasoner.jobs.wait({ reasonerType: "SOLVER", id: "unlisted" }),
        ],
        {
          concurrency: 2,
        },
      );
      const jobs = (yield* outcomeOf(both)) as ReadonlyArray<ReasonerJob>;
      assert.deepStrictEqual(
        jobs.map(({ state }) => state),
        ["COMPLETED", "COMPLETED"],
      );
      for (const [index, time] of at.entries()) if (index >= 2) assert.isAtLeast(time - (at[index - 2] ?? 0), 500);
    }),
  );

  it.effect("search an unknown job for half a minute, and report when a known one is gone", () =>
    Effect.gen(function* () {
      const clock = yield* Clock.Clock;
      const missing: ScriptedAnswer = { status: 404, json: { message: "job not found" } };
      const never = yield* reasonerOver(() => missing);
      const started = clock.currentTimeMillisUnsafe();
      const unknown = (yield* outcomeOf(never.reasoner.jobs.wait({ reasonerType: "ML", id: "a" }))) as JobwireError;
      assert.deepInclude(unknown, { _tag: "NotFound", reason: "unknown-job" });
      assert.isAtLeast(clock.currentTimeMillisUnsafe() - started, 30_000);
      const vanished = yield* reasonerOver((_, index) => (index < 3 ? jobAnswer("a", "RUNNING") : missing));
      const lost = (yield* outcomeOf(vanished.reasoner.jobs.wait({ reasonerType: "ML", id: "a" }))) as JobwireError;
      assert.deepInclude(lost, { _tag: "JobLost", reason: "gone" });
    }),
  );

  it.effect("end at once on a permanent failure, and name the last failure when their time is over", () =>
    Effect.gen(function* () {
      for (const [status, tag] of [
        [401, "Unauthorized"],
        [403, "Forbidden"],
        [400, "InvalidRequest"],
      ] as const) {
        const { reasoner, script } = yield* reasonerOver(() => ({ status, json: { message: "no" } }));
        assert.deepInclude(yield* outcomeOf(reasoner.jobs.wait({ reasonerType: "ML", id: "a" })), { _tag: tag });
        assert.lengthOf(script.requests, 1);
      }
      const { reasoner } = yield* reasonerOver(() => ({ status: 503, json: { message: "maintenance" } }));
      const late = (yield* outcomeOf(
        reasoner.jobs.wait({ reasonerType: "ML", id: "a" }, { timeoutMs: 60_000 }),
      )) as JobwireError;
      assert.deepInclude(late, { _tag: "Timeout", reason: "deadline" });
      assert.include((late.cause as Error).message, "maintenance");
    }),
  );

  it.effect("have their last look before their time is over, whatever delay the service asks for", () =>
    Effect.gen(function* () {
      const busy: ScriptedAnswer = { status: 503, headers: { "retry-after": "3600" }, json: { message: "busy" } };
      for (const options of [{ timeoutMs: 60_000 }, { timeoutMs: 60_000 }]) {
        const { reasoner, script } = yield* reasonerOver((_, index) =>
          index === 0 ? busy : jobAnswer("a", "COMPLETED"),
        );
        assert.deepInclude(yield* outcomeOf(reasoner.jobs.wait({ reasonerType: "ML", id: "a" }, options)), {
          state: "COMPLETED",
        });
        assert.lengthOf(script.requests, 2);
      }
      const { reasoner, script } = yield* reasonerOver((_, index) =>
        index === 0 ? busy : jobAnswer("a", "COMPLETED"),
      );
      const both = Effect.all(
        [
          reasoner.jobs.wait({ reasonerType: "ML", id: "a" }),
          Effect.delay(reasoner.jobs.wait({ reasonerType: "ML", id: "a" }, { timeoutMs: 1_000 }), 20_000),
        ],
        { concurrency: 2 },
      );
      assert.lengthOf((yield* outcomeOf(both)) as ReadonlyArray<ReasonerJob>, 2);
      assert.isAtMost(script.requests.length, 3);
    }),
  );

  it.effect("report each change of state, and fetch the included parts of the terminal job after it", () =>
    Effect.gen(function* () {
      const states = ["CREATED", "RUNNING", "RUNNING", "COMPLETED"];
      const { reasoner } = yield* reasonerOver(({ url }) =>
        url.pathname.endsWith("/problems")
          ? { json: { problems: [{ type: "P" }] } }
          : transactionAnswer("t", states.shift() ?? "COMPLETED"),
      );
      const seen: Array<string | null> = [];
      const job = yield* outcomeOf(
        reasoner.jobs.wait(
          { reasonerType: "Logic", id: "t" },
          { include: { problems: true }, onChange: ({ state }) => seen.push(state) },
        ),
      );
      assert.deepStrictEqual(seen, ["CREATED", "RUNNING", "COMPLETED"]);
      assert.deepStrictEqual((job as ReasonerJob).problems, { problems: [{ type: "P" }] });
    }),
  );
});
