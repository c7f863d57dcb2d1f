import { LogReset } from "../../errors.ts";

/** The error for a log file that does not contain the text that the tail read before. */
export const differentBytes = (): LogReset =>
  new LogReset({
    reason: "different-bytes",
    message:
      "The log file has other bytes before the position than the ones that were read: it was removed, truncated or replaced. Start again without `from`.",
  });
