import { same } from "../check.ts";
import type { ContractCase } from "../contract-case.ts";
import { hexOf } from "../hex-of.ts";
import { readBody } from "../read.ts";
import type { WireResponse } from "../wire-script.ts";

const methods = ["POST", "PUT", "PATCH", "DELETE"];

/** How the connection of a write is lost after the server received the request. */
const losses: ReadonlyArray<readonly [name: string, answer: WireResponse]> = [
  ["by-reset", { kind: "none", how: "reset" }],
  ["by-fin", { kind: "none", how: "fin" }],
  ["in-the-status-line", { kind: "raw", hex: hexOf("HTTP/1.1 2"), how: "reset" }],
  ["in-the-head", { kind: "raw", hex: hexOf("HTTP/1.1 200 OK\r\ncontent-le"), how: "fin" }],
  ["after-an-interim-response", { kind: "raw", hex: hexOf("HTTP/1.1 102 Processing\r\n\r\n"), how: "reset" }],
];

/** A write is sent once. */
export const writeCases: ReadonlyArray<ContractCase> = [
  ...losses.map(
    ([name, lost]): ContractCase => ({
      id: `writes-once-lost-${name}`,
      holds:
        "a write whose connection is lost before the response reaches the server only once, even with kept connections",
      run: async ({ serve, ask, subject }) => {
        const { url, secure, look } = await serve({ "/kept": { kind: "http", body: "kept" }, "/lost": lost });
        const trusting = subject.trusting?.(secure.ca);
        const { signal } = new AbortController();
        for (const method of methods) {
          // A kept connection is available here; the adapter must not use it.
          await readBody(await ask(`${url}/kept`));
          const body = method === "DELETE" ? {} : { body: new Uint8Array(100_000) };
          await ask(`${url}/lost?${method}`, { method, ...body }).catch(() => {});
          if (trusting === undefined) continue;
          const request = { headers: {}, signal };
          await readBody(await trusting.request({ url: `${secure.url}/kept`, method: "GET", ...request }));
          await trusting
            .request({ url: `${secure.url}/lost?${method}-tls`, method, ...body, ...request })
            .catch(() => {});
        }
        const { requests } = await look();
        const writes = requests.filter(({ method }) => method !== "GET").map(({ url: path }) => path);
        const wanted = methods.flatMap((method) => [
          `/lost?${method}`,
          ...(trusting === undefined ? [] : [`/lost?${method}-tls`]),
        ]);
        same(writes, wanted, "the writes that arrived");
      },
    }),
  ),
  {
    id: "writes-apart",
    holds: "a write uses a connection that no other request uses before or after it",
    run: async ({ serve, ask }) => {
      const { url, look } = await serve({ "/": { kind: "http", body: "done" } });
      for (const method of methods) {
        await readBody(await ask(`${url}/`));
        await readBody(await ask(`${url}/`, { method }));
        await readBody(await ask(`${url}/`, { method }));
        await readBody(await ask(`${url}/`));
      }
      const { requests } = await look();
      for (const [at, { method, connection }] of requests.entries()) {
        if (method === "GET") continue;
        const others = requests.filter((other, index) => index !== at && other.connection === connection);
        same(others.length, 0, `other requests on the connection of a ${method}`);
      }
    },
  },
];
