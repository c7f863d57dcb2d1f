import type { Command } from "./command.ts";
import { type Decision, to, toBackOff, toFailure, toStatus } from "./decision.ts";
import type { Event } from "./event.ts";
import type { Config, Facts } from "./facts.ts";
import { liveSource } from "./live-source.ts";
import { withoutFile } from "./without-file.ts";

/** Whether the tail restarts with other lines, now that it has the status. */
const restartFor = (config: Config, facts: Facts, terminal: boolean, final: boolean): Command | undefined => {
  const { seen, lastLines } = facts;
  if (!seen && terminal && config.file && config.lastLines) return { command: "restart", lastLines: true };
  // A terminal status that is no longer terminal proves nothing: the head flaps, or another job reuses the id.
  if (facts.final && !final && lastLines) return { command: "restart", lastLines: false };
  return undefined;
};

/** The tail read the job's status. */
export const onStatusRead = (
  config: Config,
  before: Facts,
  event: Extract<Event, { readonly type: "statusRead" }>,
): Decision => {
  // The source ended without a report, and the status, which should show why, is unreadable.
  if (before.closed && event.unreadable && !before.complete) return toFailure(before, "unreadable");
  const final = event.terminal || before.complete;
  const restart = restartFor(config, before, event.terminal, final);
  const facts: Facts = {
    ...before,
    seen: true,
    final,
    lastLines: restart?.command === "restart" ? restart.lastLines : before.lastLines,
    fileFailure: event.retryFile ? undefined : before.fileFailure,
  };
  // Only the file returns the last lines alone, so without it nothing restarts.
  if (!config.file || facts.fileFailure === "refused") return withoutFile(config, facts);
  const first: ReadonlyArray<Command> = restart === undefined ? [] : [restart];
  const socketFirst = config.protocol === "websocket" && !final && config.follow;
  if (socketFirst && liveSource(config, facts, true) === "websocket")
    return to(
      facts,
      "websocket",
      ...first,
      { command: "use", source: "websocket", why: "next" },
      { command: "follow", source: "websocket", besideFile: true },
    );
  if (!final && event.resting) return toStatus(facts, ...first, { command: "pause", for: "look" });
  return to(facts, "file", ...first, { command: "use", source: "file", why: "next" }, { command: "readFile", final });
};

/** The server refuses everything until the next sign-in: what it refused a moment ago shows nothing about a source. */
const forgetRefusals = (facts: Facts): Facts => ({
  ...facts,
  fileFailure: undefined,
  plainRefused: false,
  failedAttempts: { websocket: 0, stream: 0 },
});

/** A read of the job's status failed. */
export const onStatusFailed = (
  facts: Facts,
  { kind, overdue, passing }: Extract<Event, { readonly type: "statusFailed" }>,
): Decision => {
  if (kind === "signIn") return toBackOff(forgetRefusals(facts), "signIn", "status");
  if (kind === "notFound" && facts.seen)
    return overdue ? toFailure(facts, "gone") : toStatus(facts, { command: "pause", for: "second" });
  // The very first response: the address is wrong.
  if (kind === "badResponse" && !facts.seen) return toFailure(facts, "status");
  return passing ? toBackOff(facts, "job", "status") : toFailure(facts, "status");
};
