import { describe, expect, test } from "vitest";
import { MatrixUsage, readMatrixOptions } from "../src/matrix/options.ts";
import type { MatrixRow } from "../src/matrix/row.ts";
import { printedTables } from "../src/matrix/table.ts";

describe("the options of the matrix", () => {
  test("a short version is the pinned release; other arguments go to vitest", () => {
    const options = readMatrixOptions(["--ray", "2.46,2.60.0,2.46", "--topology", "proxy,single", "-t", "stop"]);
    expect(options?.versions).toEqual(["2.46.0", "2.60.0"]);
    expect(options?.topologies.map(({ name }) => name)).toEqual(["proxy", "single"]);
    expect(options?.vitestArguments).toEqual(["-t", "stop"]);
  });

  test("without --ray and --topology there is no matrix; each has a default", () => {
    expect(readMatrixOptions(["--only", "ray"])).toBeUndefined();
    expect(readMatrixOptions(["--topology", "nodes"])?.versions).toEqual(["2.60.0"]);
    expect(readMatrixOptions(["--ray", "2.40"])?.topologies.map(({ name }) => name)).toEqual(["single"]);
  });

  test.for([
    [["--ray", "2.4"], "2.4. Pass --ray with some of 2.40.0, 2.46.0"],
    [["--ray", "3"], "Unknown version of Ray: 3"],
    [["--topology", "ring"], "Unknown topology: ring. Pass --topology with some of single, nodes"],
    [["--ray"], "--ray has no value"],
  ] as const)("%j is refused", ([args, message]) => {
    expect(() => readMatrixOptions(args)).toThrow(MatrixUsage);
    expect(() => readMatrixOptions(args)).toThrow(message);
  });
});

const row = (name: string, version: string, result: MatrixRow["result"], reason = ""): MatrixRow => ({
  row: name,
  version,
  topology: "single",
  result,
  reason,
  ms: 1,
  notes: [],
});

test("the table has a column for each version, and the reasons below it", () => {
  const rows = [
    row("stop", "2.40.0", "ok"),
    row("stop", "2.60.0", "failed", "it went on\nfor ever"),
    row("Serve | HTTP", "2.40.0", "absent", "no module"),
  ];
  expect(printedTables(rows, ["2.40.0", "2.60.0"]).split("\n")).toEqual([
    "",
    "single",
    "",
    "| | 2.40.0 | 2.60.0 |",
    "| --- | --- | --- |",
    "| stop | ok | failed |",
    String.raw`| Serve \| HTTP | absent | not run |`,
    "",
    "2.60.0, stop: failed: it went on",
    "  for ever",
    "2.40.0, Serve | HTTP: absent: no module",
    "",
    "1 ok, 1 failed, 1 absent",
  ]);
});
