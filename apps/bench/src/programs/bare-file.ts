/** bare-file ADDRESS ID reads a log file of the Ray flood with `fetch`, decodes it and splits it at newlines. */
import { LineCheck } from "./line-check.ts";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";
import { textPieces } from "./text-pieces.ts";

const { address, id, size } = floodArguments("bare-file ADDRESS ID");
const check = new LineCheck();
const watch = new Stopwatch();
const query = new URLSearchParams({ node_id: "any", submission_id: id, lines: "-1", timeout: "3600" });
for await (const text of textPieces(`${address}/api/v0/logs/file?${query.toString()}`, "\n")) {
  watch.lines();
  const lines = text.split("\n");
  check.few(lines, lines.length, text.length + 1);
}
const times = watch.times();
check.done(size);
printReport({ lines: check.lines, ...times });
