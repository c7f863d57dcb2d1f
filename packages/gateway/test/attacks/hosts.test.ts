import { expect, test, vi } from "vitest";
import { jobId, noRate, startAttackedGateway } from "./attacked-gateway.ts";
import { reads, writes } from "./operations.ts";

vi.setConfig({ testTimeout: 60_000 });

const paths = [{ operation: "systems", path: "/v1/systems" }, ...reads("ray", jobId), ...writes("ray", jobId)];

test.each([
  "evil.example",
  "evil.example:8080",
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "127.0.0.2",
  "[::2]",
  "0.0.0.0",
])("a name that an attacker's DNS may point here, %s, gets nothing", async (host) => {
  const { gateway, head } = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
  for (const { path, init } of paths) {
    const byUrl = await gateway.fetch(new Request(`http://${host}${path}`, init));
    expect(byUrl.status).toBe(421);
    expect(byUrl.headers.get("access-control-allow-origin")).toBeNull();
    // The name that counts is the one the browser used, which a server passes on in the header, too.
    const headers = new Headers(init?.headers);
    headers.set("host", host);
    expect((await gateway.fetch(new Request(`http://${host}${path}`, { ...init, headers }))).status).toBe(421);
  }
  expect(head.server.requests).toEqual([]);
});

test.each(["127.0.0.1", "localhost", "localhost:9000", "LOCALHOST", "[::1]:8080", "127.0.0.1:65535"])(
  "a name of this machine, %s, is served",
  async (host) => {
    const { gateway } = await startAttackedGateway({ allowAnonymous: "read", rate: noRate });
    expect((await gateway.fetch(new Request(`http://${host}/v1/systems`))).status).toBe(200);
  },
);

test("forwarded names do not count, and configured names replace the default ones", async () => {
  const { gateway } = await startAttackedGateway({ allowAnonymous: "read", rate: noRate, hosts: ["jobs.example.com"] });
  const status = async (host: string, headers: Record<string, string> = {}): Promise<number> =>
    (await gateway.fetch(new Request(`http://${host}/v1/systems`, { headers }))).status;
  expect(await status("jobs.example.com")).toBe(200);
  expect(await status("jobs.example.com:8443")).toBe(200);
  expect(await status("127.0.0.1")).toBe(421);
  expect(
    await status("evil.example", { "x-forwarded-host": "jobs.example.com", forwarded: "host=jobs.example.com" }),
  ).toBe(421);
});
