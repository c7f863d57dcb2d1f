/** `logs/file` and `logs/stream`: exact tails, cuts inside the body, and the slots they hold. */
import { appendFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { expect, test, vi } from "vitest";
import { type ReferenceRay, startReferenceRay } from "../../src/index.ts";
import { ask, ended, jobOf, submit, until } from "./http-client.ts";

// Every wait here ends when its condition holds; the limit only ends a run that hangs.
vi.setConfig({ testTimeout: 60_000 });

const clocks = { tailPollMs: 10, killAfterMs: 200, supervisorStartMs: 10 };

async function jobWithLog(ray: ReferenceRay, log: string | Buffer): Promise<string> {
  const id = await submit(ray.url, { entrypoint: "true" });
  await ended(ray.url, id);
  writeFileSync(ray.logFile(id), log);
  return id;
}

const pathOf = (ray: ReferenceRay, id: string, query: string, media = "file"): string =>
  `/api/v0/logs/${media}?node_id=${ray.nodeId}&filename=job-driver-${id}.log&${query}`;

/** Opens a log stream without reading its body; `leave` ends the connection. */
async function openStream(
  ray: ReferenceRay,
  id: string,
  query = "",
): Promise<{ leave(): void; cut: Promise<boolean> }> {
  return await new Promise((resolve, reject) => {
    const asked = request(new URL(ray.url), { path: pathOf(ray, id, query, "stream"), agent: false }, (answer) => {
      const cut = new Promise<boolean>((settle) => {
        answer.once("error", () => settle(true));
        answer.once("end", () => settle(!answer.complete));
      });
      answer.resume();
      resolve({ leave: () => asked.destroy(), cut });
    });
    asked.once("error", reject);
    asked.end();
  });
}

test("the last N lines are those of tail -n, to the byte, across block boundaries and for any ending", async () => {
  await using ray = await startReferenceRay({ clocks });
  const block = 64 * 1024;
  const logs = [
    "",
    "\n",
    "a",
    "a\nb\nc",
    "a\nb\nc\n",
    "\n\n\n",
    "a\rb\r\nc\r",
    `${"x".repeat(block - 1)}\n${"y".repeat(block)}\nz`,
    `${"x".repeat(block)}\n${"y".repeat(block - 1)}\nz\n`,
    `${"ab\n".repeat(block)}end`,
  ];
  for (const log of logs) {
    const id = await jobWithLog(ray, log);
    for (const lines of [1, 2, 3, 5, 1000, 65_535, 65_536, 65_537]) {
      const parts = log.split("\n");
      const whole = log.endsWith("\n")
        ? parts.slice(0, -1).map((line) => `${line}\n`)
        : parts.map((line) => `${line}\n`);
      const expected = whole.slice(-lines).join("");
      const answer = await ask(ray.url, { path: pathOf(ray, id, `lines=${lines}`) });
      const wanted = log.endsWith("\n") || log === "" ? expected.slice(0, log.length) : expected.slice(0, -1);
      expect(answer.text === wanted, `lines=${lines} of ${JSON.stringify(log.slice(0, 20))}`).toBe(true);
    }
    expect((await ask(ray.url, { path: pathOf(ray, id, "lines=-1") })).text === log).toBe(true);
    expect((await ask(ray.url, { path: pathOf(ray, id, "lines=-2") })).text).toBe("");
  }
});

test("lines=0 and no lines mean 1000; a response ends at the end that the log had when it began", async () => {
  await using ray = await startReferenceRay({ clocks });
  const lines = Array.from({ length: 1500 }, (_, n) => `${n}\n`);
  const id = await jobWithLog(ray, lines.join(""));
  for (const query of ["lines=0", ""]) {
    expect((await ask(ray.url, { path: pathOf(ray, id, query) })).text).toBe(lines.slice(500).join(""));
  }
});

test("file is cut inside its chunked body when its time is over, and frees its slot", async () => {
  await using ray = await startReferenceRay({ clocks: { ...clocks, fileTimeoutMs: 300 } });
  const id = await jobWithLog(ray, Buffer.alloc(64 * 1024 * 1024, "0123456789abcde\n"));
  const complete = await new Promise<boolean>((resolve, reject) => {
    // The test reads nothing before the server has stopped, so the body cannot have gone out.
    const asked = request(new URL(ray.url), { path: pathOf(ray, id, "lines=-1"), agent: false }, (answer) => {
      answer.pause();
      answer.once("error", () => resolve(false));
      answer.once("end", () => resolve(answer.complete));
      until(
        async () => ray.slotsInUse(),
        (slots) => slots === 0,
      ).then(() => answer.resume(), reject);
    });
    asked.once("error", reject);
    asked.end();
  });
  expect(complete).toBe(false);
  await until(
    async () => ray.slotsInUse(),
    (slots) => slots === 0,
  );
  expect((await ask(ray.url, { path: pathOf(ray, id, "lines=-1&timeout=60") })).bytes.length).toBe(64 * 1024 * 1024);
});

test("stream continues after the job's end; abandoned while quiet, it keeps its slot until the log grows", async () => {
  await using ray = await startReferenceRay({ clocks });
  const id = await jobWithLog(ray, "one\n");
  const stream = await openStream(ray, id);
  expect(ray.slotsInUse()).toBe(1);
  expect((await jobOf(ray.url, id)).status).toBe("SUCCEEDED");
  stream.leave();
  for (let looks = 0; looks < 20; looks += 1) await ask(ray.url, { path: "/api/v0/nodes" });
  expect(ray.slotsInUse()).toBe(1);
  appendFileSync(ray.logFile(id), "two\n");
  await until(
    async () => ray.slotsInUse(),
    (slots) => slots === 0,
  );
});

test("stream is cut by the dashboard's own deadline, inside the body", async () => {
  // The head must come before the deadline, on a busy machine, too.
  await using ray = await startReferenceRay({ clocks: { ...clocks, proxyTimeoutMs: 3_000 } });
  const id = await jobWithLog(ray, "one\n");
  expect(await (await openStream(ray, id)).cut).toBe(true);
  expect(ray.slotsInUse()).toBe(1);
});

test("without a free slot the whole state API responds 429 JSON; the jobs API continues", async () => {
  await using ray = await startReferenceRay({ clocks });
  const id = await jobWithLog(ray, "one\n");
  const release = ray.occupySlots(100);
  const expected = { result: false, msg: expect.stringMatching(/^Max number of in-progress requests=100 reached/) };
  for (const path of ["/api/v0/nodes", "/api/v0/logs", pathOf(ray, id, "")]) {
    const answer = await ask(ray.url, { path });
    expect(answer.status).toBe(429);
    expect(JSON.parse(answer.text)).toMatchObject(expected);
    expect(answer.headers["retry-after"]).toBe(undefined);
  }
  expect((await ask(ray.url, { path: "/api/jobs/" })).status).toBe(200);
  release();
  expect((await ask(ray.url, { path: "/api/v0/nodes" })).status).toBe(200);
});

test("100 open streams use all connections: the next request gets no response until one of them ends", async () => {
  await using ray = await startReferenceRay({ clocks });
  const id = await jobWithLog(ray, "one\n");
  const streams = await Promise.all(Array.from({ length: 100 }, () => openStream(ray, id)));
  expect(ray.slotsInUse()).toBe(100);
  let answered = false;
  const nodes = ask(ray.url, { path: "/api/v0/nodes" }).finally(() => {
    answered = true;
  });
  for (let looks = 0; looks < 20; looks += 1) expect((await ask(ray.url, { path: "/api/jobs/" })).status).toBe(200);
  expect(answered).toBe(false);
  streams[0]?.leave();
  await until(async () => {
    appendFileSync(ray.logFile(id), "more\n");
    return answered;
  }, Boolean);
  expect((await nodes).status).toBe(200);
});

test("old versions put a marker byte before each piece", async () => {
  await using ray = await startReferenceRay({ clocks, rayVersion: "2.44.0" });
  const id = await jobWithLog(ray, "one\n");
  expect((await ask(ray.url, { path: pathOf(ray, id, "lines=-1") })).text).toBe("1one\n");
});
