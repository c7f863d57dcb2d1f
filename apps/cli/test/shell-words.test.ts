import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellWords } from "../src/shell-words.ts";

const seenByShell = (commandLine: string): unknown => {
  const script = "console.log(JSON.stringify(process.argv.slice(1)))";
  const run = spawnSync("/bin/sh", ["-c", `exec "$NODE" -e '${script}' -- ${commandLine}`], {
    encoding: "utf8",
    env: { ...process.env, NODE: process.execPath },
  });
  return JSON.parse(run.stdout);
};

test("/bin/sh sees exactly the same words", () => {
  const words = [
    "python",
    "-c",
    'print("$HOME `id` \\n")\nx',
    "",
    "it's",
    "a b",
    "*",
    "~",
    "#c",
    "한글 🚀",
    "a;b&&c",
    "-x=1",
    "!",
  ];
  expect(seenByShell(shellWords(words))).toEqual(words);
});

test("words that need no quotes have none", () => {
  expect(shellWords(["python", "train.py", "--lr=0.1", "s3://bucket/x"])).toBe(
    "python train.py --lr=0.1 s3://bucket/x",
  );
});
