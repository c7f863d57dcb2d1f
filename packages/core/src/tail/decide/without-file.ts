import type { Command } from "./command.ts";
import { type Decision, to } from "./decision.ts";
import type { Config, Facts } from "./facts.ts";
import { liveSource } from "./live-source.ts";

/**
 * Continues without the log file: by a live source, or by the plain log. Always by the plain log when the log seems lost, since a
 * live source would be silent.
 */
export const withoutFile = (
  config: Config,
  facts: Facts,
  options: { readonly before?: ReadonlyArray<Command>; readonly lost?: boolean } = {},
): Decision => {
  const { before = [], lost = false } = options;
  const why = facts.fileFailure === undefined ? "next" : "fileUnavailable";
  const live = facts.final || !config.follow || lost ? undefined : liveSource(config, facts, true);
  if (live !== undefined)
    return to(
      facts,
      live,
      ...before,
      { command: "use", source: live, why },
      { command: "follow", source: live, besideFile: false },
    );
  const judge = facts.fileFailure === undefined && facts.final;
  return to(
    facts,
    "plain",
    ...before,
    { command: "use", source: "plain", why },
    { command: "readPlain", final: facts.final, judge, hurried: lost },
  );
};
