import type { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";
import type { Ending } from "./response.ts";
import { resetSocket } from "./reset-socket.ts";

/** One connection through the proxy. */
export interface CutConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** Server-to-client bytes to let through; the cut follows the last of them. */
  readonly limit: number;
  readonly mode: Ending;
  readonly onCut: () => void;
  /** The target refused the connection or the dial failed. */
  readonly onUnreachable: () => void;
  readonly onBytes: (direction: "toClient" | "toServer", count: number) => void;
}

/** Connects `client` to the target and cuts the client's side at the limit. Returns the target's side. */
export function cutConnection(client: Socket, options: CutConnectionOptions): Socket {
  let connected = false;
  let cut = false;
  let left = options.limit;
  const upstream = connect({ host: options.host, port: options.port, allowHalfOpen: true, noDelay: true }, () => {
    connected = true;
  });

  client.on("data", (data: Buffer) => {
    if (cut) return; // keep reading only to see the client close the connection
    options.onBytes("toServer", data.length);
    if (!upstream.write(data)) client.pause();
  });
  upstream.on("drain", () => client.resume());
  upstream.on("data", (data: Buffer) => {
    if (cut) return;
    const part = data.length < left ? data : data.subarray(0, left);
    left -= part.length;
    options.onBytes("toClient", part.length);
    if (left > 0) {
      if (!client.write(part)) upstream.pause();
      return;
    }
    cut = true;
    options.onCut();
    // A reset discards what the kernel has not sent yet, so the cut waits until these bytes are written.
    client.write(part, (error) => {
      if (error) return; // the client closed first
      if (options.mode === "reset") resetSocket(client);
      else if (options.mode === "fin") client.end();
      // It closed its side before the cut, so no end will come by which a silent connection is noticed.
      if (client.readableEnded) client.destroy();
      client.resume();
    });
    upstream.destroy();
  });
  client.on("drain", () => upstream.resume());

  client.on("end", () => {
    if (cut) client.destroy();
    else upstream.end();
  });
  upstream.on("end", () => {
    if (!cut) client.end();
  });

  // `close` always follows an error and passes the end on; this only decides how the other side ends.
  client.on("error", () => {
    resetSocket(upstream);
  });
  upstream.on("error", () => {
    if (!connected) options.onUnreachable();
    if (!cut) resetSocket(client);
  });
  client.on("close", () => upstream.destroy());
  upstream.on("close", () => {
    // After a complete exchange both sides have ended and this does nothing. It closes a client that only stopped sending.
    if (!cut) client.end();
  });
  return upstream;
}
