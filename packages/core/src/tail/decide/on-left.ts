import type { Command } from "./command.ts";
import { type Decision, toBackOff, toFailure, toRepeat, toStatus } from "./decision.ts";
import type { Event } from "./event.ts";
import { type Config, type Facts, maxFailedAttempts, maxSocketCuts } from "./facts.ts";
import { liveSource } from "./live-source.ts";

type Left = Extract<Event, { readonly type: "left" }>;

/** The reasons to leave a source that are not its fault. */
const expected: ReadonlyArray<Left["why"]> = ["terminal", "ambiguous", "complete"];

const failedAttemptsAfter = (facts: Facts, { source, why, newText, failure }: Left): number => {
  const before = facts.failedAttempts[source];
  if (failure === "fatal") return maxFailedAttempts;
  if (newText) return 0;
  return expected.includes(why) ? before : Math.min(maxFailedAttempts, before + 1);
};

/**
 * The tail left a live source. That is never the end: a live source proves nothing, except by the server's report that the log is
 * complete.
 */
export const onLeft = (config: Config, before: Facts, event: Left): Decision => {
  const { source, why, newText, moved, failure } = event;
  if (failure === "throttled") return toRepeat(before, source, { before: [{ command: "report", report: "resuming" }] });
  const besideFile = config.file && before.fileFailure === undefined;
  const attempts = failedAttemptsAfter(before, event);
  const lostConnection = why === "stalled" || why === "failed";
  const facts: Facts = {
    ...before,
    complete: why === "complete",
    closed: why === "closed",
    failedAttempts: { ...before.failedAttempts, [source]: attempts },
    socketCuts: lostConnection ? Math.min(maxSocketCuts, before.socketCuts + 1) : before.socketCuts,
  };
  if (failure === "final") return toFailure(facts, "live");
  const first: Array<Command> = [];
  if (attempts >= maxFailedAttempts) {
    const hasFile = config.file && before.fileFailure !== "refused";
    const next = hasFile ? "file" : (liveSource(config, facts, true) ?? "plain");
    first.push({ command: "use", source: next, why: failure === "fatal" ? "liveRefused" : "nothingNew" });
  }
  if (why !== "terminal") first.push({ command: "report", report: "resuming" });
  // The job existed a moment ago, so this server, or a proxy, lacks the source.
  if (failure === "fatal") return toStatus(facts, ...first);
  if (newText) return toStatus(facts, ...first);
  // Beside the file, the next read of the file follows; only a source that stays ambiguous could return at once, again and again.
  if (besideFile && (why !== "ambiguous" || moved)) return toStatus(facts, ...first);
  if (failure === "passing") return toBackOff(facts, "file", "live", { before: first });
  if (moved || why === "terminal" || why === "complete") return toStatus(facts, ...first);
  return toStatus(facts, ...first, { command: "pause", for: "second" });
};
