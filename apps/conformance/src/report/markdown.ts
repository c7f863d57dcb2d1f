import type { Matrix, MatrixCell } from "./matrix.ts";

const marks: Readonly<Record<MatrixCell["state"], string>> = {
  passed: "✓",
  failed: "✗",
  "known-failure": "known",
  absent: "–",
};

/** The matrix as Markdown: a table for each area, with the reasons below it. */
export const matrixMarkdown = (matrix: Matrix): string => {
  const areas = [...new Set(matrix.requirements.map(({ id }) => areaOf(id)))];
  return [
    "# Conformance",
    "",
    totalsMarkdown(matrix),
    ...measuredTable(matrix),
    ...areas.flatMap((area) => ["", `## ${area}`, "", ...areaTable(matrix, area)]),
    "",
  ].join("\n");
};

/** The totals of a run in a few lines, for the README. */
export const totalsMarkdown = (matrix: Matrix): string => {
  const { totals, runtimes } = matrix;
  const known = totals.knownFailures === 0 ? "" : `, ${totals.knownFailures} known failures`;
  const lines = [
    `${matrix.requirements.length} requirements, shown by ${totals.cases} cases in ${totals.runs} runs: ${totals.cells} cells (requirement × transport × runtime), ${totals.passed} passed, ${totals.failed} failed${known}; ${totals.absent} cannot exist, each with its reason.`,
    "",
    `| | ${runtimes.map(({ id }) => id).join(" | ")} |`,
    `| --- |${runtimes.map(() => " ---: |").join("")}`,
    ...(["passed", "failed", "absent"] as const).map(
      (state) =>
        `| ${state} | ${runtimes.map(({ id }) => matrix.cells.filter((cell) => cell.runtime === id && cell.state === state).length).join(" | ")} |`,
    ),
  ];
  return lines.join("\n");
};

const measuredTable = ({ measured }: Matrix): ReadonlyArray<string> =>
  measured.length === 0
    ? []
    : [
        "",
        "## Measured",
        "",
        "| case | transport | runtime | |",
        "| --- | --- | --- | --- |",
        ...measured.map((one) => `| \`${one.case}\` | ${one.transport} | ${one.runtime} | ${escaped(one.measured)} |`),
      ];

const areaOf = (id: string): string => id.split("/")[0] ?? id;

const areaTable = (matrix: Matrix, area: string): ReadonlyArray<string> => {
  const names = matrix.runtimes.map(({ id }) => id);
  const notes: Array<string> = [];
  const note = (reason: string): string => {
    if (!notes.includes(reason)) notes.push(reason);
    return `<sup>${notes.indexOf(reason) + 1}</sup>`;
  };
  const rows = matrix.requirements
    .filter(({ id }) => areaOf(id) === area)
    .flatMap(({ id, promise, source }) => {
      const cells = matrix.cells.filter(({ requirement }) => requirement === id);
      const transports = [...new Set(cells.map(({ transport }) => transport))];
      return transports.map((transport, row) => {
        const marked = names.map((runtime) => {
          const cell = cells.find((one) => one.runtime === runtime && one.transport === transport);
          if (cell === undefined) return "";
          return marks[cell.state] + (cell.reason === undefined ? "" : note(cell.reason));
        });
        const [name, said, from] = row === 0 ? [`\`${id}\``, escaped(promise), escaped(source)] : ["", "", ""];
        return `| ${name} | ${said} | ${from} | ${transport} | ${marked.join(" | ")} |`;
      });
    });
  return [
    `| requirement | promise | source | transport | ${names.join(" | ")} |`,
    `| --- | --- | --- | --- |${names.map(() => " :-: |").join("")}`,
    ...rows,
    "",
    ...notes.map((reason, at) => `${at + 1}. ${escaped(reason)}`),
  ];
};

const escaped = (said: string): string => said.replaceAll("|", "\\|").replaceAll("\n", " ").slice(0, 600);
