import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { ask, readToFault } from "./support/ask.ts";
import { onHead, tcpServer } from "./support/tcp-server.ts";

const frames = {
  chunked: { head: "transfer-encoding: chunked", body: "5\r\nhello\r\n" },
  "chunked, closing": { head: "transfer-encoding: chunked\r\nconnection: close", body: "5\r\nhello\r\n" },
  "mid-chunk": { head: "transfer-encoding: chunked", body: "a\r\nhello" },
  "mid-chunk, closing": { head: "transfer-encoding: chunked\r\nconnection: close", body: "a\r\nhello" },
  "content-length": { head: "content-length: 10", body: "hello" },
  "content-length, closing": { head: "content-length: 10\r\nconnection: close", body: "hello" },
  "close-delimited": { head: "connection: close", body: "hello" },
} as const;
const ends = { reset: (socket: Socket) => void socket.resetAndDestroy(), FIN: (socket: Socket) => void socket.end() };

const cuts = Object.entries(frames).flatMap(([frame, { head, body }]) =>
  Object.entries(ends).map(([end, cut]) => ({ frame, head, body, end, cut })),
);

/** Only the end of the connection ends such a body, so a FIN is its regular end: no client can detect a cut. */
const sound = ({ frame, end }: { frame: string; end: string }): boolean => frame === "close-delimited" && end === "FIN";

test.each(cuts.filter((cut) => !sound(cut)))(
  "$frame body cut by $end rejects after the bytes that arrived",
  async (cut) => {
    let connection: Socket | undefined;
    const server = await tcpServer((socket) => {
      connection = socket;
      onHead(socket, () => socket.write(`HTTP/1.1 200 OK\r\n${cut.head}\r\n\r\n${cut.body}`));
    });
    const body = (await ask(server.port)).body[Symbol.asyncIterator]();
    expect(Buffer.from((await body.next()).value as Uint8Array).toString()).toBe("hello");
    const next = body.next();
    cut.cut(connection!);
    await expect(next).rejects.toMatchObject({ _tag: "AdapterFault", reason: "truncated" });
    // It keeps failing: a reader that pulls again must not take it for whole.
    await expect(body.next()).rejects.toMatchObject({ reason: "truncated" });
    await server.empty();
  },
);

test("a body whose framing is broken rejects", async () => {
  const server = await tcpServer((socket) =>
    onHead(socket, () => socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n")),
  );
  const { text, fault } = await readToFault(await ask(server.port));
  expect([text, fault?.reason]).toEqual(["hello", "truncated"]);
  await server.empty();
});

test("a message has the origin and neither path nor query", async () => {
  const server = await tcpServer((socket) =>
    onHead(socket, () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhello")),
  );
  const { fault } = await readToFault(await ask(server.port, { path: "/secret-path?token=secret" }));
  expect(fault?.message).toContain(`http://127.0.0.1:${server.port}`);
  expect(fault?.message).not.toContain("secret");
  expect(fault?.cause).toBeInstanceOf(Error);
});
