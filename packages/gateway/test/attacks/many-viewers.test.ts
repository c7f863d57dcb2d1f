import { expect, test, vi } from "vitest";
import { noRate, startAttackedGateway } from "./attacked-gateway.ts";

vi.setConfig({ testTimeout: 120_000 });

const viewers = 1_000;
const attempts = 10_000;

test("of 10,000 idle viewers the limit stays, the others are refused at once, and one tail feeds all", async () => {
  const { head, send, log } = await startAttackedGateway(
    { allowAnonymous: "read", rate: noRate, limits: { viewers }, times: { longPollMs: 100_000 } },
    { log: "hello\n" },
  );
  // The tail runs before the flood.
  expect(await (await send(log)).text()).toBe("hello\n");
  const before = process.memoryUsage().heapUsed;
  const open: Array<Promise<Response>> = [];
  const statuses: Array<number> = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const response = send(`${log}?offset=0000000000000006&live=long-poll`);
    void response.then(({ status }) => statuses.push(status));
    open.push(response);
  }
  await vi.waitFor(() => expect(statuses).toHaveLength(attempts - viewers), { timeout: 60_000 });
  expect(new Set(statuses)).toEqual(new Set([503]));
  expect(head.requestsTo("tail").length).toBeLessThanOrEqual(1);
  // What a refused viewer leaves is its response; a waiting one holds no text.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(400 * 1024 * 1024);

  head.append("world\n");
  const responses = await Promise.all(open);
  const served = responses.filter(({ status }) => status === 200);
  expect(served).toHaveLength(viewers);
  for (const response of served) expect(await response.text()).toBe("world\n");
  for (const response of responses.filter(({ status }) => status === 503))
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(head.requestsTo("tail").length).toBeLessThanOrEqual(1);
  // All places are free again.
  expect((await send(`${log}?offset=-1&live=long-poll`)).status).toBe(200);
});

test.each(["long-poll", "sse"])("viewers by %s that leave free their places", async (live) => {
  const { send, log } = await startAttackedGateway(
    { allowAnonymous: "read", rate: noRate, limits: { viewers: 10 }, times: { longPollMs: 100_000, stallMs: 100_000 } },
    { log: "hello\n" },
  );
  const leaving = new AbortController();
  const view = (): Promise<number | undefined> =>
    send(`${log}?offset=now&live=${live}`, { signal: leaving.signal }).then(
      ({ status }) => status,
      () => undefined,
    );
  const open = Array.from({ length: 10 }, view);
  await vi.waitFor(
    async () => {
      const seen: Array<number | undefined> = [];
      void view().then((status) => seen.push(status));
      await vi.waitFor(() => expect(seen).toEqual([503]), { timeout: 1_000 });
    },
    { timeout: 60_000 },
  );
  leaving.abort();
  await Promise.all(open);
  await vi.waitFor(
    async () => {
      const next = await send(`${log}?offset=-1&live=${live}`);
      await next.body?.cancel();
      expect(next.status).toBe(200);
    },
    { timeout: 60_000 },
  );
});

test.each(["long-poll", "sse"])("a viewer by %s that left before its response keeps no place", async (live) => {
  const { send, log } = await startAttackedGateway(
    { allowAnonymous: "read", rate: noRate, limits: { viewers: 1 }, times: { stallMs: 1_000_000 } },
    { log: "hello\n" },
  );
  await send(`${log}?offset=-1&live=${live}`, { signal: AbortSignal.abort() }).catch(() => undefined);
  const next = await send(`${log}?offset=-1&live=${live}`);
  expect(next.status).toBe(200);
  await next.body?.cancel();
});

test("the number of followed logs is limited, and a log that nobody reads makes room", async () => {
  const { head, send } = await startAttackedGateway({
    allowAnonymous: "read",
    rate: noRate,
    limits: { logs: 2 },
    times: { longPollMs: 100_000 },
  });
  for (const id of ["a", "b", "c"]) head.addJob(id, { status: "RUNNING", log: `${id}\n` });
  const path = (id: string): string => `/v1/systems/ray/jobs/${id}/log`;
  const leaving = new AbortController();
  const waits = ["a", "b"].map((id) =>
    send(`${path(id)}?offset=0000000000000002&live=long-poll`, { signal: leaving.signal }).catch(() => undefined),
  );
  await vi.waitFor(
    async () => {
      const refused = await send(path("c"));
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    },
    { timeout: 60_000 },
  );
  leaving.abort();
  await Promise.all(waits);
  await vi.waitFor(async () => expect(await (await send(path("c"))).text()).toBe("c\n"), { timeout: 60_000 });
});
