/** Notes of API Extractor that describe nothing of the API: every name counts as public here. */
const notes = /^\s*\/\/ (?:@public(?: \(undocumented\))?|\(undocumented\)|\(No @packageDocumentation .*|Warning: .*|)$/;

/** The declarations of a report of API Extractor, without its head, its notes and empty lines in a row. */
export const tidyReport = (report: string): string => {
  const begin = report.indexOf("```ts\n");
  const end = report.lastIndexOf("```");
  if (begin === -1 || end <= begin) throw new Error("the report of API Extractor has no TypeScript block");
  return report
    .slice(begin + "```ts\n".length, end)
    .split("\n")
    .filter((line) => !notes.test(line))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
};
