import { holds, same } from "../check.ts";
import type { ContractCase } from "../contract-case.ts";
import { pullFrames, readBody } from "../read.ts";

const script = {
  "/": { kind: "http", body: "secure" },
  "/socket": { kind: "socket", frames: ["secure"], end: "stall" },
} as const;

/** Certificates. */
export const secureCases: ReadonlyArray<ContractCase> = [
  {
    id: "tls-untrusted",
    holds: "an untrusted certificate is refused before anything is sent",
    run: async ({ serve, ask, openSocket, faultOf, word, subject }) => {
      const { secure, look } = await serve(script);
      const headers = { authorization: "Bearer T" };
      same((await faultOf(ask(`${secure.url}/`, { headers }))).reason, word("tls"), "the request's fault");
      const opening = openSocket(`${secure.url.replace("http", "ws")}/socket`, { headers });
      const hidden = subject.says?.handshake !== undefined;
      same((await faultOf(opening)).reason, hidden ? "handshake" : "tls", "the socket's fault");
      same((await look()).requests.length, 0, "requests");
    },
  },
  {
    id: "tls-trusted",
    holds:
      "a certificate of an authority that the adapter is configured to trust is accepted, for requests and sockets",
    run: async ({ serve, subject }) => {
      const { secure } = await serve(script);
      const { signal } = new AbortController();
      const adapter = subject.trusting?.(secure.ca);
      holds(adapter?.openSocket !== undefined, "the subject does not set `trusting`");
      const answer = await adapter!.request({ url: `${secure.url}/`, method: "GET", headers: {}, signal });
      same((await readBody(answer)).text, "secure", "the response");
      const limits = { maxMessageBytes: 1_000, highWaterBytes: 1_000 };
      const url = `${secure.url.replace("http", "ws")}/socket`;
      const socket = await adapter!.openSocket!({ url, headers: {}, ...limits, signal });
      same(await pullFrames(socket, 1), ["secure"], "the frame");
      socket.destroy();
    },
  },
];
