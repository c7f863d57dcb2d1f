import { holds, same } from "../check.ts";
import type { ContractCase } from "../contract-case.ts";
import { hexOf } from "../hex-of.ts";
import { readBody } from "../read.ts";
import type { WireResponse } from "../wire-script.ts";

const shapes = {
  chunked: { kind: "http", body: ["hello", "!"], framing: "chunked", cut: { afterBytes: 5, how: "fin" } },
  "content-length": { kind: "http", body: ["hello", "!"], framing: "length", cut: { afterBytes: 5, how: "fin" } },
  "close-delimited": { kind: "http", body: ["hello", "!"], framing: "close", cut: { afterBytes: 5, how: "fin" } },
} satisfies Record<string, WireResponse>;

const cuts = (Object.keys(shapes) as Array<keyof typeof shapes>).flatMap((shape) =>
  (["reset", "fin"] as const)
    // Only the end of the connection ends such a body, so a FIN is its regular end: no client can detect a cut.
    .filter((how) => !(shape === "close-delimited" && how === "fin"))
    .map((how) => ({ shape, how })),
);

const head = "HTTP/1.1 404 Not Found\r\naccess-control-allow-origin: *\r\ncontent-length: 4000\r\nserver: aiohttp";

/**
 * Where a head ends early. Chromium takes one that ends between its allowed origin and its length for a whole response without a body,
 * and nothing that a page sees differs from one.
 */
const cutHeads: Readonly<Record<string, string>> = {
  "in-the-status": head.slice(0, "HTTP/1.1 40".length),
  "in-the-status-text": head.slice(0, "HTTP/1.1 404 No".length),
  "in-the-length": head.slice(0, head.indexOf("00\r\nserver")),
  "after-the-length": head.slice(0, head.indexOf("\r\nserver")),
  "before-the-empty-line": `${head}\r\n`,
};

/** The text `log`, gzipped. */
const gzipped = "1f8b0800000000000003cbc94f0700c5683f8f03000000";

/** Bodies: as they arrive, either whole or reported as cut. */
export const bodyCases: ReadonlyArray<ContractCase> = [
  {
    id: "pieces-as-they-come",
    holds: "the head arrives before the body, and each piece as soon as it is sent",
    run: async ({ serve, ask }) => {
      const parts = ["one", "two", "three"];
      const { url, pass } = await serve({ "/": { kind: "http", body: parts, gated: true } });
      const answer = await ask(`${url}/`);
      same(answer.status, 200, "the status");
      const body = answer.body[Symbol.asyncIterator]();
      for (const part of parts) {
        const pulled = body.next();
        await pass();
        same(new TextDecoder().decode((await pulled).value), part, "a piece");
      }
      await pass();
      same([(await body.next()).done, (await body.next()).done], [true, true], "the end, and after it");
    },
  },
  ...cuts.map(
    ({ shape, how }): ContractCase => ({
      id: `cut-${shape}-by-${how}`,
      holds: `a ${shape} body cut by ${how} rejects after the bytes that arrived, and rejects every later pull`,
      run: async ({ serve, ask, faultOf, subject }) => {
        // Gated, so that a reset cannot overtake the bytes before it.
        const gated: WireResponse = {
          ...shapes[shape],
          gated: true,
          cut: { afterBytes: 6, how },
          body: ["hello", "!", "?"],
        };
        const { url, pass } = await serve({ "/": gated });
        const body = (await ask(`${url}/`)).body[Symbol.asyncIterator]();
        const first = body.next();
        await pass();
        same(new TextDecoder().decode((await first).value), "hello", "what arrived");
        await pass();
        let last = "";
        let fault: unknown;
        for (;;) {
          const pulled = await body.next().catch((error: unknown) => {
            fault = error;
          });
          if (pulled === undefined) break;
          holds(pulled.done !== true, "the cut body ended as if it were whole");
          last += new TextDecoder().decode(pulled.value);
        }
        holds(
          last === "!" || ((how === "reset" || subject.dropsAtCut === true) && last === ""),
          `after the first piece came ${last}`,
        );
        same((fault as { readonly reason?: string }).reason, "truncated", "the fault");
        same((await faultOf(body.next())).reason, "truncated", "the fault of the next pull");
      },
    }),
  ),
  {
    id: "close-delimited",
    holds: "a body that ends with its connection ends when the connection closes",
    run: async ({ serve, ask }) => {
      const { url } = await serve({ "/": { kind: "http", body: "hello", framing: "close" } });
      const { text, fault } = await readBody(await ask(`${url}/`));
      same([text, fault], ["hello", undefined], "the body");
    },
  },
  {
    id: "cut-of-much",
    holds: "a cut while many bytes are unread loses no byte that arrived",
    run: async ({ serve, ask, subject }) => {
      const { url } = await serve({
        "/": { kind: "http", body: [{ fill: 200_000 }, "rest"], cut: { afterBytes: 200_000, how: "fin" } },
      });
      const { bytes, fault } = await readBody(await ask(`${url}/`));
      same(fault?.reason, "truncated", "the fault");
      holds(subject.dropsAtCut === true || bytes.byteLength === 200_000, `only ${bytes.byteLength} bytes came`);
    },
  },
  {
    id: "short-length",
    holds: "a body shorter than its Content-Length rejects",
    run: async ({ serve, ask, subject }) => {
      const { url } = await serve({ "/": { kind: "http", body: "hello", framing: "length", contentLength: 10 } });
      const { text, fault } = await readBody(await ask(`${url}/`));
      same(fault?.reason, "truncated", "the fault");
      holds(text === "hello" || (subject.dropsAtCut === true && text === ""), `what came is ${text}`);
    },
  },
  ...Object.entries(cutHeads).map(
    ([name, cut]): ContractCase => ({
      id: `cut-head-${name}`,
      holds: "a response whose connection ends within its headers rejects, or its body does",
      run: async ({ serve, ask }) => {
        const { url } = await serve({ "/": { kind: "raw", hex: hexOf(cut), how: "fin" } });
        const response = await ask(`${url}/`).catch(() => undefined);
        if (response === undefined) return;
        same((await readBody(response)).fault?.reason, "truncated", `the fault of a response with ${response.status}`);
      },
    }),
  ),
  {
    id: "compressed",
    holds: "a compressed body arrives unchanged, or decompressed where the platform forces that",
    run: async ({ serve, ask, adapter }) => {
      const { url } = await serve({
        "/": { kind: "http", headers: { "content-encoding": "gzip" }, body: { hex: gzipped } },
      });
      const { bytes, text, fault } = await readBody(await ask(`${url}/`));
      const undone = adapter.runtime.capabilities.forcedRequestHeaders.includes("accept-encoding");
      same(fault, undefined, "the fault");
      same(undone ? text : bytes.byteLength, undone ? "log" : gzipped.length / 2, "the body");
    },
  },
  {
    id: "many-at-once",
    holds: "a long stream delays no other request",
    run: async ({ serve, ask }) => {
      const { url } = await serve({
        "/long": { kind: "http", body: ["begun", "never"], cut: { afterBytes: 5, how: "stall" } },
        "/": { kind: "http", body: "ok" },
      });
      // Five, because browsers allow six connections to one server.
      const long = await Promise.all(Array.from({ length: 5 }, () => ask(`${url}/long`)));
      same((await readBody(await ask(`${url}/`))).text, "ok", "the other response");
      for (const { body } of long) await body[Symbol.asyncIterator]().return?.();
    },
  },
  {
    id: "body-back-pressure",
    holds: "bytes that are not pulled are not read, and pauses lose, repeat or move no byte",
    run: async ({ serve, ask, subject }) => {
      const slack = subject.bodySlackBytes ?? 24 * 1024 * 1024;
      const block = 256 * 1024;
      const times = Math.ceil((3 * slack) / block);
      const { url, standstill } = await serve({ "/": { kind: "http", body: [{ fill: block }], times } });
      const body = (await ask(`${url}/`)).body[Symbol.asyncIterator]();
      const unread = await standstill();
      holds(unread < slack, `the server sent ${unread} bytes that nobody pulled`);
      let read = 0;
      for (let pulled = await body.next(); pulled.done !== true; pulled = await body.next()) {
        for (let at = 0; at < pulled.value.byteLength; at += 997) {
          const expected = "0123456789abcdef".charCodeAt((read + at) % 16);
          if (pulled.value[at] !== expected) throw new Error(`wrong byte at ${read + at}`);
        }
        read += pulled.value.byteLength;
      }
      same(read, block * times, "bytes read");
    },
  },
];
