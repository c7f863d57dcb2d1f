import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFaultyRay } from "@jobwire/testing";
import { afterAll, expect, test } from "vitest";
import { main, start } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "jobwire-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

const shell = (script: string, env: Readonly<Record<string, string>>) =>
  start("/bin/sh", ["-c", script], { env: { ...env, NODE: process.execPath, MAIN: main } });

test("a file gets a large log unchanged, also hostile text", async () => {
  const log = Array.from({ length: 100_000 }, (_, i) => `${i} \u001b[2J한국어 🚀 ${"0123456789 ".repeat(12)}\n`).join(
    "",
  );
  await using server = await startFaultyRay({ log, status: "SUCCEEDED" });
  const file = join(folder, "large.log");
  const run = await shell('exec "$NODE" "$MAIN" ray logs -f "$ID" --address "$RAY" > "$FILE"', {
    RAY: server.url,
    ID: server.submissionId,
    FILE: file,
  }).ended;
  expect(run).toMatchObject({ code: 0, stderr: "SUCCEEDED\n" });
  expect(readFileSync(file, "utf8") === log).toBe(true);
});

test("[closed-pipe] a reader that closes stdout ends the command without an error, although the job still runs", async () => {
  const line = `${"x".repeat(99)}\n`;
  await using server = await startFaultyRay({ log: line.repeat(50_000), status: "RUNNING" });
  const run = await shell('{ "$NODE" "$MAIN" ray logs -f "$ID" --address "$RAY"; echo "code $?" >&2; } | head -n 2', {
    RAY: server.url,
    ID: server.submissionId,
  }).ended;
  expect(run).toMatchObject({ stdout: line.repeat(2), stderr: "code 0\n" });
});

test("a full disk is an error", async () => {
  await using server = await startFaultyRay({ log: "line\n".repeat(10_000), status: "SUCCEEDED" });
  const run = await shell('exec "$NODE" "$MAIN" ray logs -f "$ID" --address "$RAY" > /dev/full', {
    RAY: server.url,
    ID: server.submissionId,
  }).ended;
  expect(run.code).toBe(4);
  expect(run.stderr).toContain("ENOSPC");
});

test("a file that takes only a part is an error, not a shorter log", async () => {
  await using server = await startFaultyRay({ log: `${"x".repeat(99)}\n`.repeat(500), status: "SUCCEEDED" });
  // A limit of 64 blocks of 512 bytes: the write that crosses it is cut short, and only one after it would fail.
  const run = await shell(
    'trap \'\' XFSZ; ulimit -f 64; exec "$NODE" "$MAIN" ray logs -f "$ID" --address "$RAY" > "$FILE"',
    {
      RAY: server.url,
      ID: server.submissionId,
      FILE: join(folder, "limited.log"),
    },
  ).ended;
  expect(run.code).toBe(4);
  expect(run.stderr).toContain("EFBIG");
  expect(readFileSync(join(folder, "limited.log"))).toHaveLength(64 * 512);
});
