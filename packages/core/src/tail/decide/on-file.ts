import type { Command } from "./command.ts";
import { type Decision, to, toBackOff, toEnd, toFailure, toRepeat, toStatus } from "./decision.ts";
import type { Event } from "./event.ts";
import { type Config, type Facts, type FailureKind, maxSocketCuts } from "./facts.ts";
import { liveSource } from "./live-source.ts";
import { withoutFile } from "./without-file.ts";

/** The log file was read. */
export const onFileRead = (
  config: Config,
  before: Facts,
  { ended, complete = false, newText, socketFits, longReread }: Extract<Event, { readonly type: "fileRead" }>,
): Decision => {
  const facts: Facts = { ...before, plainRefused: false };
  const read: Array<Command> = [{ command: "succeeded", retries: "file" }];
  if (newText) read.push({ command: "pace", to: "fastest" }, { command: "report", report: "resumed" });
  if (!ended) return newText ? toStatus(facts, ...read) : toStatus(facts, ...read, { command: "pause", for: "look" });
  if (facts.final || !config.follow) return toEnd(facts, ...read);
  // The status shows how the job ended, and the next read proves the end.
  if (complete) return toStatus({ ...facts, complete }, ...read);
  read.push({ command: "release" }, { command: "report", report: "live" });
  const live = liveSource(config, facts, longReread || facts.socketCuts <= socketFits);
  if (live !== undefined)
    return to(
      facts,
      live,
      ...read,
      { command: "use", source: live, why: "next" },
      { command: "follow", source: live, besideFile: true },
    );
  read.push({ command: "restFile" }, { command: "pause", for: "look" });
  if (!newText) read.push({ command: "pace", to: "slower" });
  return toStatus(facts, ...read);
};

const isMissing = (kind: FailureKind): boolean => kind === "noNode" || kind === "notReady";

/** A read of the log file failed: after a cut the tail reads it again; if it is not available, the tail continues without it. */
export const onFileFailed = (
  config: Config,
  facts: Facts,
  { kind, madeProgress, repeated }: Extract<Event, { readonly type: "fileFailed" }>,
): Decision => {
  const resuming: Command = { command: "report", report: "resuming" };
  if (kind === "throttled" && (madeProgress || !repeated))
    return toRepeat(facts, "file", { madeProgress, before: [resuming] });
  if (kind === "fatal") return toFailure(facts, "file");
  if (isMissing(kind) && !facts.final && (config.follow || kind === "noNode")) {
    if (!config.follow) return toEnd(facts);
    // The job may wait for resources for hours.
    return toStatus(facts, { command: "pause", for: "look" }, { command: "pace", to: "slightlySlower" });
  }
  // With 100 open streams Ray's state API does not respond at all, while its jobs API does. One or two timeouts come from the
  // link: behind a link that stalls now and then, the whole log in one response is the worst source.
  const silent = !madeProgress && repeated;
  const failed: Facts = { ...facts, fileFailure: kind === "connectTimeout" && !silent ? "cut" : kind };
  if (madeProgress || !config.showsLoss)
    return afterFileFailure(config, failed, { madeProgress, lost: false, before: [resuming] });
  return to({ ...failed, checkedAfter: "fileFailed", lossChecks: 0 }, "loss", resuming, {
    command: "checkLoss",
    fresh: false,
  });
};

/** Continues after a failure of the log file, once a check showed whether the log seems lost. */
export const afterFileFailure = (
  config: Config,
  facts: Facts,
  options: { readonly madeProgress: boolean; readonly lost: boolean; readonly before?: ReadonlyArray<Command> },
): Decision => {
  const { madeProgress, lost, before = [] } = options;
  if (facts.fileFailure === "cut" && !lost) {
    const socketCuts = Math.min(maxSocketCuts, facts.socketCuts + 1);
    return toBackOff({ ...facts, socketCuts }, "file", "file", { madeProgress, before });
  }
  const restart: ReadonlyArray<Command> = facts.lastLines ? [{ command: "restart", lastLines: false }] : [];
  return withoutFile(config, { ...facts, lastLines: false }, { before: [...before, ...restart], lost });
};
