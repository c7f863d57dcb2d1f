import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { cases } from "../src/cases/index.ts";
import { Children } from "../src/runner/children.ts";
import { startControlServer } from "../src/runner/control-server.ts";
import { runProcess } from "../src/runner/run-program.ts";

const node = join(dirname(createRequire(import.meta.url).resolve("node24/package.json")), "bin/node");
const program = fileURLToPath(new URL("programs/broken.ts", import.meta.url));

/** A few cases of each kind: lines, aborts, redirects, and cases that none of these flaws affects. */
const chosen = [
  "ray/tail/growing-log",
  "ray/position/continue",
  "ray/abort/while-live",
  "ray/abort/unanswered",
  "secrets/redirect/cross-origin",
  "secrets/redirect/same-origin",
  "ray/errors/forbidden",
  "ray/submit/answer-lost",
];

/** The red cells of a Node whose adapter has the flaw, as `case by transport`. */
const redCells = async (
  flaw: string,
  isChosen: (id: string) => boolean = (id) => chosen.includes(id),
): Promise<ReadonlyArray<string>> => {
  const control = await startControlServer();
  const children = new Children();
  try {
    const result = await runProcess(
      { id: "node24", command: node, args: (url) => ["--expose-gc", program, url, flaw], endsByItself: true },
      control,
      cases.filter(({ id }) => isChosen(id)),
      { limitMs: 240_000, children },
    );
    expect(result.cells.length).toBeGreaterThan(2);
    return result.cells
      .filter(({ state }) => state === "failed")
      .map((cell) => `${cell.case} by ${cell.transport}`)
      .sort((a, b) => (a < b ? -1 : 1));
  } finally {
    children.close();
    await control.close();
  }
};

const byAll = (id: string): ReadonlyArray<string> => ["auto", "http", "websocket"].map((by) => `${id} by ${by}`);

test.for([
  ["none", []],
  ["drops-line", [...byAll("ray/position/continue"), ...byAll("ray/tail/growing-log")]],
  [
    "ignores-abort",
    ["ray/abort/unanswered by auto", "ray/abort/while-live by auto", "ray/abort/while-live by websocket"],
  ],
  ["follows-redirects", ["secrets/redirect/cross-origin by unary", "secrets/redirect/same-origin by unary"]],
] as const)(
  "an adapter with the flaw %s turns exactly these cells red: %j",
  { timeout: 300_000 },
  async ([flaw, red]) => {
    expect(await redCells(flaw)).toEqual(red);
  },
);

/** Generated fault cases of which a flaw must turn every cell red, on all backends. */
test.for([
  ["drops-text", ["fault/12/latency/log/", "fault/5/reset-inside-a-line/log/"]],
  ["ignores-abort", ["fault/21/unanswered/call/"]],
  ["follows-redirects", ["fault/20/cross-origin/call/"]],
  ["hides-headers", ["fault/4/retry-after-seconds/call/"]],
  ["sends-twice", ["fault/2/401/call/", "fault/3/unknown-job/call/"]],
] as const)(
  "the flaw %s turns every cell of these fault cases red: %j",
  { timeout: 300_000 },
  async ([flaw, prefixes]) => {
    const isChosen = (id: string): boolean => prefixes.some((prefix) => id.startsWith(prefix));
    const all = cases
      .filter(({ id }) => isChosen(id))
      .flatMap(({ id, transports }) => transports.map((by) => `${id} by ${by}`));
    expect(await redCells("none", isChosen)).toEqual([]);
    // A request that nobody aborts may keep a program alive as well, which is a cell of another case.
    const red = (await redCells(flaw, isChosen)).filter(isChosen);
    expect(red).toEqual([...all].sort((a, b) => (a < b ? -1 : 1)));
  },
);
