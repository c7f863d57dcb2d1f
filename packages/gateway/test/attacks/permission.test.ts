import { describe, expect, test, vi } from "vitest";
import type { Access, GatewayOptions } from "../../src/options.ts";
import { jobId, noRate, problemOf, startAttackedGateway } from "./attacked-gateway.ts";
import { reads, writes } from "./operations.ts";

vi.setConfig({ testTimeout: 60_000 });

const all = [...reads("ray", jobId), ...writes("ray", jobId)];

describe("without permission", () => {
  test("a gateway without authorize and allowAnonymous refuses every operation and asks no system", async () => {
    const { head, send } = await startAttackedGateway({ rate: noRate });
    for (const { path, init } of all) expect((await send(path, init)).status, path).toBe(403);
    const { systems } = (await (await send("/v1/systems")).json()) as { systems?: ReadonlyArray<unknown> };
    expect(systems ?? []).toEqual([]);
    expect(head.server.requests).toEqual([]);
  });

  test('`allowAnonymous: "read"` refuses every write', async () => {
    const { head, send } = await startAttackedGateway({ allowAnonymous: "read", rate: noRate });
    for (const { path, init } of writes("ray", jobId)) expect((await send(path, init)).status, path).toBe(403);
    expect(head.server.requests).toEqual([]);
  });

  const refusing: ReadonlyArray<readonly [string, NonNullable<GatewayOptions["authorize"]>]> = [
    ["false", () => false],
    ["a rejection", () => Promise.reject(new Error("the session store is down: secret-detail"))],
    [
      "an exception",
      (): boolean => {
        throw new Error("secret-detail");
      },
    ],
    ["undefined by mistake", () => undefined as unknown as boolean],
    ["a text by mistake", () => "no" as unknown as boolean],
    ["one by mistake", () => 1 as unknown as boolean],
  ];
  test.each(refusing)("authorize that gives %s allows nothing", async (_, authorize) => {
    const { head, send } = await startAttackedGateway({ authorize, allowAnonymous: "all", rate: noRate });
    for (const { path, init } of all) {
      const response = await send(path, init);
      expect([403, 500], path).toContain(response.status);
      expect(await response.text()).not.toContain("secret-detail");
    }
    expect(head.server.requests).toEqual([]);
  });

  test("a response of authorize is sent as it is, with the gateway's protecting headers", async () => {
    const { head, send } = await startAttackedGateway({
      authorize: () => new Response("sign in first", { status: 401, headers: { "www-authenticate": "Bearer" } }),
      rate: noRate,
    });
    for (const { path, init } of all) {
      const response = await send(path, init);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      if (init?.method !== "HEAD") expect(await response.text()).toBe("sign in first");
    }
    expect(head.server.requests).toEqual([]);
  });
});

test("authorize sees each operation with the job's id, and the request without its body", async () => {
  const seen: Array<Access & { readonly body: boolean }> = [];
  const { send } = await startAttackedGateway({
    authorize: (request, access) => {
      seen.push({ ...access, body: request.body !== null });
      return false;
    },
    rate: noRate,
  });
  const odd = encodeURIComponent("a b%2f+ü");
  for (const { path, init } of [...reads("ray", odd), ...writes("ray", odd)]) await send(path, init);
  const withoutJob = new Set(["list", "submit", "changes", "nodes", "tasks", "actors", "serve"]);
  expect(seen.map(({ operation }) => operation)).toEqual(
    [...reads("ray", odd), ...writes("ray", odd)].map(({ operation }) => operation),
  );
  for (const { operation, jobId: id, system, body } of seen) {
    expect(system).toBe("ray");
    expect(id).toBe(withoutJob.has(operation) ? null : "a b%2f+ü");
    expect(body).toBe(false);
  }
});

test("a problem says what was refused", async () => {
  const { send } = await startAttackedGateway({ rate: noRate });
  const response = await send("/v1/systems/ray/jobs");
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await problemOf(response)).toMatchObject({ status: 403, _tag: "Forbidden" });
});
