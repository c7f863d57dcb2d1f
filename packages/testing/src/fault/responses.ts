import type { Body, HttpResponse, NoResponse, SocketResponse, SocketFrame } from "./response.ts";

/** The fields of an HTTP response that these functions leave to you. */
type HttpOptions = Omit<HttpResponse, "kind" | "body">;

/** Makes an HTTP response with a body; status 200 by default. */
export function http(body: Body = "", options: HttpOptions = {}): HttpResponse {
  return { kind: "http", body, ...options };
}

/** Makes a response with a JSON body and its content type. */
export function json(value: unknown, options: HttpOptions = {}): HttpResponse {
  return http(JSON.stringify(value), {
    ...options,
    headers: { "content-type": "application/json; charset=utf-8", ...options.headers },
  });
}

/** Makes a response with a plain text body and its content type, as Ray sends its errors. */
export function text(body: string, options: HttpOptions = {}): HttpResponse {
  return http(body, { ...options, headers: { "content-type": "text/plain; charset=utf-8", ...options.headers } });
}

/** Makes a response with an HTML page, as a proxy in front of a server sends it. */
export function html(body: string, options: HttpOptions = {}): HttpResponse {
  return http(body, { ...options, headers: { "content-type": "text/html; charset=utf-8", ...options.headers } });
}

/** Makes a redirect to `location` (default 302) on the same or another origin. */
export function redirect(location: string, status = 302): HttpResponse {
  return http("", { status, headers: { location } });
}

/** Makes a WebSocket that sends `frames` and then ends, by default with close 1000. */
export function socket(
  frames: Iterable<SocketFrame> | AsyncIterable<SocketFrame> = [],
  options: Omit<SocketResponse, "kind" | "frames"> = {},
): SocketResponse {
  return { kind: "socket", frames, ...options };
}

/** Reads the request and never responds; the socket stays open until the client closes it. */
export function never(): NoResponse {
  return { kind: "none", how: "stall" };
}

/** Ends the connection by reset or FIN before any response. */
export function drop(how: "reset" | "fin" = "reset"): NoResponse {
  return { kind: "none", how };
}
