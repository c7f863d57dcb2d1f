import { expect, test } from "vitest";
import { ask, faultOf } from "./support/ask.ts";
import { tcpServer } from "./support/tcp-server.ts";

test("refused: neither of a name's addresses listens", async () => {
  expect((await faultOf(ask(1, { url: "http://localhost:1/" }))).reason).toBe("refused");
});

test.each(["nonsense", "ftp://host/", ""])("blocked: %j is not an address", async (url) => {
  expect((await faultOf(ask(1, { url }))).reason).toBe("blocked");
});

test("blocked: a header that cannot be sent; its value is not in the message, and nothing is sent", async () => {
  const server = await tcpServer(() => {});
  for (const headers of [
    { authorization: "hush\r\nx: hush" },
    { "bad name": "hush" },
    { "transfer-encoding": "hush" },
  ]) {
    const fault = await faultOf(ask(server.port, { headers }));
    expect(fault.reason).toBe("blocked");
    expect(`${fault.message} ${String(fault.cause)}`).not.toContain("hush");
  }
  expect(server.accepted()).toBe(0);
});
