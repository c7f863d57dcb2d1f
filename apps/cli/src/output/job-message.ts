// Ray 2.60 puts the last ten log lines into the message of a failed entrypoint (they were on stdout already), and a
// traceback that says the same again into the message of a supervisor that could not start.
const sentenceAndMore = /^(?<sentence>[^\n]*?)(?:, last available logs \(truncated|\.? Full traceback:\n)/;

/**
 * What to say about why a job failed: its sentence without the log or traceback after it, or the first and the last meaningful line of a
 * traceback (a runtime_env that fails says "runtime_env setup failed" first and the reason last).
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
