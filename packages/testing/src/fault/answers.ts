import type { Body, HttpAnswer, NoAnswer, SocketAnswer, SocketFrame } from "./answer.ts";

type HttpOptions = Omit<HttpAnswer, "kind" | "body">;

/** An HTTP answer with a body; status 200 unless said otherwise. */
export function http(body: Body = "", options: HttpOptions = {}): HttpAnswer {
  return { kind: "http", body, ...options };
}

/** A JSON body with its content type. */
export function json(value: unknown, options: HttpOptions = {}): HttpAnswer {
  return http(JSON.stringify(value), {
    ...options,
    headers: { "content-type": "application/json; charset=utf-8", ...options.headers },
  });
}

/** A plain text body with its content type, as Ray sends its errors. */
export function text(body: string, options: HttpOptions = {}): HttpAnswer {
  return http(body, { ...options, headers: { "content-type": "text/plain; charset=utf-8", ...options.headers } });
}

/** An HTML page, as a proxy in front of a server gives it. */
export function html(body: string, options: HttpOptions = {}): HttpAnswer {
  return http(body, { ...options, headers: { "content-type": "text/html; charset=utf-8", ...options.headers } });
}

/** A redirect to `location` (default 302), of the same or another origin. */
export function redirect(location: string, status = 302): HttpAnswer {
  return http("", { status, headers: { location } });
}

/** A WebSocket that sends `frames` and then ends, by close 1000 unless said otherwise. */
export function socket(
  frames: Iterable<SocketFrame> | AsyncIterable<SocketFrame> = [],
  options: Omit<SocketAnswer, "kind" | "frames"> = {},
): SocketAnswer {
  return { kind: "socket", frames, ...options };
}

/** The request is read and never answered; the socket stays until the client goes. */
export function never(): NoAnswer {
  return { kind: "none", how: "stall" };
}

/** The connection ends by reset or FIN before any answer. */
export function drop(how: "reset" | "fin" = "reset"): NoAnswer {
  return { kind: "none", how };
}
