import type { Body, HttpAnswer, NoAnswer, SocketAnswer, SocketFrame } from "./answer.ts";

type HttpOptions = Omit<HttpAnswer, "kind" | "body">;

/** Makes an HTTP response with a body; status 200 by default. */
export function http(body: Body = "", options: HttpOptions = {}): HttpAnswer {
  return { kind: "http", body, ...options };
}

/** Makes a response with a JSON body and its content type. */
export function json(value: unknown, options: HttpOptions = {}): HttpAnswer {
  return http(JSON.stringify(value), {
    ...options,
    headers: { "content-type": "application/json; charset=utf-8", ...options.headers },
  });
}

/** Makes a response with a plain text body and its content type, as Ray sends its errors. */
export function text(body: string, options: HttpOptions = {}): HttpAnswer {
  return http(body, { ...options, headers: { "content-type": "text/plain; charset=utf-8", ...options.headers } });
}

/** Makes a response with an HTML page, as a proxy in front of a server sends it. */
export function html(body: string, options: HttpOptions = {}): HttpAnswer {
  return http(body, { ...options, headers: { "content-type": "text/html; charset=utf-8", ...options.headers } });
}

/** Makes a redirect to `location` (default 302) on the same or another origin. */
export function redirect(location: string, status = 302): HttpAnswer {
  return http("", { status, headers: { location } });
}

/** Makes a WebSocket that sends `frames` and then ends, by default with close 1000. */
export function socket(
  frames: Iterable<SocketFrame> | AsyncIterable<SocketFrame> = [],
  options: Omit<SocketAnswer, "kind" | "frames"> = {},
): SocketAnswer {
  return { kind: "socket", frames, ...options };
}

/** Reads the request and never responds; the socket stays open until the client closes it. */
export function never(): NoAnswer {
  return { kind: "none", how: "stall" };
}

/** Ends the connection by reset or FIN before any response. */
export function drop(how: "reset" | "fin" = "reset"): NoAnswer {
  return { kind: "none", how };
}
