import type { LogTail, RayCluster, TailOptions, TailStatus } from "@jobwire/core";
import type { Transport } from "../../case/conformance-case.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Ray's own first line, with which every log begins. */
export const firstLine = "2026-11-21 22:52:43,426\tINFO job_manager.py:581 -- Runtime env is setting up.\n";

/** `count` numbered lines. */
export const numbered = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, n) => `line ${from + n}\n`).join("");

/** A log that is hard for a tail and that Ray's socket sends whole: all newlines, wide characters, NUL, ANSI, blank and long lines. */
export const mixedText: string = [
  firstLine,
  "bar 1\rbar 2\rbar 3\r\nwindows\r\n\r\n\n",
  "한국어 😀 ñ\u2028still one line\u0085and on\n",
  "\u001b[31mred\u001b[0m nul \u0000 bell \u0007\n",
  "the same line\n".repeat(30),
  `${"x".repeat(5_000)}\n`,
  "\ufeffafter a byte order mark\n",
  numbered(60),
  "no newline at the end",
].join("");

/** {@link mixedText} with bytes in the middle that are not UTF-8, at which Ray's socket and its plain log fail. */
export const brokenBytes: Uint8Array = new Uint8Array(
  [encode(firstLine + numbered(20)), [0xff, 0xfe, 0x20, 0xed, 0xa0, 0x80, 0x0a], encode(numbered(20, 20))].flatMap(
    (bytes) => [...bytes],
  ),
);

/** The protocol option of a transport. */
export const protocolOf = (transport: Transport): Exclude<TailOptions["protocol"], undefined> =>
  transport === "websocket" || transport === "http" ? transport : transport === "plain" ? "http" : "auto";

/** A tail under way: its lines so far, and the promise of all of them. */
export interface Begun {
  readonly lines: ReadonlyArray<string>;
  readonly over: Promise<ReadonlyArray<string>>;
}

/** Starts to read a tail. A failure, even to make it, reaches the caller through `over`. */
export const begin = (tail: () => LogTail): Begun => {
  const lines: Array<string> = [];
  const over = (async () => {
    for await (const batch of tail().batches()) lines.push(...batch.lines);
    return lines;
  })();
  over.catch(() => {});
  return { lines, over };
};

/** All lines of a tail. Async, so that a failure that no case checks is unhandled, which the program reports. */
export const follow = async (
  cluster: RayCluster,
  id: string,
  options: TailOptions = {},
): Promise<ReadonlyArray<string>> => begin(() => cluster.jobs.tailLogs(id, options)).over;

/** Collects the statuses of a tail. */
export const listen = (): {
  readonly seen: ReadonlyArray<TailStatus>;
  readonly onStatus: (status: TailStatus) => void;
} => {
  const seen: Array<TailStatus> = [];
  return { seen, onStatus: (status) => void seen.push(status) };
};
