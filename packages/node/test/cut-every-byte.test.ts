import { cutAfter, startFaultyRay } from "@jobwire/testing";
import { createR1Checker } from "@jobwire/testing/internal";
import { expect, test } from "vitest";
import { ray } from "../src/ray.ts";

/** About 4 KiB that are hard for a tail: numbers, repeats, all newlines, wide characters, a byte that is not UTF-8, no newline at the end. */
const log = ((): Uint8Array => {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const head = encode("2026-11-21 22:52:43,426\tINFO job_manager.py:581 -- Runtime env is setting up.\n");
  const body = Array.from({ length: 70 }, (_, n) => [
    encode(`line ${n} of the log\n`),
    encode(n % 7 === 0 ? "한국어 😀\r\n" : n % 5 === 0 ? `bar ${n}\rbar ${n + 1}\r\n` : "the same line\n\n"),
  ]).flat();
  const tail = [encode("x".repeat(1600)), encode("\nafter a long line\nno newline at the end")];
  return new Uint8Array([head, ...body, ...tail].flatMap((bytes) => [...bytes]));
})();

/** The WebSocket's version: Ray decodes the log with universal newlines, so it is shorter than the file. */
const sentBySocket = new TextEncoder().encode(new TextDecoder().decode(log).replace(/\r\n?/g, "\n"));

const atOnce = 32;

for (const [protocol, endpoint, sent] of [
  ["http", "file", log.length],
  ["websocket", "tail", sentBySocket.length],
] as const) {
  test(`a log cut at every byte arrives whole, by ${protocol}, 32 at a time`, { timeout: 900_000 }, async () => {
    expect(sent).toBeGreaterThan(3_900);
    // A server for each few hundred positions, because it records every request. A cut after the last byte is no cut.
    for (let from = 0; from < sent; from += 256) await cutAtEach(from, Math.min(from + 256, sent) - 1);
  });

  const cutAtEach = async (first: number, last: number): Promise<void> => {
    const tries = new Map<string, number>();
    await using server = await startFaultyRay({
      status: "SUCCEEDED",
      fault: (request) => {
        if (request.endpoint !== endpoint || request.submissionId === undefined) return undefined;
        const id = request.submissionId;
        const nth = tries.get(id) ?? 0;
        tries.set(id, nth + 1);
        // The second connection is not cut; a job that is followed by socket ends while it is open.
        if (nth > 0) {
          server.job(id)?.setStatus("SUCCEEDED");
          return undefined;
        }
        const at = Number(id.slice(1));
        return cutAfter(at, at % 2 === 0 ? "reset" : "fin");
      },
    });
    let next = first;
    const follow = async (): Promise<void> => {
      for (let at = next++; at <= last; at = next++) {
        const id = `b${at}`;
        server.addJob(id, { log, status: protocol === "http" ? "SUCCEEDED" : "RUNNING" });
        // A client of its own: thousands of cuts in a minute would use up one client's retry budget, which then waits 10 s a try.
        await using cluster = ray({ address: server.url });
        const checker = createR1Checker(log);
        for await (const { lines } of cluster.jobs.tailLogs(id, { protocol }).batches()) await checker.add(lines);
        const result = await checker.finish();
        expect(result.ok, `cut at byte ${at}: ${JSON.stringify(result)}`).toBe(true);
        server.removeJob(id);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, follow));
    expect(tries.size).toBe(last - first + 1);
    for (const [id, connections] of tries) expect(connections, `connections of ${id}`).toBeGreaterThan(1);
    await expect
      .poll(() => server.requestsTo("file").every(({ outcome }) => outcome !== "open"), { timeout: 30_000 })
      .toBe(true);
  };
}
