/** bare-agent-stream ADDRESS ID reads an agent's event stream with `fetch`, splits it at empty lines and parses each event as JSON. */
import { LineCheck } from "./line-check.ts";
import { floodArguments } from "./program-arguments.ts";
import { printReport } from "./program-report.ts";
import { Stopwatch } from "./stopwatch.ts";
import { textPieces } from "./text-pieces.ts";

const { address, id, size } = floodArguments("bare-agent-stream ADDRESS ID");
const check = new LineCheck();
const watch = new Stopwatch();
const prefix = "data: ".length;
for await (const text of textPieces(`${address}/jobs/${id}/logs/stream/`, "\n\n")) {
  watch.lines();
  for (const block of text.split("\n\n")) {
    const event = JSON.parse(block.slice(prefix)) as { type: string; message: string };
    if (event.type === "log") check.one(event.message);
  }
}
const times = watch.times();
check.done(size);
printReport({ lines: check.lines, ...times });
