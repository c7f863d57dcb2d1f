import { type Fault, html, instead, rewrite } from "@jobwire/testing/faults";
import { failsWith, holds, same, sleep } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { callWays, isSuccess, logWays, subjectOf } from "./backends.ts";
import { bodyText, wholeBody, withBody } from "./bodies.ts";
import { callWorld } from "./call-world.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const log = numbered(12);

/** Responses of another kind of server, or of a proxy in front of it. */
const badResponses: Readonly<Record<string, Fault>> = {
  html: instead(html("<html><body>Sign in</body></html>")),
  "half-json": rewrite(async (answer) => withBody(answer, (await wholeBody(answer.body)).subarray(0, 15))),
  "other-shape": instead({ kind: "http", headers: { "content-type": "application/json" }, body: '{"hello":"world"}' }),
  empty: instead({ kind: "http", headers: { "content-type": "application/json" }, body: "" }),
};

const badResponseCases: ReadonlyArray<ConformanceCase> = Object.entries(badResponses).flatMap(([variant, fault]) =>
  faultCases({
    row: 18,
    variant,
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) => callWorld(makers, surface, transport, () => fault),
    run: async (bench, surface) => {
      const asking = subjectOf(bench, surface).get();
      if (surface === "agent" && variant === "other-shape") {
        // No schema of an agent is public: an object is a job, whatever its fields.
        same(await asking, "null", "the status of an object without one");
        return;
      }
      const error = await failsWith(asking, "BadResponse");
      holds(error.message.length < 1_000, "the message has only an excerpt");
    },
  }),
);

/** A proxy's page instead of a log, once: its text is not a line. */
const pagesForLogs: ReadonlyArray<ConformanceCase> = faultCases({
  row: 18,
  variant: "html-once",
  on: "log",
  ways: logWays,
  only: (_, transport) => transport !== "websocket",
  world: (makers, surface, transport) =>
    logWorld(makers, surface, transport, {
      log,
      fault: (nth) => (nth === 0 ? instead(html("<html>\n<body>Sign in</body>\n</html>\n")) : undefined),
    }),
  run: async (bench, surface) => {
    const { over, lines } = subjectOf(bench, surface, { retryForMs: 5_000 }).read();
    const outcome = await over.then(
      () => "whole",
      (error: unknown) => String((error as { readonly _tag?: unknown })._tag),
    );
    if (outcome === "whole") await bench.checkLines(lines);
    else
      same(
        [outcome, lines.filter((line) => line.includes("<"))],
        ["BadResponse", []],
        "the end, and lines of the page",
      );
  },
});

const bearable: Readonly<Record<string, (body: string) => string>> = {
  "byte-order-mark": (body) => `\ufeff${body}`,
  "more-fields": (body) => body.replace(/\{/, '{"a_new_field":{"of":"a later version"},'),
};

const tolerated: ReadonlyArray<ConformanceCase> = Object.entries(bearable).flatMap(([variant, change]) =>
  faultCases({
    row: 18,
    variant,
    on: "call",
    ways: callWays,
    world: (makers, surface, transport) =>
      callWorld(makers, surface, transport, () =>
        rewrite(async (answer) => withBody(answer, change(bodyText(await wholeBody(answer.body))))),
      ),
    run: async (bench, surface) => {
      holds(isSuccess(await subjectOf(bench, surface).wait()), "the job's end");
    },
  }),
);

/** Unknown statuses, and one that goes back and forth. */
const words = ["SUSPENDED", "RUNNING", "PENDING", "RUNNING"];

const flapping: ReadonlyArray<ConformanceCase> = faultCases({
  row: 18,
  variant: "status-flaps",
  on: "wait",
  ways: callWays,
  world: (makers, surface, transport) => {
    let looks = 0;
    return callWorld(
      makers,
      surface,
      transport,
      () =>
        rewrite(async (answer) => {
          const body = bodyText(await wholeBody(answer.body));
          if (!/"?(?:RUNNING|SUCCEEDED|COMPLETED)/.test(body)) return { ...answer, body };
          const word = words[looks++];
          return withBody(answer, word === undefined ? body : body.replace(/RUNNING|SUCCEEDED|COMPLETED/, word));
        }),
      { ended: false },
    );
  },
  run: async (bench, surface) => {
    const seen: Array<string> = [];
    const waiting = subjectOf(bench, surface).wait({ onChange: (status) => void seen.push(status) });
    waiting.catch(() => {});
    const limit = Date.now() + 20_000;
    while (seen.length < 4 && Date.now() < limit) await sleep(20);
    await bench.hand.end();
    holds(isSuccess(await waiting), "the job's end");
    same(seen.slice(0, 4), words, "the statuses, unchanged");
  },
});

/** Row 18: responses of another server, of a later version, or with an unknown status. */
export const wrongAnswerCases: ReadonlyArray<ConformanceCase> = [
  ...badResponseCases,
  ...pagesForLogs,
  ...tolerated,
  ...flapping,
];
