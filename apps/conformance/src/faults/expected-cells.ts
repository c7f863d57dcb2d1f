import type { FaultPlan } from "./fault-cells.ts";
import type { FaultResult } from "./fault-results.ts";

const head = `# Every fault cell that exists, and the runtimes that run it. A cell that vanishes fails the run.
# Written by: npx -y pnpm@12.21.0 conformance --update-fault-cells
`;

/** The runtimes that run each fault cell. */
export type ExpectedCells = ReadonlyMap<string, ReadonlyArray<string>>;

/** Reads the list that is checked in. */
export const parseExpected = (text: string): ExpectedCells =>
  new Map(
    text.split("\n").flatMap((line) => {
      const [id, runtimes] = line.split(": ");
      return line.startsWith("#") || id === undefined || runtimes === undefined
        ? []
        : [[id, runtimes.split(" ")] as const];
    }),
  );

/** The list of the cells that a whole run had. */
export const writeExpected = (results: ReadonlyArray<FaultResult>): string => {
  const rows = new Map<string, Array<string>>();
  for (const { id, runtime, state } of results) {
    if (state === "absent") continue;
    const own = rows.get(id) ?? [];
    rows.set(id, [...own, runtime]);
  }
  return head + [...rows].map(([id, runtimes]) => `${id}: ${runtimes.join(" ")}\n`).join("");
};

/** Differences between the checked-in list and the runtimes that ran. */
export const compareExpected = (
  expected: ExpectedCells,
  results: ReadonlyArray<FaultResult>,
  ran: ReadonlyArray<string>,
): ReadonlyArray<string> => {
  const here = new Set(results.flatMap(({ id, runtime, state }) => (state === "absent" ? [] : [`${id}: ${runtime}`])));
  const known = new Set(
    [...expected].flatMap(([id, runtimes]) =>
      runtimes.filter((runtime) => ran.includes(runtime)).map((runtime) => `${id}: ${runtime}`),
    ),
  );
  const advice = "if you meant this change, run conformance --update-fault-cells and commit fault-cells.txt";
  return [
    ...[...known].filter((cell) => !here.has(cell)).map((cell) => `fault cell ${cell} has vanished; ${advice}`),
    ...[...here].filter((cell) => !known.has(cell)).map((cell) => `fault cell ${cell} is new; ${advice}`),
  ];
};

/** The same without a run: combinations of the table that the list lacks, and the reverse. */
export const compareTable = (expected: ExpectedCells, { cells }: FaultPlan): ReadonlyArray<string> => {
  const planned = new Set(cells.map(({ id }) => id));
  return [
    ...[...expected.keys()].filter((id) => !planned.has(id)).map((id) => `fault cell ${id} has vanished`),
    ...[...planned].filter((id) => !expected.has(id)).map((id) => `fault cell ${id} is new`),
  ];
};
