import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkedGateway, sentTo } from "../support/checked-gateway.ts";

const jobs = (system: string): string => `/v1/systems/${system}/jobs`;

test("a Ray job from its submit to its end, by every path", async () => {
  const { ask, write, cluster } = await checkedGateway();
  const submitted = await write("POST", jobs("training"), {
    entrypoint: "echo one; echo two; sleep 1; echo three",
    runtimeEnv: { env_vars: { SECRET: "sesame-1234" } },
    metadata: { owner: "ann" },
  });
  expect(submitted.status).toBe(201);
  const { id } = submitted.json() as { id: string };
  const path = `${jobs("training")}/${id}`;
  expect(submitted.headers.get("location")).toBe(path);
  const job = await ask(path);
  expect(job.json()).toMatchObject({ id, outcome: null, job: { submissionId: id, metadata: { owner: "ann" } } });
  expect(job.text).not.toContain("sesame-1234");
  expect(job.text).toContain('"SECRET":"<hidden>"');

  // Long-polls from the start to the close are the file.
  let text = "";
  let offset = "-1";
  for (let closed = false; !closed; ) {
    const part = await ask(`${path}/log?offset=${offset}&live=long-poll`);
    expect([200, 204]).toContain(part.status);
    text += part.text;
    offset = part.headers.get("stream-next-offset") ?? "";
    closed = part.headers.get("stream-closed") === "true";
  }
  expect(text).toBe(readFileSync(cluster.logFile(id), "utf8"));
  expect(Number(offset)).toBe(Buffer.byteLength(text));

  const ended = await ask(`${path}/wait?timeoutMs=20000`);
  expect(ended.json()).toMatchObject({ status: "SUCCEEDED", outcome: { type: "succeeded" } });
  expect(ended.json()["endedAt"]).toBeTypeOf("number");
  expect((await ask(`${jobs("training")}?limit=1&status=SUCCEEDED`)).json()).toMatchObject({ jobs: [{ id }] });
  expect((await ask(`${jobs("training")}?status=FAILED`)).json()).toEqual({ jobs: [] });

  const head = await ask(`${path}/log`, { method: "HEAD" });
  expect(head.headers.get("stream-next-offset")).toBe(offset);
  expect(head.headers.get("stream-closed")).toBe("true");
  const lines = text.split("\n").length - 1;
  expect((await ask(`${path}/log/position`)).json()).toMatchObject({ endOffset: offset, lines, closed: true });
  const search = (await ask(`${path}/log/search?query=THREE&direction=previous&offset=now`)).json();
  expect(search).toMatchObject({ match: { line: lines - 1, text: "three" } });
  const last = await ask(`${path}/log?tail=2`);
  expect(last.text).toBe("");
  const rest = await ask(`${path}/log?offset=${last.headers.get("stream-next-offset")}`);
  expect(rest.text).toBe(text.split("\n").slice(-3).join("\n"));
  const file = await ask(`${path}/log?download=1`);
  expect(file.text).toBe(text);
  expect(file.headers.get("content-disposition")).toBe(`attachment; filename="training-${id}.log"`);

  expect((await write("POST", `${path}/stop`)).json()).toEqual({ stopped: false });
  expect((await write("DELETE", path)).status).toBe(204);
  expect((await ask(path)).json()).toMatchObject({ _tag: "NotFound", status: 404 });
});

test("a stop, a failure and a wait that is over before its job", async () => {
  const { ask, write } = await checkedGateway();
  const submit = async (entrypoint: string): Promise<string> =>
    `${jobs("training")}/${(await write("POST", jobs("training"), { entrypoint })).json()["id"] as string}`;
  const running = await submit("sleep 600");
  expect((await ask(`${running}/wait?timeoutMs=1`)).status).toBe(204);
  await write("POST", `${running}/stop`);
  expect((await ask(`${running}/wait`)).json()).toMatchObject({ outcome: { type: "stopped" } });
  const failing = await submit("echo no; exit 3");
  const failed = (await ask(`${failing}/wait`)).json();
  expect(failed).toMatchObject({ status: "FAILED", outcome: { type: "failed", exitCode: 3 } });
});

test("an agent's jobs: the log is the file, and what agents have not is 404 or 400", async () => {
  const { ask, write, device } = await checkedGateway();
  const path = `${jobs("edge")}/${device.first.mixed}`;
  const log = await ask(`${path}/log`);
  expect(log.text).toBe(`${readFileSync(device.logFile(device.first.mixed), "utf8")}\n`);
  expect(log.headers.get("stream-closed")).toBe("true");
  expect((await ask(`${jobs("edge")}?status=failed`)).json()).toMatchObject({ jobs: [{ id: device.first.failed }] });
  expect((await ask(`${jobs("edge")}/${device.first.failed}`)).json()).toMatchObject({ outcome: { type: "failed" } });
  expect((await write("POST", `${jobs("edge")}/${device.first.running}/stop`)).status).toBe(200);
  expect((await ask("/v1/systems/edge/nodes")).json()["rows"]).toBeInstanceOf(Array);
  expect((await ask("/v1/systems/edge/actors")).status).toBe(404);
  expect((await write("POST", jobs("edge"), { entrypoint: "true" })).status).toBe(404);
  expect((await ask(`${path}/events`)).status).toBe(404);
});

test("a reasoner job: created, its events as a JSON stream, its parts", async () => {
  const { ask, write } = await checkedGateway();
  const created = await write("POST", jobs("solver"), {
    reasonerType: "Predictive",
    name: "trainer",
    payload: { code: "print_events" },
  });
  expect(created.status, created.text).toBe(201);
  const { id } = created.json() as { id: string };
  expect(id).toMatch(/^Predictive:/);
  const path = `${jobs("solver")}/${encodeURIComponent(id)}`;
  expect((await ask(`${path}/wait`)).json()).toMatchObject({ id, outcome: { type: "succeeded" } });
  const events: Array<unknown> = [];
  let offset = "-1";
  for (let closed = false; !closed; ) {
    const part = await ask(`${path}/events?offset=${offset}&live=long-poll`);
    if (part.status === 200) events.push(...(JSON.parse(part.text) as ReadonlyArray<unknown>));
    offset = part.headers.get("stream-next-offset") ?? "";
    closed = part.headers.get("stream-closed") === "true";
  }
  expect((await ask(`${path}/events`)).json()).toEqual(events);
  expect((await ask(`${path}?include=details,events`)).json()).toMatchObject({ job: { details: {} } });
  expect((await ask(`${path}/log`)).status).toBe(404);
  expect((await ask(`${jobs("solver")}/nonsense`)).json()).toMatchObject({ _tag: "InvalidRequest", status: 400 });
});

test("changes: all jobs, then each change, by one poll for all readers", async () => {
  const { ask, write, cluster } = await checkedGateway({ times: { changesMs: 50 } });
  const first = await write("POST", jobs("training"), { entrypoint: "true" });
  const { id } = first.json() as { id: string };
  const snapshot = await ask("/v1/systems/training/changes");
  expect(JSON.parse(snapshot.text)).toMatchObject([{ type: "job", id }]);
  let offset = snapshot.headers.get("stream-next-offset") ?? "";
  const statuses: Array<unknown> = [];
  while (statuses.at(-1) !== "SUCCEEDED") {
    const part = await ask(`/v1/systems/training/changes?offset=${offset}&live=long-poll`);
    offset = part.headers.get("stream-next-offset") ?? "";
    if (part.status !== 200) continue;
    for (const { job } of JSON.parse(part.text) as ReadonlyArray<{ job: { status: string } }>)
      statuses.push(job.status);
  }
  await write("DELETE", `${jobs("training")}/${id}`);
  const before = sentTo(cluster);
  const readers = await Promise.all(
    Array.from({ length: 20 }, () => ask(`/v1/systems/training/changes?offset=${offset}&live=long-poll`)),
  );
  for (const reader of readers) expect(JSON.parse(reader.text)).toEqual([{ type: "deleted", id }]);
  expect(sentTo(cluster) - before).toBeLessThan(20);
  const old = await ask(`/v1/systems/training/changes?offset=0000000000000001_0000000000000000`);
  expect(old.json()).toMatchObject({ status: 410, _tag: "LogReset" });
});

test("a runtime_env may be Ray's own document, with the settings of plugins at either place; another spelling is refused", async () => {
  const { ask, write } = await checkedGateway();
  const submit = (runtimeEnv: unknown) => write("POST", jobs("training"), { entrypoint: "true", runtimeEnv });
  for (const runtimeEnv of [
    { config: { setup_timeout_seconds: 60 }, my_plugin: { size: 2 } },
    { config: { setup_timeout_seconds: 60 }, extra: { my_plugin: { size: 2 } } },
  ]) {
    const submitted = await submit(runtimeEnv);
    expect(submitted.status, submitted.text).toBe(201);
    const { id } = submitted.json() as { id: string };
    const { job } = (await ask(`${jobs("training")}/${id}`)).json() as { job: { runtimeEnv: unknown } };
    expect(job.runtimeEnv).toMatchObject({ config: { setup_timeout_seconds: 60 }, my_plugin: { size: 2 } });
  }
  for (const runtimeEnv of [{ envVars: { A: "1" } }, { extra: { envVars: { A: "1" } } }]) {
    const refused = await submit(runtimeEnv);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("env_vars");
  }
  expect((await submit({ extra: 1 })).status).toBe(400);
});
