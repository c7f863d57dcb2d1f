import { expect, test, vi } from "vitest";
import { type AttackedGateway, jobId, noRate, startAttackedGateway } from "./attacked-gateway.ts";

vi.setConfig({ testTimeout: 120_000 });

const first = "epoch 1\nepoch 2\nepoch 3\n";

/** What a reader saw of a log whose tail fails. */
interface Seen {
  readonly text: string;
  readonly closed: boolean;
  readonly problem: { readonly _tag: string; readonly status: number } | undefined;
}

const byLongPoll = async ({ send, log }: AttackedGateway): Promise<Seen> => {
  let text = "";
  let at = "-1";
  for (;;) {
    const response = await send(`${log}?offset=${at}&live=long-poll`);
    const closed = response.headers.has("stream-closed");
    if (!response.ok) return { text, closed, problem: (await response.json()) as { _tag: string; status: number } };
    text += await response.text();
    at = response.headers.get("stream-next-offset") ?? "";
    if (closed) return { text, closed, problem: undefined };
  }
};

const bySse = async ({ send, log }: AttackedGateway): Promise<Seen> => {
  let text = "";
  let at = "-1";
  let closed = false;
  for (;;) {
    const response = await send(`${log}?offset=${at}&live=sse`);
    if (!response.ok) return { text, closed, problem: (await response.json()) as { _tag: string; status: number } };
    const events = await response.text();
    for (const event of events.split("\n\n")) {
      const lines = event.split("\n");
      const data = lines
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).replace(/^ /, ""))
        .join("\n");
      if (lines.includes("event: data")) text += data;
      if (!lines.includes("event: control")) continue;
      const control = JSON.parse(data) as { streamNextOffset: string; streamClosed?: boolean };
      at = control.streamNextOffset;
      closed ||= control.streamClosed === true;
    }
    if (closed) return { text, closed, problem: undefined };
  }
};

const start = (): Promise<AttackedGateway> =>
  startAttackedGateway(
    { allowAnonymous: "read", rate: noRate, times: { longPollMs: 500, sseMs: 2_000 } },
    { log: first },
  );

/** Failures that no reader may take for the log's end. */
const failures: ReadonlyArray<readonly [string, string, (world: AttackedGateway) => void]> = [
  [
    "LogReset: another log begins in its place",
    "LogReset",
    ({ head }) => {
      head.replaceLog("another log\nof another job\nwith other lines\nand more of them\n");
      head.server.resetAll();
    },
  ],
  [
    "JobLost: the log file is removed",
    "JobLost",
    ({ head }) => {
      head.removeLog(jobId);
      head.setStatus("SUCCEEDED");
      head.server.resetAll();
    },
  ],
  [
    "JobLost: the head forgets the job",
    "JobLost",
    ({ head }) => {
      head.removeJob(jobId);
      head.server.resetAll();
    },
  ],
  [
    "JobLost: the node dies with the log",
    "JobLost",
    ({ head }) => {
      head.restartHead();
      head.setStatus("FAILED");
      head.server.resetAll();
    },
  ],
];

test.each(failures)("%s reaches every reader as a problem after all text, never as an end", async (_, tag, fail) => {
  const world = await start();
  const seen = Promise.all([byLongPoll(world), bySse(world)]);
  await vi.waitFor(async () => expect(await (await world.send(world.log)).text()).toBe(first), { timeout: 30_000 });
  fail(world);
  for (const { text, closed, problem } of await seen) {
    expect(text).toBe(first);
    expect(closed).toBe(false);
    expect(problem?._tag).toBe(tag);
    // Clients of Durable Streams repeat a 5xx for ever.
    expect(problem?.status).toBeGreaterThanOrEqual(400);
    expect(problem?.status).toBeLessThan(500);
  }
  const catchUp = await world.send(`${world.log}?offset=${String(first.length).padStart(16, "0")}`);
  expect(catchUp.headers.has("stream-closed")).toBe(false);
  const headers = (await world.send(world.log, { method: "HEAD" })).headers;
  expect(headers.has("stream-closed")).toBe(false);
});

test("a system that is down for a while is no failure of the log", async () => {
  const world = await start();
  const seen = byLongPoll(world);
  await vi.waitFor(async () => expect(await (await world.send(world.log)).text()).toBe(first), { timeout: 30_000 });
  await world.head.server.refuse();
  world.head.server.resetAll();
  world.head.append("epoch 4\n");
  world.head.setStatus("SUCCEEDED");
  await world.head.server.accept();
  expect(await seen).toEqual({ text: `${first}epoch 4\n`, closed: true, problem: undefined });
});

test("an unknown job is a 404 that is asked anew each time, so that it can be submitted meanwhile", async () => {
  const { head, send } = await start();
  const path = "/v1/systems/ray/jobs/later/log";
  for (const query of ["", "?offset=now", "?offset=-1&live=long-poll", "?offset=-1&live=sse"])
    expect((await send(`${path}${query}`)).status).toBe(404);
  head.addJob("later", { status: "SUCCEEDED", log: "now it is here\n" });
  const response = await send(path);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("now it is here\n");
});

test("a job that is deleted and submitted again under its id has its new log at once, in every form", async () => {
  const { head, send } = await startAttackedGateway({ allowAnonymous: "all", rate: noRate });
  const path = "/v1/systems/ray/jobs/again";
  for (const text of ["one\n", "two\n"]) {
    head.addJob("again", { status: "SUCCEEDED", log: text });
    const events = await (await send(`${path}/log?offset=-1&live=sse`)).text();
    expect(events).toContain(`data:${text}`);
    expect(events).toContain('"streamClosed":true');
    expect(await (await send(`${path}/log?offset=-1&live=long-poll`)).text()).toBe(text);
    expect(await (await send(`${path}/log`)).text()).toBe(text);
    expect((await send(path, { method: "DELETE", headers: { "content-type": "application/json" } })).status).toBe(204);
    expect((await send(`${path}/log`)).status).toBe(404);
  }
});
