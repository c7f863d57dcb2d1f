import { describe, expect, it } from "vitest";
import type { Command } from "../../../src/tail/decide/command.ts";
import type { Decision } from "../../../src/tail/decide/decision.ts";
import { decide } from "../../../src/tail/decide/decide.ts";
import type { Facts } from "../../../src/tail/decide/facts.ts";
import { checkDecisions } from "./check-decisions.ts";
import { configs } from "./events.ts";
import { rules } from "./rules.ts";

describe("the decisions of a tail", () => {
  it("keep every rule at every transition, can always end, and never loop without a pause or progress", () => {
    const began = performance.now();
    const { states, transitions, rules: count, broken } = checkDecisions(decide, configs);
    const tookMs = Math.round(performance.now() - began);
    console.log(
      `decide: ${configs.length} configurations, ${states} states, ${transitions} transitions, ${count} rules, ${tookMs} ms`,
    );
    expect(Object.fromEntries(broken)).toEqual({});
    expect(states).toBeGreaterThan(100_000);
  }, 1_200_000);
});

/** Commands without those of one kind. */
const without = ([facts, commands]: Decision, name: Command["command"]): Decision => [
  facts,
  commands.filter(({ command }) => command !== name),
];
const replaced = ([facts, commands]: Decision, change: (command: Command) => Command): Decision => [
  facts,
  commands.map(change),
];
const withFacts = ([facts, commands]: Decision, change: Partial<Facts>): Decision => [
  { ...facts, ...change },
  commands,
];

/** Wrong decisions, each of which breaks the rule named. */
const wrong: ReadonlyArray<readonly [rule: string, decide: typeof decide]> = [
  [
    "a decision is some steps and then one request or one ending",
    (config, facts, event) => without(decide(config, facts, event), "readStatus"),
  ],
  [
    "the end is proven only by a whole read that began after a terminal status or the server's report",
    (config, facts, event) =>
      event.type === "fileRead" && event.ended
        ? [{ ...facts, step: "ended" }, [{ command: "finish", proven: true }]]
        : decide(config, facts, event),
  ],
  [
    "the end is proven only by a whole read that began after a terminal status or the server's report",
    (config, facts, event) =>
      event.type === "left" && event.why === "complete"
        ? [{ ...facts, step: "ended" }, [{ command: "finish", proven: true }]]
        : decide(config, facts, event),
  ],
  [
    "a tail that follows ends only with a proof, or with an error",
    (config, facts, event) =>
      event.type === "left" && event.why === "closed"
        ? [{ ...facts, step: "ended" }, [{ command: "finish", proven: false }]]
        : decide(config, facts, event),
  ],
  [
    "a log that is lost needs two checks that agree, with a pause between them",
    (config, facts, event) =>
      decide(config, event.type === "lossChecked" ? { ...facts, lossChecks: facts.lossChecks + 1 } : facts, event),
  ],
  [
    "a log that is lost needs two checks that agree, with a pause between them",
    (config, facts, event) =>
      decide(
        config,
        event.type === "emptyChecked" && event.proof === "lost" ? { ...facts, firstProof: "lost" } : facts,
        event,
      ),
  ],
  [
    "between two checks of the same thing there is a pause",
    (config, facts, event) =>
      event.type === "emptyChecked" ? without(decide(config, facts, event), "pause") : decide(config, facts, event),
  ],
  [
    "a live source that was opened twice without anything new is not opened again",
    (config, facts, event) => decide(config, { ...facts, failedAttempts: { websocket: 0, stream: 0 } }, event),
  ],
  [
    "a live source is followed only while the job runs and the caller follows",
    (config, facts, event) => decide({ ...config, follow: true }, facts, event),
  ],
  [
    "the protocol that the caller chose restricts the live source",
    (config, facts, event) => decide({ ...config, protocol: "auto" }, facts, event),
  ],
  [
    "a backend without a log file is never asked for it, and its file is never read beside a source",
    (config, facts, event) => decide({ ...config, file: true }, facts, event),
  ],
  [
    "the file is not read beside a live source while it is not available",
    (config, facts, event) =>
      replaced(decide(config, facts, event), (command) =>
        command.command === "follow" ? { ...command, besideFile: config.file } : command,
      ),
  ],
  [
    "a failed read is not repeated without a pause, unless it made progress",
    (config, facts, event) =>
      event.type === "statusFailed" ? without(decide(config, facts, event), "pause") : decide(config, facts, event),
  ],
  [
    "after a read that brought nothing new, the tail pauses, follows a live source, or ends",
    (config, facts, event) =>
      event.type === "fileRead" ? without(decide(config, facts, event), "pause") : decide(config, facts, event),
  ],
  [
    "after a live source that brought nothing, the tail pauses, or reads the file first",
    (config, facts, event) =>
      event.type === "left" ? without(decide(config, facts, event), "pause") : decide(config, facts, event),
  ],
  [
    "lines held for `tail: N` are emitted before the tail follows",
    (config, facts, event) => without(decide(config, facts, event), "release"),
  ],
  [
    "a restart happens only while the lines are held: with `tail: N`",
    (config, facts, event) => decide({ ...config, lastLines: true }, facts, event),
  ],
  [
    "only the last N lines are read only of a log that has ended",
    (config, facts, event) => withFacts(decide(config, facts, event), { lastLines: config.lastLines && facts.seen }),
  ],
  [
    "a refusal by the job itself, or a failure that does not pass, ends the tail with that error",
    (config, facts, event) =>
      decide(config, facts, event.type === "fileFailed" && event.kind === "fatal" ? { ...event, kind: "cut" } : event),
  ],
  [
    "a failure that passes never ends the tail by itself",
    (config, facts, event) =>
      event.type === "left" && event.failure === "passing"
        ? [{ ...facts, step: "ended" }, [{ command: "fail", error: "live" }]]
        : decide(config, facts, event),
  ],
  [
    "after a pause, the tail reads the status, unless it repeats a request whose rate was limited, with a fresh status",
    (config, facts, event) =>
      decide(config, facts, event.type === "backedOff" ? { ...event, statusFresh: true } : event),
  ],
  [
    "a file that is refused is not asked for until it is time",
    (config, facts, event) =>
      decide(config, facts, event.type === "statusRead" ? { ...event, retryFile: true } : event),
  ],
  [
    "where the file may be read, the plain log must be refused twice, with a status between",
    (config, facts, event) =>
      decide(config, event.type === "plainFailed" ? { ...facts, plainRefused: true } : facts, event),
  ],
  [
    "the plain log is compared with the emitted lines only when it is the judge",
    (config, facts, event) =>
      replaced(decide(config, facts, event), (command) =>
        command.command === "readPlain" ? { ...command, judge: true } : command,
      ),
  ],
  [
    "a reading is final only when the last status was terminal or the server reported a complete log",
    (config, facts, event) =>
      replaced(decide(config, facts, event), (command) =>
        command.command === "readFile" || command.command === "readPlain" ? { ...command, final: true } : command,
      ),
  ],
  [
    "every state can still end",
    (config, facts, event) =>
      event.type === "statusRead"
        ? [facts, [{ command: "pause", for: "look" }, { command: "readStatus" }]]
        : event.type === "statusFailed"
          ? [facts, [{ command: "pause", for: "look" }, { command: "readStatus" }]]
          : decide(config, facts, event),
  ],
  [
    "no loop lacks a pause or progress",
    (config, facts, event) =>
      event.type === "left" && event.why === "ambiguous"
        ? without(decide(config, facts, event), "pause")
        : decide(config, facts, event),
  ],
];

describe("a wrong decision breaks the rule against it", () => {
  // Neighbours differ in one property, so the first few of these differ in all.
  const mixed = configs.flatMap((_, index) => configs[(index * 101) % configs.length] ?? []);
  for (const [rule, wrongly] of wrong) {
    it(rule, () => {
      // One configuration that shows it is enough.
      expect(mixed.some((config) => checkDecisions(wrongly, [config]).broken.has(rule))).toBe(true);
    }, 120_000);
  }

  it("for every rule", () => {
    const checked = new Set(wrong.map(([rule]) => rule));
    expect(rules.map(({ name }) => name).filter((name) => !checked.has(name))).toEqual([]);
  });
});
