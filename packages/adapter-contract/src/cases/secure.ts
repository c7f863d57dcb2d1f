import { holds, same } from "../check.ts";
import type { ContractCase } from "../contract-case.ts";
import { configured, openWith, readText } from "../configured.ts";
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
      const limits = { maxMessageBytes: 1_000, highWaterBytes: () => 1_000 };
      const url = `${secure.url.replace("http", "ws")}/socket`;
      const socket = await adapter!.openSocket!({ url, headers: {}, ...limits, signal });
      same(await pullFrames(socket, 1), ["secure"], "the frame");
      socket.destroy();
    },
  },
  {
    id: "tls-client-certificate",
    holds: "a server that demands a client certificate gets it, for requests and sockets; the key may be encrypted",
    run: async (bench) => {
      const { secure, demanding, look } = await bench.serve(script);
      const adapter = configured(bench, { tls: { ca: secure.ca, ...demanding.client } });
      same(await readText(adapter, `${demanding.url}/`), "secure", "the response");
      const socket = await openWith(adapter, `${demanding.url.replace("http", "ws")}/socket`);
      same(await pullFrames(socket, 1), ["secure"], "the frame");
      socket.destroy();
      const without = configured(bench, { tls: { ca: secure.ca } });
      await bench.faultOf(readText(without, `${demanding.url}/`));
      await bench.faultOf(openWith(without, `${demanding.url.replace("http", "ws")}/socket`));
      same((await look()).requests.length, 2, "requests");
    },
  },
  {
    id: "tls-settings",
    holds:
      "settings that cannot work are refused before anything is sent, and the error shows neither key nor passphrase",
    run: async (bench) => {
      const { secure, demanding } = await bench.serve(script);
      const { cert, key, passphrase } = demanding.client;
      const wrong = [
        { ca: "nonsense" },
        { ca: secure.ca, cert },
        { ca: secure.ca, key, passphrase },
        { cert, key },
        { cert, key, passphrase: `${passphrase}!` },
        { cert: secure.ca, key, passphrase },
        { cert, key: key.replace("BEGIN", "BROKEN"), passphrase },
      ];
      for (const tls of wrong) {
        let thrown: unknown;
        try {
          configured(bench, { tls });
        } catch (error) {
          thrown = error;
        }
        const { _tag, reason, message = "" } = (thrown ?? {}) as Record<string, string | undefined>;
        same([_tag, reason], ["InvalidRequest", "local"], `the error for ${Object.keys(tls).join(", ")}`);
        const lines = key.split("\n").filter((line) => line.length > 20);
        holds(
          ![...lines, passphrase].some((secret) => message.includes(secret)),
          `the message shows no secret: ${message}`,
        );
      }
    },
  },
];
