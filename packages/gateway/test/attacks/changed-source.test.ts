import { expect, test, vi } from "vitest";
import { noRate, problemOf, startAttackedGateway } from "./attacked-gateway.ts";

vi.setConfig({ testTimeout: 120_000 });

const mib = 1024 * 1024;

/** A log of lines with numbers, whose text differs by `word` from its line `from` on. */
const numbered = (word: string, from = 0): string =>
  Array.from(
    { length: 200_000 },
    (_, line) => `${line} ${line < from ? "first" : word} run of the training, with some text\n`,
  ).join("");

test.each([
  ["from its first line", 0],
  ["from a line of its first part on", 20_000],
  ["from a later line on", 120_000],
])(
  "an evicted part of a log that another run replaced %s is a problem, never the other run's text",
  async (_, line) => {
    const log = numbered("first");
    const {
      head,
      send,
      log: path,
    } = await startAttackedGateway(
      { allowAnonymous: "read", rate: noRate, limits: { spoolBytes: 5 * mib } },
      { log, status: "SUCCEEDED" },
    );
    const end = await send(path, { method: "HEAD" });
    expect(end.headers.get("stream-closed")).toBe("true");
    head.replaceLog(numbered("other", line));
    const bytes = Buffer.from(log);
    let problems = 0;
    for (let at = 0; at < bytes.length; at += 700_000) {
      const response = await send(`${path}?offset=${String(at).padStart(16, "0")}`);
      if (response.ok) {
        const body = Buffer.from(await response.arrayBuffer());
        expect(body.equals(bytes.subarray(at, at + body.length)), `text from ${at} on`).toBe(true);
      } else {
        expect(response.status).toBe(410);
        expect(await problemOf(response)).toMatchObject({ _tag: "LogReset" });
        problems += 1;
      }
    }
    expect(problems).toBeGreaterThan(0);
  },
);
