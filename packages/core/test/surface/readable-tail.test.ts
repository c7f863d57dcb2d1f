import { describe, expect, test } from "vitest";
import { createRay, type TailBatch } from "../../src/index.ts";
import { readableTail } from "../../src/surface/readable-tail.ts";
import { type ScriptedAnswer, scriptedAdapter } from "../support/scripted-adapter.ts";
import { wireJob } from "../support/wire-job.ts";

const log = "one\n안녕 🚀\n\nfour: data\n";
const tailOf = (answer?: ScriptedAnswer) => {
  const { adapter, open } = scriptedAdapter({
    request: ({ url }) =>
      answer ??
      (url.pathname.endsWith("/logs")
        ? { json: { logs: log } }
        : url.pathname.startsWith("/api/jobs/")
          ? { json: wireJob("a", "SUCCEEDED") }
          : { status: 404, body: "404: Not Found" }),
    socket: () => ({ fault: "refused" }),
  });
  const cluster = createRay(adapter, { address: "http://127.0.0.1:8265", retryForMs: 0 });
  return { cluster, open, tail: cluster.jobs.tailLogs("a", { protocol: "http" }) };
};

/** Batches that are made when they are asked for. */
const counted = (texts: ReadonlyArray<string>, end?: Error) => {
  let taken = 0;
  let returned = 0;
  const batches = (): AsyncIterator<TailBatch, undefined> => ({
    next: async () => {
      const text = texts[taken];
      if (text === undefined) {
        if (end !== undefined) throw end;
        return { done: true, value: undefined };
      }
      taken += 1;
      const lines = text.split("\n").slice(0, -1);
      return { done: false, value: { lines, text, position: { taken } as never } };
    },
    return: async () => {
      returned += 1;
      return { done: true, value: undefined };
    },
  });
  return { batches, taken: () => taken, returned: () => returned };
};

/** What an EventSource makes of a stream of events. */
const eventsIn = (text: string): ReadonlyArray<{ type: string; data: string; id: string }> => {
  let id = "";
  return text
    .split("\n\n")
    .slice(0, -1)
    .map((block) => {
      let type = "message";
      const data: Array<string> = [];
      for (const line of block.split("\n")) {
        const [, name = "", value = ""] = /^([^:]*): ?(.*)$/s.exec(line) ?? [];
        if (name === "id") id = value;
        if (name === "event") type = value;
        if (name === "data") data.push(value);
      }
      return { type, data: data.join("\n"), id };
    });
};

describe("a log as a stream", () => {
  test("is the body of a Response", async () => {
    const { cluster, tail } = tailOf();
    expect(await new Response(tail.toReadableStream()).text()).toBe(log);
    // Each stream is a tail of its own.
    expect(await new Response(tail.toReadableStream({ format: "lines" })).text()).toBe(log);
    await cluster.close();
  });

  test("is read by an EventSource, with the position as id, and says when it has ended", async () => {
    const { cluster, tail } = tailOf();
    const events = eventsIn(await new Response(tail.toReadableStream({ format: "sse" })).text());
    const messages = events.filter(({ type }) => type === "message");
    expect(messages.map(({ data }) => `${data}\n`).join("")).toBe(log);
    expect(events.at(-1)).toMatchObject({ type: "end", data: "" });
    // A later tail continues exactly there.
    const from = JSON.parse(messages.at(-1)?.id ?? "");
    const rest = cluster.jobs.tailLogs("a", { protocol: "http", from });
    expect(await new Response(rest.toReadableStream()).text()).toBe("");
    await cluster.close();
  });

  test("reads a batch when its reader asks for one, and nothing before", async () => {
    const { batches, taken } = counted(["a\n", "b\n", "c\n"]);
    const reader = readableTail(batches(), {}).getReader();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(taken()).toBe(0);
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(taken()).toBe(1);
    await reader.read();
    expect(taken()).toBe(2);
  });

  test("ends its tail when it is cancelled", async () => {
    const { batches, returned } = counted(["a\n", "b\n"]);
    const reader = readableTail(batches(), {}).getReader();
    await reader.read();
    await reader.cancel();
    expect(returned()).toBe(1);
    const { cluster, tail, open } = tailOf({ silence: true });
    const real = tail.toReadableStream().getReader();
    const read = real.read();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await real.cancel();
    await read;
    await cluster.close();
    expect(open()).toBe(0);
  });

  test("ends with the error of its tail", async () => {
    const { cluster, tail } = tailOf({ fault: "refused" });
    await expect(tail.toReadableStream().getReader().read()).rejects.toMatchObject({ _tag: "ConnectionFailed" });
    await cluster.close();
    const lost = new Error("lost");
    const reader = readableTail(counted(["a\n"], lost).batches(), {}).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("a\n");
    await expect(reader.read()).rejects.toBe(lost);
  });

  test("passes over a batch without text", async () => {
    const { batches } = counted(["", "a\n"]);
    expect(await new Response(readableTail(batches(), {})).text()).toBe("a\n");
  });

  test("refuses another format", () => {
    const { tail } = tailOf();
    expect(() => tail.toReadableStream({ format: "json" as never })).toThrow('format must be lines or sse, not "json"');
    expect(() => tail.toReadableStream({ fromat: "sse" } as never)).toThrow('did you mean "format"?');
  });
});
