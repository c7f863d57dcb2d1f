// Ray 2.60 puts the last ten log lines into the message of a failed entrypoint (the command has printed them already). It repeats
// the reason as a traceback in the message of a supervisor that could not start.
const sentenceAndMore = /^(?<sentence>[^\n]*?)(?:, last available logs \(truncated|\.? Full traceback:\n)/;

/**
 * The short form of a failed job's message: its first sentence without the log or traceback after it, or the first and the last
 * meaningful line (the message of a failed runtime_env starts with "runtime_env setup failed" and ends with the reason).
 */
export const shortJobMessage = (message: string): string => {
  const sentence = sentenceAndMore.exec(message)?.groups?.["sentence"];
  if (sentence !== undefined) return sentence;
  const lines = message
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && line !== ".");
  const [first, last] = [lines[0] ?? "", lines.at(-1) ?? ""];
  return lines.length < 2 ? first : `${first} … ${last}`;
};
