import type { Command, ErrorOf, Retries } from "./command.ts";
import type { Config, Facts, Step } from "./facts.ts";

/** The next facts and commands. */
export type Decision = readonly [Facts, ReadonlyArray<Command>];

/** Goes to a step with these commands. */
export const to = (facts: Facts, step: Step, ...commands: ReadonlyArray<Command>): Decision => [
  { ...facts, step },
  commands,
];

/** Reads the job's status, after these commands. */
export const toStatus = (facts: Facts, ...before: ReadonlyArray<Command>): Decision =>
  to(forgetChecks(facts), "status", ...before, { command: "readStatus" });

/** Begins a new round: the failures that the last one found no longer matter, except that the file is refused. */
const forgetChecks = (facts: Facts): Facts => ({
  ...facts,
  fileFailure: facts.fileFailure === "refused" ? "refused" : undefined,
  checkedAfter: "plainRead",
  shortLog: false,
  lossChecks: 0,
  firstProof: undefined,
});

/** Waits after a failure, then reads the job's status. */
export const toBackOff = (
  facts: Facts,
  retries: Retries,
  error: ErrorOf,
  options: { readonly madeProgress?: boolean; readonly before?: ReadonlyArray<Command> } = {},
): Decision => {
  const { madeProgress = false, before = [] } = options;
  return to(facts, "backOff", ...before, { command: "backOff", retries, error, madeProgress });
};

/** Waits after the server refused a request because of its rate, then repeats that request. */
export const toRepeat = (
  facts: Facts,
  again: NonNullable<Facts["again"]>,
  options: { readonly madeProgress?: boolean; readonly before?: ReadonlyArray<Command> } = {},
): Decision => {
  const error = again === "file" || again === "plain" ? again : "live";
  return toBackOff({ ...facts, again }, "file", error, options);
};

/** Ends the tail with an error. */
export const toFailure = (facts: Facts, error: ErrorOf): Decision => to(facts, "ended", { command: "fail", error });

/** Ends the tail: the log is lost. The server often learns of the job's end a moment after it learns of its node's. */
export const toLoss = (config: Config, facts: Facts): Decision =>
  to(facts, "ended", ...(config.follow && !facts.final ? [{ command: "readEnd" } as const] : []), {
    command: "fail",
    error: "loss",
  });

/** Ends the tail: it has read everything. */
export const toEnd = (facts: Facts, ...before: ReadonlyArray<Command>): Decision =>
  to(facts, "ended", ...before, { command: "finish", proven: facts.final });
