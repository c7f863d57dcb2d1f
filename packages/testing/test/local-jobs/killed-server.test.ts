/** A killed server leaves neither processes nor folders. Real processes, real signals. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startReferenceAgent, startReferenceRay } from "../../src/index.ts";
import { alive } from "./alive.ts";

vi.setConfig({ testTimeout: 120_000 });

/** A folder for all temporary files of the server, so that the test sees what is left. */
const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "jobwire-killed-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/**
 * Every way in which a job's process can escape: it ignores SIGTERM, leaves the group, loses its parent, or clears its environment.
 * The number of lines is the number of processes.
 */
const entrypoint = `
sh -c 'trap "" TERM INT HUP; echo pid $$; while :; do sleep 1; done' &
sleep 300 & echo pid $!
nohup sleep 300 >/dev/null 2>&1 & echo pid $!
setsid sleep 300 & echo pid $!
(setsid sleep 300 >/dev/null 2>&1 </dev/null & echo pid $!)
env -i sleep 300 & echo pid $!
env -i setsid sleep 300 & echo pid $!
trap "" TERM
echo pid $$
while :; do sleep 1; done`;
const processes = 8;

const pidsIn = (log: string): readonly number[] =>
  existsSync(log) ? [...readFileSync(log, "utf8").matchAll(/^pid (\d+)$/gm)].map(([, pid]) => Number(pid)) : [];

interface Server {
  readonly child: ChildProcess;
  readonly log: string;
}

const source = (end: string): Record<"ray" | "agent", string> => ({
  ray: `
    const server = await startReferenceRay({ clocks: { supervisorStartMs: 1 }, ...options });
    const { request } = await import("node:http");
    const asked = request(server.url + "/api/jobs/", { method: "POST", headers: { "content-type": "application/json" } });
    asked.on("response", () => console.log(server.logFile("job")));
    asked.end(JSON.stringify({ entrypoint, submission_id: "job" }));
    ${end}`,
  agent: `
    const server = await startReferenceAgent(options);
    console.log(server.logFile(await server.startJob({ entrypoint }, "job")));
    ${end}`,
});

const start = async (kind: "ray" | "agent", TMPDIR: string, end = "", options: object = {}): Promise<Server> => {
  const index = new URL("../../src/index.ts", import.meta.url).href;
  const program = `
    import { startReferenceAgent, startReferenceRay } from ${JSON.stringify(index)};
    const entrypoint = ${JSON.stringify(entrypoint)};
    const options = ${JSON.stringify(options)};
    ${source(end)[kind]}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    env: { ...process.env, TMPDIR },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, log: line.toString().trim() };
};

const started = async (log: string): Promise<readonly number[]> => {
  await expect.poll(() => pidsIn(log).length, { timeout: 60_000 }).toBe(processes);
  const pids = pidsIn(log);
  expect(pids.filter(alive)).toHaveLength(processes);
  onTestFinished(() => {
    for (const pid of pids.filter(alive)) process.kill(pid, "SIGKILL");
  });
  return pids;
};

const allGone = async (pids: readonly number[], folder: string): Promise<void> => {
  await expect.poll(() => pids.filter(alive), { timeout: 60_000 }).toEqual([]);
  await expect.poll(() => readdirSync(folder), { timeout: 60_000 }).toEqual([]);
};

test.each(["ray", "agent"] as const)(
  "reference %s: SIGKILL ends all processes of its jobs and its folders",
  async (kind) => {
    const folder = temporary();
    const { child, log } = await start(kind, folder);
    const pids = await started(log);
    expect(readdirSync(folder)).toHaveLength(1);
    child.kill("SIGKILL");
    await allGone(pids, folder);
  },
);

test.each([
  ["a signal that it does not handle", "", "SIGTERM"],
  ["an exception that nobody caught", 'setTimeout(() => { throw new Error("as wanted"); }, 3000);', undefined],
  ["process.exit", "setTimeout(() => process.exit(), 3000);", undefined],
] as const)("the same after %s", async (_name, end, signal) => {
  const folder = temporary();
  const { child, log } = await start("agent", folder, end);
  const pids = await started(log);
  if (signal !== undefined) child.kill(signal);
  await once(child, "exit");
  await allGone(pids, folder);
});

test("a server that is killed while it starts a job leaves nothing", async () => {
  for (let round = 0; round < 3; round++) {
    const folder = temporary();
    // It kills itself after it started the job's process and before it reported it.
    const end = `
      const { default: processes } = await import("node:child_process");
      const { syncBuiltinESMExports } = await import("node:module");
      const { spawn } = processes;
      processes.spawn = (...given) => {
        spawn(...given);
        process.kill(process.pid, "SIGKILL");
      };
      syncBuiltinESMExports();
      await server.startJob({ entrypoint }, "late");`;
    const { child, log } = await start("agent", folder, end);
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await allGone(pidsIn(log), folder);
    expect(sleepersOf(folder)).toEqual([]);
  }
});

/** Processes that have this TMPDIR, as jobs of the server have. */
const sleepersOf = (folder: string): readonly string[] =>
  readdirSync("/proc").filter((entry) => {
    if (!/^\d+$/.test(entry) || !alive(Number(entry))) return false;
    try {
      return readFileSync(`/proc/${entry}/environ`, "utf8").split("\0").includes(`TMPDIR=${folder}`);
    } catch {
      return false;
    }
  });

test("logs in a named folder stay", async () => {
  const folder = temporary();
  const kept = temporary();
  const { child, log } = await start("ray", folder, "", { logDirectory: kept });
  expect(log.startsWith(kept)).toBe(true);
  const pids = await started(log);
  child.kill("SIGKILL");
  await allGone(pids, folder);
  expect(existsSync(log)).toBe(true);
});

test("close also ends processes that left their job's group", async () => {
  const agent = await startReferenceAgent();
  const log = agent.logFile(await agent.startJob({ entrypoint }, "job"));
  const pids = await started(log);
  await agent.close();
  expect(pids.filter(alive)).toEqual([]);
  expect(existsSync(log)).toBe(false);
});

test("a server that cannot start leaves no folder", async () => {
  const folder = temporary();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const ray = await startReferenceRay();
  const agent = await startReferenceAgent();
  expect(readdirSync(folder)).toHaveLength(2);
  await expect(startReferenceRay({ port: ray.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await expect(startReferenceAgent({ port: ray.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  expect(readdirSync(folder)).toHaveLength(2);
  await ray.close();
  await agent.close();
  expect(readdirSync(folder)).toEqual([]);
});

test("a job sees only the needed variables of the server's environment", async () => {
  vi.stubEnv("RAY_AUTH_TOKEN", "hush");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "hush");
  onTestFinished(() => void vi.unstubAllEnvs());
  await using agent = await startReferenceAgent();
  const id = await agent.startJob({ entrypoint: "env; echo over", environment: { GIVEN: "1" } });
  const log = (): string => readFileSync(agent.logFile(id), "utf8");
  await expect.poll(log, { timeout: 60_000 }).toContain("over\n");
  const names = [...log().matchAll(/^(\w+)=/gm)].map(([, name = ""]) => name);
  const expected = /^(?:PATH|HOME|LANG|LC_\w+|TZ|TMPDIR|GIVEN|JOBWIRE_JOB_OF|PWD|OLDPWD|SHLVL|_)$/;
  expect(names.filter((name) => !expected.test(name))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(["PATH", "GIVEN"]));
});
