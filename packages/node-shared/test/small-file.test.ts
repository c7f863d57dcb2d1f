import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { FileProblem, readSmallFile, readSmallFileSync } from "../src/small-file.ts";

const folder = mkdtempSync(join(tmpdir(), "jw-small-"));
const most = 1024;
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const pipe = (): string => {
  const path = join(folder, "pipe");
  rmSync(path, { force: true });
  execFileSync("mkfifo", [path]);
  return path;
};

/** The results of both ways of reading. */
const both = async (path: string): Promise<ReadonlyArray<string>> => {
  const words = (error: unknown): string =>
    error instanceof FileProblem ? error.message : `unknown: ${String(error)}`;
  let sync: string;
  try {
    sync = readSmallFileSync(path, most);
  } catch (error) {
    sync = words(error);
  }
  return [sync, await readSmallFile(path, { most }).catch(words)];
};

test.each([
  ["a text", () => file("text", "token\n"), "token\n"],
  ["no text", () => file("empty", ""), ""],
  ["as many bytes as allowed", () => file("full", "x".repeat(most)), "x".repeat(most)],
  ["a byte order mark", () => file("bom", "\ufefftoken"), "token"],
  ["a file of /proc", () => "/proc/self/comm", expect.stringMatching(/\n$/)],
  ["one byte too many", () => file("large", "x".repeat(most + 1)), "holds more than 1 KiB"],
  [
    "a file of /proc that is larger than it says",
    () => "/proc/kallsyms",
    expect.stringMatching(/holds more than|cannot/),
  ],
  ["UTF-16", () => file("utf16", Buffer.from("\ufefftoken", "utf16le")), "is not UTF-8 text"],
  ["nothing", () => join(folder, "none"), "cannot be read (ENOENT)"],
  ["a directory", () => (mkdirSync(join(folder, "dir"), { recursive: true }), join(folder, "dir")), "is a directory"],
  ["/dev/zero", () => "/dev/zero", "is a device, not a file"],
  ["/dev/null", () => "/dev/null", "is a device, not a file"],
  ["/dev/tty", () => "/dev/tty", expect.stringMatching(/is a device|cannot be read/)],
  ["a pipe without a writer", pipe, "is a pipe, which could block the program. Name a file instead"],
])("%s: the text, or why it cannot be read", async (_what, make, expected) => {
  expect(await both(make())).toEqual([expected, expected]);
});

test("a socket is refused", async () => {
  const path = join(folder, "socket");
  const server = createServer().listen(path);
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  expect(await both(path)).toEqual(["is a socket, not a file", "is a socket, not a file"]);
});

test("a pipe is read to its end where that is allowed, whichever side opens it first", async () => {
  const path = pipe();
  let writer: number | undefined;
  let looks = 0;
  const text = await readSmallFile(path, {
    most,
    pipeMs: 60_000,
    now: () => 0,
    pause: async () => {
      looks += 1;
      if (looks === 2) writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      if (looks === 4) writeSync(writer ?? -1, "to");
      if (looks === 6) writeSync(writer ?? -1, "ken");
      if (looks === 8) closeSync(writer ?? -1);
    },
  });
  expect([text, looks]).toEqual(["token", 8]);
});

test.each([
  ["nobody writes", undefined, "is a pipe that received nothing within 60 s"],
  ["the writer does not end", "tok", "is a pipe that did not end within 60 s"],
  ["too much is written", "x".repeat(most + 1), "holds more than 1 KiB"],
])("a pipe that %s ends as an error", async (_what, written, message) => {
  const path = pipe();
  let writer: number | undefined;
  let now = 0;
  await expect(
    readSmallFile(path, {
      most,
      pipeMs: 60_000,
      now: () => now,
      pause: async () => {
        now += 20_000;
        if (written === undefined || writer !== undefined) return;
        writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
        writeSync(writer, written);
      },
    }),
  ).rejects.toThrow(message);
  if (writer !== undefined) closeSync(writer);
});

test("an abort ends the wait for a pipe at once, with its own reason", async () => {
  const stop = new AbortController();
  const reading = readSmallFile(pipe(), { most, pipeMs: 60_000, signal: stop.signal });
  setImmediate(() => stop.abort(new Error("ctrl-c")));
  await expect(reading).rejects.toThrow("ctrl-c");
  await expect(readSmallFile(file("text", "x"), { most, signal: stop.signal })).rejects.toThrow("ctrl-c");
});
