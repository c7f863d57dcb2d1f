import { type IncomingMessage, STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { refuseUnauthenticated } from "./authentication.ts";
import { isForeignPage } from "../guard/browser-request.ts";
import {
  type Refusal,
  refuseBrowserWrite,
  refuseContentType,
  refuseForeignRead,
  refuseHost,
} from "../guard/refuse-request.ts";
import { browserWriteText, looksLikeBrowser, oldBrowserWriteText } from "./browser-check.ts";
import type { Cluster } from "./cluster.ts";
import { SERVER_NAME, sendText } from "./exchange.ts";
import { IN_TROUBLE, TextAnswer } from "./text-answer.ts";
import { IMPLEMENTED_ROUTES } from "./implemented-routes.ts";
import { PACKAGE_ROUTES } from "./package-routes.ts";
import { matchRoute, type Route } from "./routes.ts";
import { RECORDED_ROUTES } from "./recorded-routes.ts";
import { runTail, tailTarget } from "./tail-route.ts";
import { DeafWebSocket } from "./websocket-frames.ts";

const ROUTES: readonly Route[] = [...IMPLEMENTED_ROUTES, ...RECORDED_ROUTES];
const TAIL = "/api/jobs/{}/logs/tail";

/**
 * Checks every request in Ray's order (token, then browser, then route) and passes it to its endpoint. Before that it makes checks
 * that Ray does not: this server listens where web pages of other origins can send requests.
 */
export class RequestListener {
  readonly #cluster: Cluster;
  readonly #requests = new Map<string, number>();
  readonly #upgraded = new Set<Duplex>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get requests(): ReadonlyMap<string, number> {
    return this.#requests;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("server", SERVER_NAME);
    response.on("error", () => response.destroy());
    try {
      await this.#dispatch(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof TextAnswer) sendText(response, error.status, error.text);
      else sendText(response, 500, IN_TROUBLE);
      // A client that disconnects in the middle of its own body is not an error of this server.
      if (!(error instanceof TextAnswer) && request.errored === null)
        process.emitWarning(error instanceof Error ? error : String(error));
    } finally {
      // An unread rest of the body would otherwise precede the next request.
      request.resume();
    }
  }

  /** Only the tail accepts a WebSocket; everything else about it is decided before the upgrade, by plain HTTP. */
  upgrade(request: IncomingMessage, socket: Duplex): void {
    this.#upgraded.add(socket);
    socket.once("close", () => this.#upgraded.delete(socket));
    socket.on("error", () => socket.destroy());
    const { path } = targetOf(request);
    const refusal = this.#refuse(request, path, true);
    if (refusal !== undefined) return refuseUpgrade(socket, refusal.status, refusal.text);
    const match = matchRoute(ROUTES, "GET", path);
    this.#count("GET", match !== undefined && "route" in match ? match.route.pattern : "*");
    if (match === undefined || !("route" in match) || match.route.pattern !== TAIL)
      return refuseUpgrade(socket, 404, "404: Not Found");
    const job = tailTarget(this.#cluster, match.parameters[0] ?? "");
    if ("text" in job) return refuseUpgrade(socket, job.status, job.text);
    const compressed =
      this.#cluster.features.deflateBreaksTail &&
      /\bpermessage-deflate\b/.test(request.headers["sec-websocket-extensions"] ?? "");
    const webSocket = new DeafWebSocket(socket, request, compressed ? "permessage-deflate" : undefined);
    runTail(this.#cluster, webSocket, job, compressed).catch((error: unknown) => {
      process.emitWarning(error instanceof Error ? error : String(error));
    });
  }

  destroySockets(): void {
    for (const socket of this.#upgraded) socket.destroy();
  }

  async #dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = targetOf(request);
    const method = request.method ?? "GET";
    const match = matchRoute(ROUTES, method, path);
    this.#count(method, match !== undefined && "route" in match ? match.route.pattern : "*");
    const refusal = this.#refuse(request, path, false);
    if (refusal !== undefined) return sendText(response, refusal.status, refusal.text);
    if (match === undefined) return sendText(response, 404, "404: Not Found");
    if ("allowed" in match) {
      response.setHeader("allow", match.allowed);
      return sendText(response, 405, "405: Method Not Allowed");
    }
    const wrongType = refuseBody(request, match.route);
    if (wrongType !== undefined) return sendText(response, wrongType.status, wrongType.message);
    await match.route.handler({
      cluster: this.#cluster,
      request,
      response,
      parameters: match.parameters,
      query,
      browser: looksLikeBrowser(request.headers, this.#cluster.features.browserHeaders),
    });
  }

  #refuse(request: IncomingMessage, path: string, upgrade: boolean): TextRefusal | undefined {
    const { features, token } = this.#cluster;
    const { method = "GET", headersDistinct: headers } = request;
    const stranger = refuseHost(headers) ?? refuseForeignRead({ method, headers, upgrade });
    if (stranger !== undefined) return { status: stranger.status, text: stranger.message };
    if (features.needsUserAgent && headers["user-agent"] === undefined) return { status: 500, text: IN_TROUBLE };
    const unauthenticated = refuseUnauthenticated(token, path, request.headers);
    if (unauthenticated !== undefined) return unauthenticated;
    if (looksLikeBrowser(request.headers, features.browserHeaders)) {
      const text = features.browserHeaders ? browserWriteText(method, path) : oldBrowserWriteText(method);
      if (text !== undefined) return { status: 405, text };
    }
    // Ray's own sign-in page writes here and only sets a cookie.
    if (path === "/api/authenticate" && !isForeignPage(headers, false)) return undefined;
    // A Ray before 2.51.2 accepts a page's write whose user agent does not begin with Mozilla.
    const write = refuseBrowserWrite({ method, headers, upgrade }, false);
    return write && { status: write.status, text: write.message };
  }

  #count(method: string, pattern: string): void {
    const key = `${method} ${pattern}`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
  }
}

interface TextRefusal {
  readonly status: number;
  readonly text: string;
}

/** Ray accepts JSON only, except for packages, whose bytes clients send with any type or none. */
function refuseBody({ method = "GET", headers, headersDistinct }: IncomingMessage, route: Route): Refusal | undefined {
  if (PACKAGE_ROUTES.includes(route)) return undefined;
  const hasBody = headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
  return refuseContentType({ method, headers: headersDistinct, upgrade: false }, hasBody);
}

function targetOf(request: IncomingMessage): { readonly path: string; readonly query: URLSearchParams } {
  const [path = "/", query = ""] = (request.url ?? "/").split(/\?(.*)/s, 2);
  return { path, query: new URLSearchParams(query) };
}

function refuseUpgrade(socket: Duplex, status: number, text: string): void {
  const body = Buffer.from(text);
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
          `Content-Length: ${body.length}\r\nServer: ${SERVER_NAME}\r\nConnection: close\r\n\r\n`,
      ),
      body,
    ]),
  );
}
