import { expect, test, vi } from "vitest";
import { problemOf, startAttackedGateway } from "./attacked-gateway.ts";

vi.setConfig({ testTimeout: 60_000 });

test("requests above the rate are 429 with Retry-After, before anything else happens", async () => {
  let asked = 0;
  const authorize = (): boolean => {
    asked += 1;
    return true;
  };
  const { head, send } = await startAttackedGateway({ authorize, rate: { perSecond: 1, burst: 5 } });
  const responses: Array<Response> = [];
  for (let nth = 0; nth < 50; nth++) responses.push(await send("/v1/systems/ray/jobs"));
  const refused = responses.filter(({ status }) => status === 429);
  // Those of the first moment, and one a second since then.
  expect(refused.length).toBeGreaterThan(30);
  expect(head.requestsTo("list")).toHaveLength(50 - refused.length);
  expect(asked).toBe(50 - refused.length);
  for (const response of refused) {
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await problemOf(response)).toMatchObject({ status: 429, _tag: "RateLimited" });
  }
});

test("who waits as long as Retry-After says is served", async () => {
  const { send } = await startAttackedGateway({ allowAnonymous: "read", rate: { perSecond: 2, burst: 2 } });
  let refused = await send("/v1/systems");
  while (refused.status !== 429) refused = await send("/v1/systems");
  await new Promise((resolve) => setTimeout(resolve, Number(refused.headers.get("retry-after")) * 1000));
  expect((await send("/v1/systems")).status).toBe(200);
});

test("each key has its own rate, and a key that throws counts for nobody else", async () => {
  const { send } = await startAttackedGateway({
    allowAnonymous: "read",
    rate: { perSecond: 0.001, burst: 3, key: (request) => request.headers.get("x-user") ?? "" },
  });
  const statuses = async (user: string): Promise<ReadonlyArray<number>> => {
    const all: Array<number> = [];
    for (let nth = 0; nth < 4; nth++) all.push((await send("/v1/systems", { headers: { "x-user": user } })).status);
    return all;
  };
  expect(await statuses("ada")).toEqual([200, 200, 200, 429]);
  expect(await statuses("grace")).toEqual([200, 200, 200, 429]);
  expect(await statuses("__proto__")).toEqual([200, 200, 200, 429]);
});

test("a million keys take little memory and do not stop the service", async () => {
  let nth = 0;
  const { send } = await startAttackedGateway({
    allowAnonymous: "read",
    rate: { perSecond: 1, burst: 1, key: () => `${nth}${"k".repeat(200)}` },
  });
  const before = process.memoryUsage().heapUsed;
  for (; nth < 50_000; nth++) await (await send("/v1/nothing")).body?.cancel();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * 1024 * 1024);
  nth += 1;
  expect((await send("/v1/systems")).status).toBe(200);
});
