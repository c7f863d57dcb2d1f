import { Buffer } from "node:buffer";
import {
  type ScriptedResponse,
  createGate,
  type FaultServer,
  type RecordedRequest,
  startFaultServer,
} from "@jobwire/testing";
import type { Seen, WireResponse, WireScript } from "../wire-script.ts";
import { type RecordingProxy, startRecordingProxy } from "./recording-proxy.ts";
import { type SecureFront, startSecureFront } from "./secure-front.ts";
import { toResponse } from "./to-response.ts";

/** One fault server that runs a {@link WireScript}. */
export interface ScriptedServer {
  readonly server: FaultServer;
  readonly secure: SecureFront;
  /** Another TLS front, which demands a client certificate. */
  readonly demanding: SecureFront;
  readonly proxy: RecordingProxy;
  readonly close: () => Promise<void>;
  readonly look: () => Seen;
  readonly pass: (pieces: number) => void;
}

/** Lets pages of any origin send requests; a preflight is not a request of the adapter. */
const corsFor = (request: RecordedRequest): Record<string, string> => {
  const origin = request.headers["origin"];
  if (origin === undefined) return {};
  return { "access-control-allow-origin": "*", "access-control-expose-headers": "*" };
};
const isPreflight = (request: RecordedRequest): boolean =>
  request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;

/** Starts the server on a free port of the loopback. */
export const startScriptedServer = async (script: WireScript): Promise<ScriptedServer> => {
  const server = await startFaultServer();
  const gate = createGate();
  const used = new Map<string, number>();
  let pieces = 0;
  let bytes = 0;
  const count = (more: number): void => {
    pieces++;
    bytes += more;
  };

  const next = (path: string): WireResponse | undefined => {
    const answers = script[path];
    if (answers === undefined || !Array.isArray(answers)) return answers as WireResponse | undefined;
    const nth = used.get(path) ?? 0;
    used.set(path, nth + 1);
    return answers[Math.min(nth, answers.length - 1)] as WireResponse | undefined;
  };

  server.on(
    () => true,
    (request): ScriptedResponse | undefined => {
      const cors = corsFor(request);
      if (isPreflight(request)) {
        const headers = { ...cors, "access-control-allow-headers": "*", "access-control-allow-methods": "*" };
        return { kind: "http", status: 204, headers };
      }
      const answer = next(request.path);
      return answer === undefined ? undefined : toResponse(answer, { gate, count, cors });
    },
  );
  const secure = await startSecureFront(server.port);
  const demanding = await startSecureFront(server.port, true);
  const proxy = await startRecordingProxy();
  return {
    server,
    secure,
    demanding,
    proxy,
    close: async () => {
      await Promise.all([proxy.close(), secure.close(), demanding.close()]);
      await server.close();
    },
    pass: (more) => gate.open(more),
    look: () => ({
      requests: server.requests
        .filter((request) => !isPreflight(request))
        .map(({ method, url, headers, body, connection, outcome }) => ({
          method,
          url,
          headers,
          connection,
          body: Buffer.from(body).toString("hex"),
          outcome,
        })),
      accepted: server.acceptedSockets(),
      open: server.openSockets(),
      pieces,
      bytes,
      problems: server.problems,
      proxied: [...proxy.asked],
      proxyOpen: proxy.open(),
    }),
  };
};
