import { createServer, type IncomingMessage, request as send } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** An HTTP proxy that records its requests and reaches servers of this machine only, whatever host they are called by. */
export interface RecordingProxy {
  readonly port: number;
  /** The requests so far: `CONNECT host:port` or `METHOD URL`, then the user name if there is one. */
  readonly asked: ReadonlyArray<string>;
  /** Connections that are open now. */
  readonly open: () => number;
  readonly close: () => Promise<void>;
}

const userOf = (request: IncomingMessage): string => {
  const [, basic = ""] = (request.headers["proxy-authorization"] ?? "").split(" ");
  return Buffer.from(basic, "base64").toString("utf8").split(":")[0] ?? "";
};

/**
 * Starts a proxy on a free port of the loopback. The user name chooses its behaviour: `refuse-STATUS` responds with that status to
 * everything, `hang` never responds, any other name passes the request on.
 */
export const startRecordingProxy = async (): Promise<RecordingProxy> => {
  const asked: Array<string> = [];
  const open = new Set<Socket>();
  const record = (request: IncomingMessage): { readonly status: number | undefined; readonly hangs: boolean } => {
    const user = userOf(request);
    asked.push(`${request.method} ${request.url}${user === "" ? "" : ` ${user}`}`);
    const refused = /^refuse-(\d{3})$/.exec(user)?.[1];
    return { status: refused === undefined ? undefined : Number(refused), hangs: user === "hang" };
  };

  const server = createServer((request, response) => {
    const { status, hangs } = record(request);
    if (hangs) return;
    if (status !== undefined) return void response.writeHead(status).end("refused");
    const { "proxy-authorization": _own, ...headers } = request.headers;
    const url = new URL(request.url ?? "");
    const upstream = send(
      { host: "127.0.0.1", port: url.port, path: url.pathname + url.search, method: request.method ?? "GET", headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
        answer.pipe(response);
      },
    );
    upstream.on("error", () => response.destroy());
    request.pipe(upstream);
  });
  server.on("connect", (request, socket: Socket, head: Buffer) => {
    const { status, hangs } = record(request);
    socket.on("error", () => {});
    if (hangs) {
      // A paused socket does not notice that the client left, and one of Node's server stays half open.
      socket.resume().once("end", () => socket.destroy());
      return;
    }
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 7\r\nConnection: close\r\n\r\nrefused`);
      return;
    }
    const upstream = connect(Number((request.url ?? "").split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => {});
    upstream.once("close", () => socket.destroy());
    socket.once("close", () => upstream.destroy());
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    open: () => open.size,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
