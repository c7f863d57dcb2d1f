import { type Decision, to, toFailure, toStatus } from "./decision.ts";
import type { Event } from "./event.ts";
import type { Config, Facts } from "./facts.ts";

/**
 * The pause after a failure is over: reads the job's status. After a refusal because of the rate, the tail repeats the refused request
 * itself: the status would take the only free place, again and again.
 */
export const onBackedOff = (
  config: Config,
  before: Facts,
  { exhausted, statusFresh }: Extract<Event, { readonly type: "backedOff" }>,
): Decision => {
  const { again } = before;
  const facts: Facts = { ...before, again: undefined };
  if (exhausted) return toFailure(facts, "backOff");
  if (again === undefined || !statusFresh) return toStatus(facts);
  const hasFile = config.file && facts.fileFailure === undefined;
  if (again === "file") return to(facts, "file", { command: "readFile", final: facts.final });
  if (again === "plain") {
    const judge = facts.fileFailure === undefined && facts.final;
    return to(facts, "plain", { command: "readPlain", final: facts.final, judge, hurried: false });
  }
  return to(facts, again, { command: "follow", source: again, besideFile: hasFile });
};
