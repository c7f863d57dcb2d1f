import { ray } from "@jobwire/node";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { liveRay, program } from "./live-ray.ts";
import { runCli } from "./run-cli.ts";

const cluster = ray({ address: liveRay.address });
afterAll(() => cluster.close());

const cli = (command: string, ...args: ReadonlyArray<string>) =>
  runCli(["ray", command, "--address", liveRay.address, ...args]);
const read = async (id: string): Promise<void> => {
  for await (const batch of cluster.jobs.tailLogs(id).batches()) void batch;
};

test("an unknown id is NotFound, exit 1", async () => {
  const id = "raysubmit_doesnotexist00";
  for (const call of [
    () => cluster.jobs.get(id),
    () => cluster.jobs.getLogs(id),
    () => cluster.jobs.stop(id),
    () => cluster.jobs.delete(id),
    () => cluster.jobs.wait(id),
    () => read(id),
  ]) {
    await expect(call()).rejects.toMatchObject({ _tag: "NotFound" });
  }
  for (const command of ["get", "status", "wait", "stop", "delete"]) expect((await cli(command, id)).code).toBe(1);
  expect((await cli("logs", "-f", id)).code).toBe(1);
});

test("an id with a slash is InvalidRequest before anything is sent, exit 2", async () => {
  await expect(cluster.jobs.submit({ entrypoint: "true", submissionId: "a/b" })).rejects.toMatchObject({
    _tag: "InvalidRequest",
    reason: "local",
  });
  await expect(cluster.jobs.get("a/b")).rejects.toMatchObject({ _tag: "InvalidRequest", reason: "local" });
  expect((await cluster.jobs.list()).some((job) => job.submissionId === "a/b")).toBe(false);
  expect((await cli("submit", "--submission-id", "a/b", "--", "true")).code).toBe(2);
  expect((await cli("logs", "a/b")).code).toBe(2);
});

test("no server is ConnectionFailed, exit 4", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  server.close();
  await once(server, "close");
  await using nowhere = ray({ address, retryForMs: 1_000 });
  const refused = { _tag: "ConnectionFailed", reason: "refused" };
  await expect(nowhere.jobs.list()).rejects.toMatchObject(refused);
  await expect(nowhere.jobs.submit({ entrypoint: "true" })).rejects.toMatchObject(refused);
  await expect(nowhere.jobs.wait("raysubmit_x")).rejects.toMatchObject(refused);
  for (const args of [["list"], ["logs", "-f", "raysubmit_x"], ["submit", "--", "true"]]) {
    const ran = await runCli(["ray", args[0] ?? "", "--address", address, "--retry-for", "1", ...args.slice(1)]);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain(address.slice("http://".length));
  }
});

test("a DRIVER job can be read, and a wait for it works; other calls are InvalidRequest, exit 2", async () => {
  const folder = await mkdtemp(join(tmpdir(), "jw-driver-"));
  const driver = spawn("/bin/sh", ["-c", program("driver", liveRay.gcs, join(folder, "go"))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [chunk] = (await once(driver.stdout, "data")) as [Buffer];
    const id = chunk.toString("utf8").trim();
    const job = await cluster.jobs.get(id);
    expect(job).toMatchObject({ type: "DRIVER", submissionId: null, jobId: id, status: "RUNNING", endTimeMs: null });
    for (const call of [
      () => cluster.jobs.getLogs(id),
      () => cluster.jobs.stop(id),
      () => cluster.jobs.delete(id),
      () => read(id),
    ]) {
      await expect(call()).rejects.toMatchObject({ _tag: "InvalidRequest" });
    }
    expect((await cli("get", id)).code).toBe(0);
    expect((await cli("logs", "-f", id)).code).toBe(2);
    expect((await cli("stop", id)).code).toBe(2);
    await writeFile(join(folder, "go"), "");
    await expect(cluster.jobs.wait(id)).resolves.toMatchObject({ type: "DRIVER", status: "SUCCEEDED" });
  } finally {
    driver.kill();
    await rm(folder, { recursive: true, force: true });
  }
});

test("a deleted job is NotFound, exit 1; a running one cannot be deleted", async () => {
  const job = await cluster.jobs.submit({ entrypoint: "sleep 600" });
  await expect(job.delete()).rejects.toMatchObject({ _tag: "Conflict", reason: "not-terminal" });
  expect((await cli("delete", job.submissionId)).code).toBe(2);
  await job.stop({ wait: true });
  const { endTimeMs } = await job.wait();
  // A job deleted within a second of its end comes back as FAILED (see deleteJob in specs/ray.yaml).
  await expect
    .poll(() => Date.now() - (endTimeMs ?? Date.now()), { interval: 200, timeout: 30_000 })
    .toBeGreaterThan(3_000);
  await job.delete();
  await expect(job.status()).rejects.toMatchObject({ _tag: "NotFound" });
  await expect(read(job.submissionId)).rejects.toMatchObject({ _tag: "NotFound" });
  expect((await cli("logs", "-f", job.submissionId)).code).toBe(1);
});

test("an id in use is Conflict", async () => {
  const job = await cluster.jobs.submit({ entrypoint: "true" });
  await expect(cluster.jobs.submit({ entrypoint: "true", submissionId: job.submissionId })).rejects.toMatchObject({
    _tag: "Conflict",
    reason: "exists",
  });
  expect((await cli("submit", "--submission-id", job.submissionId, "--", "true")).code).toBe(2);
});

test("a runtime_env that cannot be set up is JobFailed with the reason, though there is no log; exit 1", async () => {
  const runtimeEnv = { working_dir: "gcs://_ray_pkg_0000000000000000.zip" };
  const job = await cluster.jobs.submit({ entrypoint: "true", runtimeEnv });
  const ended: Array<string | null> = [];
  const lines: Array<string> = [];
  for await (const line of job.logs({
    onStatus: (status) => void (status.type === "ended" && ended.push(status.message)),
  })) {
    lines.push(line);
  }
  expect(ended.join()).toContain("runtime_env setup failed");
  await expect(job.result()).rejects.toMatchObject({ _tag: "JobFailed", errorType: "RUNTIME_ENV_SETUP_FAILURE" });

  const folder = await mkdtemp(join(tmpdir(), "jw-env-"));
  const file = join(folder, "env.json");
  await writeFile(file, JSON.stringify(runtimeEnv));
  const failed = await cli("submit", "--runtime-env", file, "--", "true");
  expect(failed.stderr).toContain("runtime_env setup failed");
  expect(failed.code).toBe(1);
  await writeFile(file, "[not an object");
  expect((await cli("submit", "--runtime-env", file, "--", "true")).code).toBe(2);
  await rm(folder, { recursive: true });
});

test("a request that Ray refuses is InvalidRequest with Ray's own reason", async () => {
  const metadata = { number: 1 } as unknown as Record<string, string>;
  await expect(cluster.jobs.submit({ entrypoint: "true", metadata })).rejects.toMatchObject({ _tag: "InvalidRequest" });
});

test("a body that is HTML is BadResponse, exit 4", async () => {
  const server = createServer((_request, answer) => {
    answer.writeHead(200, { "content-type": "text/html" }).end("<html><body>Sign in first</body></html>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await using portal = ray({ address, retryForMs: 1_000 });
    await expect(portal.jobs.list()).rejects.toMatchObject({ _tag: "BadResponse" });
    await expect(portal.jobs.get("raysubmit_x")).rejects.toMatchObject({ _tag: "BadResponse" });
    await expect(portal.version()).rejects.toMatchObject({ _tag: "BadResponse" });
    for (const args of [["list"], ["logs", "-f", "raysubmit_x"]]) {
      const ran = await runCli(["ray", args[0] ?? "", "--address", address, "--retry-for", "1", ...args.slice(1)]);
      expect(ran.code).toBe(4);
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
