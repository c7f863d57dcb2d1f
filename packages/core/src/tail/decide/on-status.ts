import type { Command } from "./command.ts";
import { type Decision, to, toBackOff, toFailure, toStatus } from "./decision.ts";
import type { Event } from "./event.ts";
import type { Config, Facts } from "./facts.ts";
import { liveSource } from "./live-source.ts";
import { withoutFile } from "./without-file.ts";

/** Whether the tail restarts with other lines, now that the status is known. */
const restartFor = (config: Config, facts: Facts, terminal: boolean, final: boolean): Command | undefined => {
  const { seen, lastLines } = facts;
  if (!seen && terminal && config.file && config.lastLines) return { command: "restart", lastLines: true };
  // A status that was terminal and is not any more proves nothing: a flapping head, or an id that was used again.
  if (facts.final && !final && lastLines) return { command: "restart", lastLines: false };
  return undefined;
};

/** The job's status was read. */
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
  };
  const first: ReadonlyArray<Command> = restart === undefined ? [] : [restart];
  if (!config.file) return withoutFile(config, facts, { before: first });
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

/** The job's status could not be read. */
export const onStatusFailed = (
  facts: Facts,
  { kind, overdue, passing }: Extract<Event, { readonly type: "statusFailed" }>,
): Decision => {
  if (kind === "notFound" && facts.seen)
    return overdue ? toFailure(facts, "gone") : toStatus(facts, { command: "pause", for: "second" });
  // The first response of all: the address is wrong.
  if (kind === "badResponse" && !facts.seen) return toFailure(facts, "status");
  return passing ? toBackOff(facts, "job", "status") : toFailure(facts, "status");
};
