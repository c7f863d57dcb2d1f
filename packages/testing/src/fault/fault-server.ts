import { createServer, type Server } from "node:net";
import type { ScriptedResponse } from "./response.ts";
import { text } from "./responses.ts";
import { ClientLeft, Connection } from "./connection.ts";
import { sendHttp } from "./http-response.ts";
import { CutReached, toBytes, whileConnected } from "./response-writer.ts";
import { listenOn, reservePort } from "./reserved-port.ts";
import { readBody, readHead, type RequestHead } from "./read-request.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import { createRoute, type Pattern, type Route, type RouteOptions, type Script } from "./script.ts";
import { sendSocket } from "./socket-response.ts";

/**
 * A server on loopback whose every response is scripted. It adds no delays: a slow response waits at a gate, and a silent one
 * stays silent until the client closes the connection or the server is closed.
 */
export interface FaultServer {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string;
  /** The same with `ws:`. */
  readonly wsUrl: string;
  /** The port on 127.0.0.1; `refuse` and `accept` keep it. */
  readonly port: number;
  /** Every request in the order of arrival; keeps the last {@link FaultServerOptions.maxRequests}. */
  readonly requests: readonly RecordedRequest[];
  /**
   * Everything that no script covers: requests without a response, scripts that threw, bad requests. A test should find it empty.
   * It keeps as many entries as `requests`.
   */
  readonly problems: readonly string[];
  /** Adds a route. When several routes match, the first one added responds. */
  on(pattern: Pattern, script: Script, options?: RouteOptions): FaultServer;
  /** Connections accepted and not yet closed by both sides. */
  openSockets(): number;
  /** Connections accepted so far. */
  acceptedSockets(): number;
  /** Resolves when no socket is open and every request has its outcome. A stalled connection counts until its client closes it. */
  idle(): Promise<void>;
  /** Refuses connections from now on (nothing listens on the port, and no other server gets it). Open connections stay. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  accept(): Promise<void>;
  /** Resets every open connection. */
  resetAll(): void;
  /** Lets sockets that stopped reading read (and drop) again; otherwise the server may not see their client close. */
  resumeReading(): void;
  /** Stops listening, destroys all connections and resolves when they are closed. */
  close(): Promise<void>;
  /** As `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of {@link startFaultServer}. */
export interface FaultServerOptions {
  /** Default 0: any free port. The server always listens on 127.0.0.1. */
  readonly port?: number;
  /** How many requests to keep, with their bodies. Default 100,000. */
  readonly maxRequests?: number;
}

/**
 * Starts a {@link FaultServer}.
 *
 * @example
 * ```ts
 * import { json, never, startFaultServer } from "@jobwire/testing";
 *
 * const server = await startFaultServer();
 * server.on("GET /jobs", () => json([{ id: "a" }])).on("GET /silent", () => never());
 * console.log(await (await fetch(`${server.url}/jobs`)).json());
 * console.log(server.requests.length, server.problems);
 * await server.close();
 * ```
 */
export async function startFaultServer(options: FaultServerOptions = {}): Promise<FaultServer> {
  const { maxRequests = 100_000 } = options;
  const connections = new Set<Connection>();
  const serving = new Set<Promise<void>>();
  const routes: Route[] = [];
  const requests: RecordedRequest[] = [];
  const problems: string[] = [];
  let accepted = 0;
  let seen = 0;
  let listener: Server | undefined;
  let release: () => void = () => undefined;
  let port = options.port ?? 0;

  function unforeseen(what: string): void {
    problems.push(what);
    if (problems.length > maxRequests) problems.shift();
  }

  function listen(): Promise<void> {
    const server = createServer((socket) => {
      const connection = new Connection(accepted, socket);
      accepted += 1;
      connections.add(connection);
      void connection.closed().then(() => connections.delete(connection));
      const served = serve(connection).catch((error: unknown) => {
        if (!(error instanceof ClientLeft)) unforeseen(String(error));
        connection.destroy();
      });
      serving.add(served);
      void served.then(() => serving.delete(served));
    });
    listener = server;
    return listenOn(server, port);
  }

  async function refuse(): Promise<void> {
    // Does not wait for `close`, which takes until the last open connection ends. The port refuses at once.
    listener?.close();
    listener = undefined;
  }

  async function serve(connection: Connection): Promise<void> {
    while (true) {
      const head = await readHead(connection);
      if (head === undefined) return connection.end("fin");
      const early = record(connection, head, new Uint8Array(0));
      const route = routes.find((one) => one.beforeBody === true && one.matches(early));
      const request = route ? early : { ...early, body: await readBody(connection, head) };
      requests.push(request);
      if (requests.length > maxRequests) requests.shift();
      try {
        const answer = await whileConnected(answerFor(request, route), connection.signal);
        const reusable = await send(connection, request, answer);
        request.outcome = request.outcome === "cut" ? "cut" : "sent";
        if (!reusable || route || head.version === "1.0") return await connection.end("fin");
      } catch (error) {
        request.outcome = "left";
        throw error;
      }
    }
  }

  async function send(connection: Connection, request: RecordedRequest, answer: ScriptedResponse): Promise<boolean> {
    switch (answer.kind) {
      case "http":
        try {
          return await sendHttp(connection, request, answer);
        } catch (error) {
          if (!(error instanceof CutReached) || answer.cut === undefined) throw error;
          if (typeof answer.cut.how === "object")
            throw new TypeError("The cut of an HTTP response is a close frame. Use reset, fin or stall.");
          request.outcome = "cut";
          await connection.end(answer.cut.how);
          return false;
        }
      case "socket":
        if (!request.upgrade) {
          unforeseen(`${request.method} ${request.url} did not ask for an upgrade, but its script is a WebSocket`);
          return sendHttp(connection, request, text("This path accepts WebSocket upgrades only.", { status: 426 }));
        }
        request.outcome = await sendSocket(connection, request, answer);
        return false;
      case "none":
        if (answer.stopReading) connection.stopReading();
        request.outcome = "cut";
        await connection.end(answer.how);
        return false;
      case "raw":
        await connection.write(toBytes(answer.bytes));
        request.outcome = "cut";
        await connection.end(answer.how);
        return false;
    }
  }

  async function answerFor(request: RecordedRequest, early: Route | undefined): Promise<ScriptedResponse> {
    try {
      for (const route of early ? [early] : routes) {
        if (!early && (route.beforeBody === true || !route.matches(request))) continue;
        const answer = await route.next(request);
        if (answer) return answer;
      }
    } catch (error) {
      unforeseen(`the script for ${request.method} ${request.url} threw ${String(error)}`);
      return text(`The script threw: ${String(error)}`, { status: 500 });
    }
    unforeseen(`no response is scripted for ${request.method} ${request.url}`);
    return text("No response is scripted for this request.", { status: 404 });
  }

  function record(connection: Connection, head: RequestHead, body: Uint8Array): RecordedRequest {
    const [path = "", query = ""] = head.url.split(/\?(.*)/s, 2);
    const index = seen;
    seen += 1;
    return {
      index,
      connection: connection.id,
      method: head.method,
      url: head.url,
      path,
      query: new URLSearchParams(query),
      headers: head.headers,
      body,
      upgrade: /websocket/i.test(head.headers["upgrade"] ?? ""),
      messages: [],
      clientClose: undefined,
      outcome: "open",
      signal: connection.signal,
    };
  }

  ({ port, release } = await reservePort(port));
  await listen();
  const server: FaultServer = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get wsUrl() {
      return `ws://127.0.0.1:${port}`;
    },
    get port() {
      return port;
    },
    requests,
    problems,
    on(pattern, script, routeOptions) {
      routes.push(createRoute(pattern, script, routeOptions));
      return server;
    },
    openSockets: () => connections.size,
    acceptedSockets: () => accepted,
    async idle() {
      while (connections.size > 0 || serving.size > 0) {
        await Promise.all([...[...connections].map((connection) => connection.closed()), ...serving]);
      }
    },
    refuse,
    async accept() {
      if (listener === undefined) await listen();
    },
    resetAll() {
      for (const connection of connections) void connection.end("reset");
    },
    resumeReading() {
      for (const connection of connections) connection.resumeReading();
    },
    async close() {
      await refuse();
      release();
      for (const connection of connections) connection.destroy();
      await server.idle();
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
  return server;
}
