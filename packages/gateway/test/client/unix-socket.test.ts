import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gateway } from "../../src/client/node.ts";

test("a client connects through the Unix socket of its options", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jobwire-socket-"));
  const path = join(folder, "gateway.sock");
  const hosts: Array<string | undefined> = [];
  const server = createServer((request, response) => {
    hosts.push(request.headers.host);
    response.writeHead(200, { "content-type": "application/json" }).end('{"systems":[]}');
  });
  server.listen(path);
  await once(server, "listening");
  const client = gateway({ address: "http://gateway.invalid", unixSocket: path });
  try {
    expect(await client.systems()).toEqual([]);
    expect(hosts).toEqual(["gateway.invalid"]);
  } finally {
    await client.close();
    server.close();
    rmSync(folder, { recursive: true });
  }
});
