import type { Decision } from "./decision.ts";
import type { Event } from "./event.ts";
import { type Config, type Facts, initialFacts } from "./facts.ts";
import { onBackedOff } from "./on-backed-off.ts";
import { onEmptyChecked, onLossChecked } from "./on-evidence.ts";
import { onFileFailed, onFileRead } from "./on-file.ts";
import { onLeft } from "./on-left.ts";
import { onPlainFailed, onPlainRead } from "./on-plain.ts";
import { onStatusFailed, onStatusRead } from "./on-status.ts";

/** How a tail begins: it reads the job's status. */
export const begin: Decision = [initialFacts, [{ command: "readStatus" }]];

/**
 * Decides the next step of a tail: a pure function, without clocks and without Effect. Whatever ends or cuts a source, the next steps
 * are the same: read the status, read the file from the position, go live again. test/tail/decide checks it over every reachable state.
 */
export const decide = (config: Config, facts: Facts, event: Event): Decision => {
  switch (event.type) {
    case "statusRead":
      return onStatusRead(config, facts, event);
    case "statusFailed":
      return onStatusFailed(facts, event);
    case "fileRead":
      return onFileRead(config, facts, event);
    case "fileFailed":
      return onFileFailed(config, facts, event);
    case "plainRead":
      return onPlainRead(config, facts, event);
    case "plainFailed":
      return onPlainFailed(config, facts, event);
    case "left":
      return onLeft(config, facts, event);
    case "lossChecked":
      return onLossChecked(config, facts, event);
    case "emptyChecked":
      return onEmptyChecked(config, facts, event);
    case "backedOff":
      return onBackedOff(config, facts, event);
  }
};
