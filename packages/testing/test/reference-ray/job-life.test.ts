/** Entrypoints really run, end, are stopped and killed, and wait for resources, as on a real Ray. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { startReferenceRay } from "../../src/index.ts";
import { alive } from "../local-jobs/alive.ts";
import { ask, askJson, ended, jobOf, submit, until } from "./http-client.ts";

// Every wait here ends when its condition holds; the limit only ends a run that hangs.
vi.setConfig({ testTimeout: 60_000 });

const clocks = { tailPollMs: 10, killAfterMs: 300, supervisorStartMs: 10 };

const stop = async (url: string, id: string): Promise<unknown> =>
  await askJson(url, { method: "POST", path: `/api/jobs/${id}/stop` });

const logs = async (url: string, id: string): Promise<string> =>
  (await askJson<{ logs: string }>(url, { path: `/api/jobs/${id}/logs` })).logs;

test("the log begins with Ray's two lines, and exit codes and signals are reported as Python reports them", async () => {
  await using ray = await startReferenceRay({ clocks });
  const cases = { "sleep 0.2; exit 0": 0, "exit 7": 7, "kill -9 $$": -9, "kill -TERM $$": -15, "": 0, "exit 300": 44 };
  for (const [entrypoint, code] of Object.entries(cases)) {
    const id = await submit(ray.url, { entrypoint });
    const job = await ended(ray.url, id);
    expect(job).toMatchObject({ status: code === 0 ? "SUCCEEDED" : "FAILED", driver_exit_code: code });
    expect(await logs(ray.url, id)).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\tINFO job_manager\.py:581 -- Runtime env is setting up\.\nRunning entrypoint for job /,
    );
  }
});

test("a failure's message holds the last ten lines, cut to 20,000 characters", async () => {
  await using ray = await startReferenceRay({ clocks });
  const ten = await ended(ray.url, await submit(ray.url, { entrypoint: "sleep 0.2; seq 1 50; exit 1" }));
  const said = "Job entrypoint command failed with exit code 1, last available logs (truncated to 20,000 chars):\n";
  expect(ten.message).toBe(`${said}41\n42\n43\n44\n45\n46\n47\n48\n49\n50\n`);
  expect(ten.error_type).toBe("JOB_ENTRYPOINT_COMMAND_ERROR");
  const wide = await submit(ray.url, { entrypoint: "head -c 90000 /dev/zero | tr '\\0' x; exit 1" });
  expect((await ended(ray.url, wide)).message?.length).toBe(said.length + 20_000);
});

test("stop ends the whole process group: by TERM, after its handler, or by KILL if it ignores TERM", async () => {
  await using ray = await startReferenceRay({ clocks });
  const endings = {
    "sleep 300 & echo $! ready; wait": "",
    "trap 'echo bye; exit 5' TERM; sleep 300 & echo $! ready; wait": "bye\n",
    "trap '' TERM; sleep 300 & echo $! ready; while :; do sleep 1; done": "",
  };
  for (const [entrypoint, last] of Object.entries(endings)) {
    const id = await submit(ray.url, { entrypoint });
    const log = await until(
      () => logs(ray.url, id),
      (text) => /^\d+ ready$/m.test(text),
    );
    const child = Number(/^(\d+) ready$/m.exec(log)?.[1]);
    expect(alive(child)).toBe(true);
    expect(await stop(ray.url, id)).toEqual({ stopped: true });
    const job = await ended(ray.url, id);
    expect(job).toMatchObject({ status: "STOPPED", driver_exit_code: null, message: "Job was intentionally stopped." });
    // The stop sends SIGKILL but does not wait for it.
    await until(
      async () => alive(child),
      (living) => !living,
    );
    expect((await logs(ray.url, id)).endsWith(last)).toBe(true);
    expect(await stop(ray.url, id)).toEqual({ stopped: false });
  }
});

test("background children write after the job's end, and end with the server", async () => {
  const ray = await startReferenceRay({ clocks });
  const id = await submit(ray.url, { entrypoint: "(echo; sleep 0.3; echo late; exec sleep 300) & echo $! main" });
  expect((await ended(ray.url, id)).status).toBe("SUCCEEDED");
  const log = await until(
    () => logs(ray.url, id),
    (text) => text.includes("late\n"),
  );
  const child = Number(/^(\d+) main$/m.exec(log)?.[1]);
  const running = await submit(ray.url, { entrypoint: "echo $$ pid; sleep 300" });
  const shell = Number(
    /^(\d+) pid$/m.exec(
      await until(
        () => logs(ray.url, running),
        (text) => text.includes(" pid\n"),
      ),
    )?.[1],
  );
  expect([alive(child), alive(shell)]).toEqual([true, true]);
  await ray.close();
  await until(
    async () => [alive(child), alive(shell)],
    ([a, b]) => a === false && b === false,
  );
  expect(existsSync(ray.logDirectory)).toBe(false);
});

test("env_vars and Python's unbuffered mode are set; metadata and runtime_env are returned as sent", async () => {
  await using ray = await startReferenceRay({ clocks });
  const sent = { runtime_env: { env_vars: { A: "한 1" }, unknown: 1 }, metadata: { k: "v" } };
  const id = await submit(ray.url, { entrypoint: 'echo "$A $PYTHONUNBUFFERED"', ...sent });
  expect(await ended(ray.url, id)).toMatchObject(sent);
  expect(await logs(ray.url, id)).toContain("한 1 1\n");
});

test("a job that needs more than the node has waits; a stop lets it start and then stops it; waiting too long fails", async () => {
  await using ray = await startReferenceRay({ clocks: { ...clocks, startTimeoutMs: 5000 } });
  const holding = await submit(ray.url, { entrypoint: "sleep 300", entrypoint_num_cpus: 2 });
  await until(
    () => jobOf(ray.url, holding),
    ({ status }) => status === "RUNNING",
  );
  const waiting = await submit(ray.url, { entrypoint: "echo it ran; sleep 300", entrypoint_num_cpus: 1 });
  const never = await submit(ray.url, { entrypoint: "echo never", entrypoint_num_gpus: 1 });
  expect(await jobOf(ray.url, waiting)).toMatchObject({
    status: "PENDING",
    message:
      "Job has not started yet. It may be waiting for resources (CPUs, GPUs, memory, custom resources) to become available.",
  });
  expect(await stop(ray.url, waiting)).toEqual({ stopped: true });
  expect((await jobOf(ray.url, waiting)).status).toBe("PENDING");
  await stop(ray.url, holding);
  expect((await ended(ray.url, waiting)).status).toBe("STOPPED");
  expect(await logs(ray.url, waiting)).toContain("Running entrypoint");
  expect(await ended(ray.url, never)).toMatchObject({
    status: "FAILED",
    error_type: "JOB_SUPERVISOR_ACTOR_START_TIMEOUT",
    driver_node_id: null,
    message: expect.stringMatching(/^Job supervisor actor failed to start within 5\.0 seconds\./),
  });
  expect(await logs(ray.url, never)).toBe("");
});

test("a bad runtime_env leaves no log under the job's id and its text in the file; impossible options fail at once", async () => {
  await using ray = await startReferenceRay({ clocks });
  const file = async (query: string): Promise<string> =>
    (await ask(ray.url, { path: `/api/v0/logs/file?node_id=${ray.nodeId}&${query}` })).text;
  const id = await submit(ray.url, { entrypoint: "echo never", runtime_env: { pip: ["x"] } });
  const job = await ended(ray.url, id);
  expect(job).toMatchObject({ status: "FAILED", error_type: "RUNTIME_ENV_SETUP_FAILURE", driver_node_id: null });
  expect(job.message).toMatch(/^runtime_env setup failed: /);
  expect(await logs(ray.url, id)).toBe("");
  expect(await file(`submission_id=${id}`)).toMatch(/^Job \S+ has no driver node id info\. This is likely a bug/);
  expect(await file(`filename=job-driver-${id}.log`)).toContain(job.message);
  for (const wrong of [{ runtime_env: { working_dir: "/" } }, { entrypoint_num_cpus: -1 }]) {
    const refused = await jobOf(ray.url, await submit(ray.url, { entrypoint: "echo", ...wrong }));
    expect(refused).toMatchObject({ status: "FAILED", error_type: "JOB_SUPERVISOR_ACTOR_START_FAILURE" });
  }
});

test("deleting keeps the log: a new job with the same id appends to it", async () => {
  await using ray = await startReferenceRay({ clocks });
  for (const word of ["first", "second"]) {
    await ended(ray.url, await submit(ray.url, { submission_id: "again", entrypoint: `echo ${word}` }));
    expect((await ask(ray.url, { method: "DELETE", path: "/api/jobs/again" })).text).toBe('{"deleted": true}');
  }
  const log = readFileSync(ray.logFile("again"), "utf8");
  expect(log.match(/Runtime env is setting up/g)?.length).toBe(2);
  expect(log.indexOf("first\n")).toBeLessThan(log.indexOf("second\n"));
});

test("a submission whose script called ray.init is also found by its Ray job id", async () => {
  await using ray = await startReferenceRay({ clocks });
  const id = await submit(ray.url, { entrypoint: "true" });
  await ended(ray.url, id);
  const jobId = ray.addDriverJob({ submissionId: id });
  expect(await jobOf(ray.url, jobId)).toMatchObject({ submission_id: id, type: "SUBMISSION", job_id: jobId });
  expect(await stop(ray.url, jobId)).toEqual({ stopped: false });
});

test("a job that waits for resources has a supervisor in the actor table", async () => {
  await using ray = await startReferenceRay({ clocks });
  await submit(ray.url, { submission_id: "waits", entrypoint: "true", entrypoint_num_gpus: 4 });
  const query = "detail=1&filter_keys=name&filter_predicates=%3D&filter_values=_ray_internal_job_actor_waits";
  const answer = await ask(ray.url, { path: `/api/v0/actors?${query}` });
  expect(JSON.parse(answer.text)).toMatchObject({
    data: { result: { result: [{ class_name: "JobSupervisor", required_resources: { GPU: 4 } }] } },
  });
});

test("an id with a slash is refused, then exists forever, and can be neither stopped nor deleted", async () => {
  await using ray = await startReferenceRay({ clocks });
  const answer = await ask(ray.url, {
    method: "POST",
    path: "/api/jobs/",
    body: { entrypoint: "x", submission_id: "a/b" },
  });
  expect(answer.status).toBe(500);
  expect((await ask(ray.url, { path: "/api/v0/actors" })).text).not.toContain("a/b");
  expect((await jobOf(ray.url, "a/b")).status).toBe("PENDING");
  expect((await ask(ray.url, { method: "POST", path: "/api/jobs/a%2Fb/stop" })).text).toBe('{"stopped": false}');
  expect((await ask(ray.url, { method: "DELETE", path: "/api/jobs/a%2Fb" })).text).toContain("404: 404: Not Found.");
});

test("a job whose id has a brace is accepted and runs, but no path reaches it", async () => {
  await using ray = await startReferenceRay({ clocks });
  await submit(ray.url, { submission_id: "a{b", entrypoint: "true" });
  expect(await ask(ray.url, { path: "/api/jobs/a%7Bb" })).toMatchObject({ status: 404, text: "404: Not Found" });
  expect((await ask(ray.url, { path: "/api/jobs/" })).text).toContain("a{b");
});

test("refuses to listen on hosts other than loopback", async () => {
  for (const host of ["0.0.0.0", "192.0.2.1", "::", "example.com"]) {
    await expect(startReferenceRay({ host })).rejects.toThrow(RangeError);
  }
});

test("the plain log is one JSON string of any size, with its length, universal newlines across block boundaries", async () => {
  await using ray = await startReferenceRay({ clocks });
  const entrypoint = `sleep 0.2; head -c 65400 /dev/zero | tr '\\0' x; for n in $(seq 1 300); do printf '한"\\\\%s\\r\\n🚀\\r' $n; done`;
  const id = await submit(ray.url, { entrypoint });
  await ended(ray.url, id);
  const answer = await ask(ray.url, { path: `/api/jobs/${id}/logs` });
  const truth = readFileSync(ray.logFile(id), "utf8").replace(/\r\n?/g, "\n");
  expect((JSON.parse(answer.text) as { readonly logs: string }).logs === truth).toBe(true);
  expect(Number(answer.headers["content-length"])).toBe(answer.bytes.length);
});
