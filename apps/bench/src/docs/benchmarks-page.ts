import type { Figure } from "../figure.ts";
import { goalCell, nameText, spreadText, valueText, verdictText } from "../table.ts";
import type { Results } from "./results.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

const line = (cells: ReadonlyArray<string>): string => `| ${cells.map(cell).join(" | ")} |`;

/** The figures as a table of Markdown. */
const markdownTable = (figures: ReadonlyArray<Figure>): string =>
  [
    "| figure | median | quartiles | goal | result |",
    "| --- | --- | --- | --- | --- |",
    ...figures.map((one) => line([nameText(one), valueText(one), spreadText(one), goalCell(one), verdictText(one)])),
  ].join("\n");

/** The measurements behind the figures, as a list; figures of the same measurements share an entry. */
const details = (figures: ReadonlyArray<Figure>): string => {
  const names = new Map<string, Array<string>>();
  for (const one of figures) names.set(one.detail, [...(names.get(one.detail) ?? []), cell(nameText(one))]);
  return [...names].map(([detail, of]) => `- **${of.join("; ")}**: ${cell(detail)}.`).join("\n");
};

/** The page `docs/benchmarks.md` for the results of a run. */
export const benchmarksPage = ({ machine, quick, figures, failed }: Results): string => {
  const versions = Object.entries(machine.runtimes).map(([name, version]) => `${name} ${version}`);
  const absent = failed.length === 0 ? "" : `\nThis run could not measure: ${failed.join(", ")}.\n`;
  return `# Compare the speed with bare clients

\`npx -y pnpm@12.21.0 bench\` wrote this page on ${machine.day} for Jobwire ${machine.jobwire}${quick ? ", with --quick" : ""}, on ${machine.cores} cores (${machine.processor}, ${machine.system}),
${machine.memoryGiB} GiB of memory, with ${versions.join(", ")}.

![Speed of Jobwire beside a bare client](benchmarks.svg)

A bare client does the least that a program without Jobwire must do: it reads the socket or the response, decodes it and splits it in lines.
It proves nothing about the lines. Each figure is a ratio of two processes that run by turns on the same machine, so the load of the machine
touches both. The median of the ratios is held against the goal. The quartiles are the spread: a goal counts as missed only when the
better quartile misses it, too.

## Read the figures

${markdownTable(figures)}
${absent}
## Read the measurements

The flood servers run in processes of their own, send bytes that they encoded before, and are not the limit: the fastest reader of each
flood is a TCP reader that throws the bytes away. Lines have 80 bytes, each with a number of its own, and every program checks that it
read all of them. Speeds count from the first line to the last.

${details(figures)}

## Measure again

\`\`\`sh
npx -y pnpm@12.21.0 bench --quick                              # Node, a few minutes
npx -y pnpm@12.21.0 bench --only ray-socket --runtime node,bun # one row
npx -y pnpm@12.21.0 bench --write-docs                         # everything, and this page
\`\`\`

It exits with 1 when a goal is missed by more than the spread, and with 2 when a row could not be measured.
`;
};
