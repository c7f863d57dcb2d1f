import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReferenceRay, startReferenceRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import type { RayCluster, RayOptions } from "@jobwire/core";
import { expandRuntimeEnv, uploadWorkingDir, workingDirPackage } from "@jobwire/node-shared/working-dir";

const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "jw-rest-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "lib"));
  for (const [path, content] of Object.entries(files)) await writeFile(join(folder, path), content);
  return folder;
};

/**
 * Everything of Ray except its jobs, over one runtime's adapter and the reference Ray: the same tests on Node, Bun and Deno.
 *
 * @param ray the runtime's own
 */
export const testRestOfRay = (ray: (options: RayOptions) => RayCluster): void => {
  const started = async (): Promise<{ readonly server: ReferenceRay; readonly cluster: RayCluster }> => {
    const server = await startReferenceRay({ clocks: { supervisorStartMs: 20, tailPollMs: 20, serveDeployMs: 100 } });
    onTestFinished(() => server.close());
    const cluster = ray({ address: server.url, pollIntervalMs: 50 });
    onTestFinished(() => cluster.close());
    return { server, cluster };
  };

  test("a job sees the uploaded folder, which is uploaded once", async () => {
    const { server, cluster } = await started();
    const folder = await folderWith({
      "data.txt": "forty-two\n",
      "lib/say.sh": "cat data.txt; ls",
      "left-behind.log": "x",
      ".gitignore": "*.log\n",
    });
    const steps: Array<string> = [];
    const first = await uploadWorkingDir(cluster, folder, { onStep: ({ step }) => void steps.push(step) });
    expect([...new Set(steps)]).toEqual(["reading", "looking", "packing", "uploading"]);
    expect(first).toMatchObject({
      uploaded: true,
      uri: expect.stringMatching(/^gcs:\/\/_ray_pkg_[0-9a-f]{16}\.zip$/) as string,
    });
    const job = await cluster.jobs.submit({ entrypoint: "sh lib/say.sh", runtimeEnv: { working_dir: first.uri } });
    const lines: Array<string> = [];
    for await (const line of job.logs()) lines.push(line);
    expect((await job.result()).status).toBe("SUCCEEDED");
    expect(lines.filter((line) => !line.includes("untime env") && !line.startsWith("Running"))).toEqual([
      "forty-two",
      "data.txt",
      "lib",
    ]);
    expect(await uploadWorkingDir(cluster, folder)).toEqual({
      uri: first.uri,
      uploaded: false,
      bytes: null,
      files: 3,
      leftOut: [{ path: "left-behind.log", rule: "*.log", from: ".gitignore" }],
    });
    expect(server.requests.get("PUT /api/packages/{}/{}")).toBe(1);
  });

  test("an unpackable entry is refused by name, and none blocks the program", async () => {
    const folder = await folderWith({ "a.txt": "1" });
    const refused = async (): Promise<string> => {
      const error = await workingDirPackage(folder).catch((reason: unknown) => reason as Error);
      expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
      return (error as Error).message;
    };
    // By a shell: Deno writes U+FFFD for the byte.
    execFileSync("sh", ["-c", `: > "$0/$(printf 'caf\\351')"`, folder]);
    expect(await refused()).toContain("(its name is not UTF-8)");
    execFileSync("sh", ["-c", `rm "$0"/caf*`, folder]);
    await symlink("nowhere", join(folder, "dead"));
    expect(await refused()).toContain('"dead" (a link without a target)');
    await rm(join(folder, "dead"));
    await symlink("/etc", join(folder, "out"));
    expect(await refused()).toContain('"out" (a link out of the folder, to ');
    await rm(join(folder, "out"));
    execFileSync("mkfifo", [join(folder, ".gitignore")]);
    expect(await refused()).toContain('".gitignore" (a pipe)');
    await rm(join(folder, ".gitignore"));
    expect((await workingDirPackage(folder)).paths).toEqual(["a.txt", "lib/"]);
  });

  // Deno needs more than ten seconds for it.
  test("a folder of many files is named and packed, and an abort ends both", { timeout: 300_000 }, async () => {
    // Larger than one read.
    const folder = await folderWith({ large: "0123456789".repeat(60_000) });
    await Promise.all(Array.from({ length: 2_000 }, (_, n) => writeFile(join(folder, `f${n}`), `${n}`)));
    const source = await workingDirPackage(folder);
    expect(source.files).toBe(2_001);
    expect((await source.archive(new AbortController().signal)).byteLength).toBeGreaterThan(200_000);
    const stop = new AbortController();
    const reading = workingDirPackage(folder, { signal: stop.signal, onRead: () => stop.abort() });
    await expect(reading).rejects.toMatchObject({ _tag: "Aborted", reason: "signal" });
    await expect(source.archive(AbortSignal.abort())).rejects.toMatchObject({ _tag: "Aborted" });
  });

  test("the local files of a runtime_env become usable by a job", async () => {
    const { cluster } = await started();
    const folder = await folderWith({
      "requirements.txt": "requests\n",
      "conda.yml": "name: a\n",
      "lib/mod.py": "x = 1\n",
    });
    const local = { pip: join(folder, "requirements.txt"), py_modules: [join(folder, "lib")], working_dir: folder };
    await expect(cluster.jobs.submit({ entrypoint: "true", runtimeEnv: local })).rejects.toMatchObject({
      _tag: "InvalidRequest",
      message: expect.stringContaining("expandRuntimeEnv") as string,
    });
    const { runtimeEnv, packages } = await expandRuntimeEnv(cluster, local);
    expect(packages.map(({ field, uploaded }) => [field, uploaded])).toEqual([
      ["working_dir", true],
      ["py_modules[0]", true],
    ]);
    expect(runtimeEnv["pip"]).toEqual({ packages: ["requests"], pip_check: false });
    // The reference Ray installs nothing, so the job does without.
    const job = await cluster.jobs.submit({ entrypoint: "ls", runtimeEnv: { working_dir: runtimeEnv["working_dir"] } });
    await job.result();
    expect(await job.getLogs()).toContain("conda.yml");
    const conda = await expandRuntimeEnv(cluster, { conda: join(folder, "conda.yml") });
    expect(conda.runtimeEnv).toEqual({ conda: { name: "a" } });
    await expect(expandRuntimeEnv(cluster, { pip: "/dev/zero" })).rejects.toMatchObject({ _tag: "InvalidRequest" });
  });

  test("an existing archive is uploaded unchanged", async () => {
    const { cluster } = await started();
    const folder = await folderWith({ "a.txt": "1" });
    const bytes = await (await workingDirPackage(folder)).archive(new AbortController().signal);
    await writeFile(join(folder, "own.zip"), bytes);
    const own = await uploadWorkingDir(cluster, join(folder, "own.zip"));
    expect(own.uri).toMatch(/_ray_pkg_[0-9a-f]{40}\.zip$/);
    await writeFile(join(folder, "bad.zip"), "not a zip");
    await expect(uploadWorkingDir(cluster, join(folder, "bad.zip"))).rejects.toMatchObject({ _tag: "InvalidRequest" });
  });

  test("tables, one object by id, summaries and missing objects", async () => {
    const { server, cluster } = await started();
    for (let n = 0; n < 300; n++) {
      server.addStateRow("tasks", {
        task_id: n.toString(16).padStart(48, "0"),
        attempt_number: 0,
        name: "f",
        state: n % 3 === 0 ? "FAILED" : "FINISHED",
        job_id: "01000000",
        actor_id: null,
        type: "NORMAL_TASK",
        func_or_class_name: "f",
        parent_task_id: "f".repeat(48),
        node_id: server.nodeId,
        worker_id: null,
        worker_pid: 7,
        error_type: null,
      });
    }
    const some = await cluster.tasks.list({ limit: 100 });
    expect([some.rows.length, some.complete, some.matching]).toEqual([100, false, 300]);
    const failed = await cluster.tasks.list({ limit: 200, filters: [{ key: "state", value: "FAILED" }] });
    expect([failed.rows.length, failed.complete]).toEqual([100, true]);
    const printed = await cluster.tasks.list({ limit: 200, filters: [{ key: "STATE", value: "failed" }] });
    expect(printed.rows.length).toBe(100);
    await expect(cluster.tasks.list({ filters: [{ key: "colour", value: "red" }] })).rejects.toMatchObject({
      _tag: "InvalidRequest",
    });
    expect((await cluster.tasks.get("0".repeat(48)))[0]?.state).toBe("FAILED");
    await expect(cluster.tasks.get("f".repeat(48))).rejects.toMatchObject({ _tag: "NotFound", reason: "unknown-task" });
    await expect(cluster.actors.get("0".repeat(32))).rejects.toMatchObject({
      _tag: "NotFound",
      reason: "unknown-actor",
    });
    expect((await cluster.tasks.summary()).byName).toEqual({
      f: { type: "NORMAL_TASK", states: { FAILED: 100, FINISHED: 200 } },
    });
    const [head] = (await cluster.nodes.list()).rows;
    expect((await cluster.nodes.get(head?.nodeId ?? "")).isHeadNode).toBe(true);
    const release = server.occupySlots(100);
    const waiting = cluster.workers.list();
    setTimeout(release, 300);
    expect((await waiting).complete).toBe(true);
  });

  test("Serve: two applications, one replaced, one deleted, one broken", async () => {
    const { cluster } = await started();
    const { serve } = cluster;
    const { uri } = await uploadWorkingDir(cluster, await folderWith({ "app.py": "app = 1\n" }));
    const application = (
      name: string,
      path = "app:app",
    ): { name: string; [field: string]: unknown; import_path: string } => ({
      name,
      route_prefix: `/${name}`,
      import_path: path,
      runtime_env: { working_dir: uri },
    });
    expect((await serve.get()).running).toBe(false);
    const before = await serve.deploy({ applications: [application("one"), application("two")] });
    expect((await serve.wait()).applications.map(({ status }) => status)).toEqual(["RUNNING", "RUNNING"]);
    await serve.replace(application("two", "none:app"));
    await expect(serve.wait(["two"])).rejects.toMatchObject({
      _tag: "JobFailed",
      reason: "deploy-failed",
      message: expect.stringContaining("No module named 'none'") as string,
    });
    await serve.delete("two");
    expect((await serve.wait()).applications.map(({ name }) => name)).toEqual(["one"]);
    await expect(serve.deploy({ applications: [] }, { ifRevision: before.revision })).rejects.toMatchObject({
      _tag: "Conflict",
      reason: "changed",
    });
    await expect(serve.scale("one", "app", 2)).rejects.toMatchObject({ _tag: "Conflict", reason: "precondition" });
    await serve.shutdown();
    expect((await serve.get()).running).toBe(false);
  });

  test("a diagnosis finds no problem", async () => {
    const { cluster } = await started();
    const report = await cluster.diagnose();
    expect(report.ok).toBe(true);
    const others = report.checks.filter(({ result }) => result !== "ok").map(({ name, result }) => `${name} ${result}`);
    expect(others).toEqual(["plain untried", "writes untried"]);
    expect((await cluster.clusterStatus()).text).toContain("Node status");
    // As the real Ray responded whose response is the example in ray.yaml.
    expect((await cluster.activities())[0]?.state).toBe("ACTIVE");
  });
};
