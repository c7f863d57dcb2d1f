import type { Command } from "./command.ts";
import { type Decision, to, toBackOff, toEnd, toFailure, toRepeat, toStatus } from "./decision.ts";
import type { Event } from "./event.ts";
import type { Config, Facts } from "./facts.ts";

const isLast = (config: Config, facts: Facts): boolean => facts.final || !config.follow;

/** The tail read the plain log to its end. */
export const onPlainRead = (
  config: Config,
  before: Facts,
  { newText, empty }: Extract<Event, { readonly type: "plainRead" }>,
): Decision => {
  const facts: Facts = { ...before, plainRefused: false };
  // Servers also return an empty log when they cannot find the file.
  if (empty && isLast(config, facts) && config.provesEmpty)
    return to({ ...facts, checkedAfter: "plainRead", firstProof: undefined }, "empty", { command: "checkEmpty" });
  return acceptPlain(config, facts, newText);
};

/** The plain log that was read is the log. */
export const acceptPlain = (config: Config, facts: Facts, newText: boolean): Decision => {
  const read: Array<Command> = [{ command: "succeeded", retries: "file" }];
  if (newText) read.push({ command: "report", report: "resumed" });
  read.push({ command: "pace", to: newText ? "fastest" : "slower" });
  if (facts.fileFailure !== undefined && !facts.final && config.showsLoss)
    return to({ ...facts, checkedAfter: "plainRead", lossChecks: 0 }, "loss", ...read, {
      command: "checkLoss",
      fresh: false,
    });
  return continuePlain(config, facts, read);
};

/** Ends, or reads the plain log again later. */
export const continuePlain = (config: Config, facts: Facts, read: ReadonlyArray<Command> = []): Decision => {
  if (isLast(config, facts)) return toEnd(facts, ...read);
  // A server that never passes the file leaves the plain log as the only reference.
  const isReference = facts.fileFailure === undefined || facts.fileFailure === "refused";
  const live: ReadonlyArray<Command> = isReference ? [{ command: "report", report: "live" }] : [];
  return toStatus(facts, ...read, { command: "release" }, ...live, {
    command: "pause",
    for: isReference ? "plainLook" : "slowLook",
  });
};

/** A read of the plain log failed. */
export const onPlainFailed = (
  config: Config,
  facts: Facts,
  { kind }: Extract<Event, { readonly type: "plainFailed" }>,
): Decision => {
  if (kind === "fatal" || (kind === "refused" && (!config.file || facts.plainRefused)))
    return toFailure(facts, "plain");
  // Every source is refused. A session may have expired, or a proxy may be restarting: the status shows that.
  if (kind === "refused" && facts.fileFailure === "refused")
    return toStatus({ ...facts, plainRefused: true }, { command: "pause", for: "second" });
  // Only the file has the rest, and the log never becomes shorter.
  if (kind === "truncated" && (facts.fileFailure === undefined || facts.fileFailure === "refused"))
    return toFailure(facts, "plain");
  if (kind === "throttled") return toRepeat(facts, "plain");
  const failed: Facts = {
    ...facts,
    checkedAfter: "plainFailed",
    lossChecks: 0,
    firstProof: undefined,
    shortLog: kind === "shortLog",
  };
  return config.showsLoss
    ? to(failed, "loss", { command: "checkLoss", fresh: true })
    : afterPlainFailure(config, failed);
};

/** Continues after a failure of the plain log, when nothing proves that the log is lost. */
export const afterPlainFailure = (config: Config, facts: Facts): Decision => {
  if (facts.final && facts.shortLog && config.provesEmpty)
    return to({ ...facts, shortLog: false }, "empty", { command: "checkEmpty" });
  const error = facts.final || facts.fileFailure === undefined ? "plain" : "file";
  return toBackOff({ ...facts, shortLog: false }, "file", error);
};
