import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "./cluster.ts";
import { pythonJson } from "./python-json.ts";
import { TextAnswer } from "./text-answer.ts";

/** One request and its response. */
export interface Exchange {
  readonly cluster: Cluster;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The percent-decoded segments that matched each `{}` of the route. */
  readonly parameters: readonly string[];
  readonly query: URLSearchParams;
  /** The request looks like a browser's: env_vars are hidden from it. */
  readonly browser: boolean;
}

export type Handler = (exchange: Exchange) => void | Promise<void>;

export const SERVER_NAME = "Python/3.11 aiohttp/3.14.5";

export function sendText(response: ServerResponse, status: number, text: string, reason?: string): void {
  send(response, status, "text/plain; charset=utf-8", text, reason);
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, "application/json; charset=utf-8", pythonJson(value));
}

export function send(response: ServerResponse, status: number, type: string, text: string, reason?: string): void {
  const body = Buffer.from(text);
  response.writeHead(status, reason ?? REASONS[status] ?? "", {
    "content-type": type,
    "content-length": body.length,
  });
  response.end(body);
}

/** aiohttp's reason phrases where they differ from Node's. */
const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
};

/** DASHBOARD_CLIENT_MAX_SIZE. */
const MAX_BODY = 100 * 1024 * 1024;

/** 200 without a body and without a media type, as aiohttp's bare `Response()`. */
export function sendEmpty(response: ServerResponse): void {
  response.writeHead(200, "OK", { "content-length": 0 });
  response.end();
}

/** The whole body as text. Throws a 413 for a body above 100 MiB. */
export async function readBody(request: IncomingMessage): Promise<string> {
  return (await readBytes(request)).toString("utf8");
}

/** The whole body as bytes. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new TextAnswer(413, `Maximum request body size ${MAX_BODY} exceeded.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
