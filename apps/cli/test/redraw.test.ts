/** Progress bars on a terminal. */
import { startFaultyRay } from "@jobwire/testing";
import { expect, test } from "vitest";
import { redrawProgress, type ShownLine } from "../src/terminal/redraw-progress.ts";
import { screenOf } from "./screen-of.ts";
import { runCli, startInTerminal } from "./run-cli.ts";

const tqdm = (percent: number): string => {
  const full = Math.floor(percent / 10);
  const bar = `${"█".repeat(full)}${percent % 10 > 0 ? "▌" : ""}`.padEnd(10);
  return `${String(percent).padStart(3)}%|${bar}| ${percent}/100 [00:0${full}<00:01, 2.${full}8it/s]`;
};
/** As tqdm writes it: each state ends in `\r`. */
const bar = (to: number): string => Array.from({ length: to + 1 }, (_, at) => `\r${tqdm(at)}`).join("");

test("[progress-bars] in a terminal the states of a bar replace each other; a pipe gets each on a line of its own", async () => {
  await using ray = await startFaultyRay({ submissionId: "job", log: `begin\n${bar(30)}`, status: "RUNNING" });
  const args = ["ray", "logs", "-f", "job", "--address", ray.url];
  const running = startInTerminal(args, { columns: 100 });
  await running.until("stdout", "29%");
  ray.append(`${bar(100).slice(bar(30).length)}\ndone 50%\ndone 60%\n`);
  ray.setStatus("SUCCEEDED");
  const run = await running.ended;
  const rows = screenOf(run.stdout).filter((row) => row !== "");
  expect(rows.map((row) => row.trimEnd())).toEqual(["begin", tqdm(100), "done 50%", "done 60%", "SUCCEEDED"]);
  const piped = await runCli(args);
  expect(piped.stdout.split("\n").filter((line) => line.includes("%|"))).toHaveLength(101);
  const plain = await startInTerminal([...args, "--no-redraw"], { columns: 100 }).ended;
  expect(screenOf(plain.stdout).filter((row) => row.includes("%|"))).toHaveLength(101);
});

const show = (...lines: ReadonlyArray<string>): ReadonlyArray<ShownLine> =>
  lines.map((line) => ({ line, shown: line }));
const screen = (...texts: ReadonlyArray<string>): ReadonlyArray<string> => screenOf(texts.join("")).slice(0, -1);

test("a bar is redrawn over batches, and only by its own job", () => {
  const first = redrawProgress("a", show("x", tqdm(1), tqdm(2)), undefined, 80);
  const second = redrawProgress("a", show(tqdm(3), tqdm(4)), first.bar, 80);
  expect(screen(first.text, second.text)).toEqual(["x", tqdm(4)]);
  const other = redrawProgress("b", show(tqdm(5)), second.bar, 80);
  expect(screen(first.text, second.text, other.text)).toEqual(["x", tqdm(4), tqdm(5)]);
  // A message between two states was written by somebody else, so that nothing may be erased.
  const after = redrawProgress("a", show(tqdm(5)), undefined, 80);
  expect(after.text).toBe(`${tqdm(5)}\n`);
});

test("a bar that starts again, another bar, and one wider than the terminal get lines of their own", () => {
  const text = (columns: number, ...lines: ReadonlyArray<string>): ReadonlyArray<string> =>
    screen(redrawProgress("a", show(...lines), undefined, columns).text);
  expect(text(80, tqdm(99), tqdm(100), tqdm(0), tqdm(1))).toEqual([tqdm(100), tqdm(1)]);
  expect(text(80, `Train: ${tqdm(1)}`, `Eval: ${tqdm(2)}`)).toEqual([`Train: ${tqdm(1)}`, `Eval: ${tqdm(2)}`]);
  expect(text(tqdm(1).length, tqdm(1), tqdm(2))).toEqual([tqdm(1), tqdm(2)]);
  expect(text(80, "accuracy 91%", "accuracy 92%")).toEqual(["accuracy 91%", "accuracy 92%"]);
});
