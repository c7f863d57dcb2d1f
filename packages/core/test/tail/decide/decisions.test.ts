import { describe, expect, it } from "vitest";
import type { Command } from "../../../src/tail/decide/command.ts";
import { begin, decide } from "../../../src/tail/decide/decide.ts";
import type { Event } from "../../../src/tail/decide/event.ts";
import { type Config, type Facts, initialFacts } from "../../../src/tail/decide/facts.ts";
import { decisions } from "./decisions.ts";

const ray: Config = {
  file: true,
  websocket: true,
  stream: false,
  protocol: "auto",
  follow: true,
  lastLines: false,
  showsLoss: true,
  provesEmpty: true,
};

/** A command with its arguments, such as `readFile(final=false)`. */
const shownCommand = ({ command, ...rest }: Command): string =>
  `${command}(${Object.entries(rest)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(", ")})`;

const shownValue = (value: Facts[keyof Facts]): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);

/** The facts that a decision changed, such as `final: true`. */
const changes = (before: Facts, after: Facts): ReadonlyArray<string> =>
  (Object.keys(before) as Array<keyof Facts>)
    .filter((key) => shownValue(before[key]) !== shownValue(after[key]))
    .map((key) => `${key}: ${shownValue(after[key])}`);

const shown = (config: Partial<Config>, facts: Partial<Facts>, event: Event): ReadonlyArray<string> => {
  const before: Facts = { ...initialFacts, ...facts };
  const [after, commands] = decide({ ...ray, ...config }, before, event);
  return [...commands.map(shownCommand), ...changes(before, after)];
};

describe("the decisions of a tail", () => {
  it("begin with the job's status and nothing known", () => {
    expect(begin).toEqual([
      {
        step: "status",
        final: false,
        complete: false,
        closed: false,
        seen: false,
        lastLines: false,
        failedAttempts: { websocket: 0, stream: 0 },
        socketCuts: 0,
        fileFailure: undefined,
        plainRefused: false,
        again: undefined,
        checkedAfter: "plainRead",
        shortLog: false,
        lossChecks: 0,
        firstProof: undefined,
        unprovenReads: 0,
      },
      [{ command: "readStatus" }],
    ]);
    const running: Event = { type: "statusRead", terminal: false, unreadable: false, resting: false, retryFile: true };
    expect(decide(ray, begin[0], running)[1].at(-1)).toEqual({ command: "readFile", final: false });
  });

  for (const [when, config, facts, event, expected] of decisions) {
    it(when, () => {
      expect(shown(config, facts, event)).toEqual(expected);
    });
  }
});
