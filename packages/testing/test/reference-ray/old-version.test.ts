import { expect, test } from "vitest";
import { startReferenceRay } from "../../src/index.ts";
import { rawRequest } from "../fault/raw-client.ts";

const upgrade =
  "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const requests = [
  ["GET", "/api/version", ""],
  ["HEAD", "/api/version", ""],
  ["GET", "/no/such/path", ""],
  ["POST", "/api/jobs/nope/stop", "content-length: 0\r\n"],
  ["GET", "/api/jobs/nope/logs/tail", upgrade],
] as const;

test.each(["2.40.0", "2.46.0", "2.50.0", "2.51.1"])(
  "Ray %s answers 500 to every request without a user agent",
  async (rayVersion) => {
    await using ray = await startReferenceRay({ rayVersion });
    for (const [method, path, headers] of requests) {
      const answer = await rawRequest(`${ray.url}${path}`, method, headers);
      expect.soft([method, path, answer.status]).toEqual([method, path, 500]);
      expect.soft(answer.head.toLowerCase()).toContain("content-type: text/plain; charset=utf-8");
      if (method !== "HEAD")
        expect.soft(answer.body.toString()).toBe("500 Internal Server Error\n\nServer got itself in trouble");
      const named = await rawRequest(`${ray.url}${path}`, method, `user-agent: x\r\n${headers}`);
      expect.soft(named.status).toBe(path === "/api/version" ? 200 : 404);
    }
  },
);

test("Ray 2.46.0 recognizes a browser by its user agent and reports it in its own text; pages that it would let write are refused too", async () => {
  await using ray = await startReferenceRay({ rayVersion: "2.46.0" });
  const ask = async (method: string, headers: string): Promise<readonly [number, string]> => {
    const answer = await rawRequest(`${ray.url}/api/jobs/nope`, method, headers);
    return [answer.status, answer.body.toString()];
  };
  const text = "Method Not Allowed for browser traffic.";
  expect(await ask("PUT", "user-agent: Mozilla/5.0\r\n")).toEqual([405, text]);
  expect(await ask("POST", "user-agent: Mozilla/5.0\r\norigin: null\r\n")).toEqual([405, text]);
  // A real 2.46 accepts this one.
  expect((await ask("DELETE", "user-agent: Mozilla/5.0\r\n"))[0]).toBe(403);
  expect((await ask("POST", "user-agent: x\r\norigin: http://evil.example\r\n"))[0]).toBe(403);
  expect((await ask("DELETE", "user-agent: x\r\n"))[0]).toBe(404);
});

test.each(["2.51.2", "2.52.0", "2.60.0"])("Ray %s responds without one", async (rayVersion) => {
  await using ray = await startReferenceRay({ rayVersion });
  for (const [method, path, headers] of requests) {
    const { status } = await rawRequest(`${ray.url}${path}`, method, headers);
    expect.soft([method, path, status]).toEqual([method, path, path === "/api/version" ? 200 : 404]);
  }
});
