import { type Decision, to, toBackOff, toFailure, toLoss } from "./decision.ts";
import type { Event } from "./event.ts";
import { type Config, type Facts, maxUnprovenReads, neededLossChecks } from "./facts.ts";
import { afterFileFailure } from "./on-file.ts";
import { acceptPlain, afterPlainFailure, continuePlain } from "./on-plain.ts";

/** A check showed whether the log is lost. Two in a row must agree before the tail fails. */
export const onLossChecked = (
  config: Config,
  facts: Facts,
  { lost }: Extract<Event, { readonly type: "lossChecked" }>,
): Decision => {
  const { checkedAfter } = facts;
  if (checkedAfter === "fileFailed") return afterFileFailure(config, facts, { madeProgress: false, lost });
  if (!lost) return checkedAfter === "plainFailed" ? afterPlainFailure(config, facts) : continuePlain(config, facts);
  if (checkedAfter === "plainRead")
    return to({ ...facts, checkedAfter: "plainReadLost" }, "loss", { command: "checkLoss", fresh: true });
  const lossChecks = facts.lossChecks + 1;
  if (lossChecks >= neededLossChecks) return toLoss(config, facts);
  return to(
    { ...facts, lossChecks },
    "loss",
    { command: "pause", for: "checks" },
    { command: "checkLoss", fresh: true },
  );
};

/** A check of an empty or short log ended. Two checks must agree, also when they find the log lost. */
export const onEmptyChecked = (
  config: Config,
  facts: Facts,
  event: Extract<Event, { readonly type: "emptyChecked" }>,
): Decision => {
  const { proof } = event;
  if (facts.firstProof === undefined && (proof === "empty" || proof === "lost"))
    return to({ ...facts, firstProof: proof }, "empty", { command: "pause", for: "checks" }, { command: "checkEmpty" });
  const agreed = proof === facts.firstProof;
  if (agreed && proof === "lost") return toFailure(facts, "empty");
  // A short log cannot be the log, whatever the proof: the tail reads it again.
  if (facts.checkedAfter === "plainFailed") return afterPlainFailure(config, facts);
  return agreed ? acceptPlain(config, facts, false) : onUnprovenLog(config, facts, event);
};

/** The plain log was empty, and nothing proves that the log is. */
const onUnprovenLog = (
  config: Config,
  facts: Facts,
  { proof, passing, notReady }: Extract<Event, { readonly type: "emptyChecked" }>,
): Decision => {
  const error = proof === "failed" ? "empty" : "unproven";
  if (error === "empty" && !passing) return toFailure(facts, "empty");
  if (config.follow || (error === "empty" && !notReady)) return toBackOff(facts, "file", error);
  const unprovenReads = facts.unprovenReads + 1;
  if (unprovenReads >= maxUnprovenReads) return toFailure(facts, error);
  return toBackOff({ ...facts, unprovenReads }, "file", error);
};
