import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReferenceAgent, startFaultyAgent, startReferenceAgent } from "@jobwire/testing";
import { instead, json } from "@jobwire/testing/faults";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { runCli, type CliRun } from "./run-cli.ts";

const token = "hush-hush-token";
let server: ReferenceAgent;

beforeAll(async () => {
  server = await startReferenceAgent({ token, prefix: "/agents/7" });
});
afterAll(() => server.close());

const agent = (...args: ReadonlyArray<string>): Promise<CliRun> =>
  runCli(["agent", ...args], { env: { JOBWIRE_AGENT_URL: `${server.baseUrl}/`, JOBWIRE_AGENT_TOKEN: token } });

const printedJson = async (...args: ReadonlyArray<string>): Promise<unknown> => {
  const run = await agent(...args, "--json");
  expect([run.code, run.stderr]).toEqual([0, ""]);
  return JSON.parse(run.stdout);
};

describe("jobwire agent", () => {
  test("prints health and every kind of resource", async () => {
    expect(await printedJson("health")).toMatchObject({ status: "ok" });
    const tables = [["jobs", "list"], ["nodes", "list"], ["tasks", "list"], ["serve", "list"], ["health"]];
    for (const args of tables) {
      const { code, stdout } = await agent(...args);
      expect([args, code]).toEqual([args, 0]);
      expect(stdout).not.toBe("");
    }
    const [application] = (await printedJson("serve", "list")) as ReadonlyArray<{ name: string }>;
    const name = application?.name ?? "";
    expect(await printedJson("serve", "get", name)).toMatchObject({ name });
    expect(await printedJson("serve", "delete", name)).toEqual({ name, deleted: true });
    expect((await agent("serve", "get", name)).code).toBe(2);
  });

  test("follows a job to its end, with the job's outcome as exit code", async () => {
    const good = await server.startJob({ entrypoint: "for n in 1 2 3; do echo line $n; done" });
    const followed = await agent("jobs", "logs", "-f", good);
    expect([followed.code, followed.stdout]).toEqual([0, "line 1\nline 2\nline 3\n"]);
    expect((await agent("jobs", "logs", good, "--protocol", "http")).stdout).toBe("line 1\nline 2\nline 3\n");
    const bad = await server.startJob({ entrypoint: "echo before; exit 3" });
    expect(await agent("jobs", "logs", "-f", bad)).toMatchObject({ code: 1, stdout: "before\n" });
    expect((await agent("jobs", "wait", good, bad)).code).toBe(1);
    expect(await printedJson("jobs", "get", bad)).toMatchObject({ id: bad, status: "FAILED" });
  });

  test.each([
    ["FAILED", 1],
    ["COMPLETE", 0],
  ])("waits for the final status after a complete log: %s, exit %i", async (status, code) => {
    let asked = 0;
    const faulty = await startFaultyAgent({
      status: "SUCCEEDED",
      log: "one\n",
      fault: ({ endpoint }) =>
        endpoint === "job"
          ? instead(json({ submission_id: "raysubmit_scripted00000000", status: asked++ < 4 ? "RUNNING" : status }))
          : undefined,
    });
    onTestFinished(() => faulty.close());
    const followed = await agent("jobs", "logs", "-f", "raysubmit_scripted00000000", "--url", faulty.baseUrl);
    expect([followed.code, followed.stdout]).toEqual([code, "one\n"]);
    expect(followed.stderr).toContain("the status is still RUNNING");
  });

  test("stops a job and waits until it has ended", async () => {
    const id = await server.startJob({ entrypoint: "echo started; sleep 600" });
    expect(await printedJson("jobs", "stop", id)).toMatchObject({ id, status: "STOPPED" });
    expect((await agent("jobs", "wait", id)).code).toBe(3);
  });

  test("uses the exit codes of jobwire ray", async () => {
    expect((await agent("jobs", "get", "no-such-job")).code).toBe(1);
    expect((await agent("jobs", "get", "../nodes")).code).toBe(2);
    expect((await agent("jobs", "get")).code).toBe(2);
    expect((await runCli(["agent", "health"])).code).toBe(2);
    const wrong = await agent("health", "--token", "another-token");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).not.toContain("another-token");
    expect((await runCli(["agent", "health", "--url", "http://127.0.0.1:9", "--token", token])).code).toBe(4);
    const waiting = await server.startJob({ entrypoint: "sleep 600" });
    expect((await agent("jobs", "wait", waiting, "--timeout", "0.2")).code).toBe(124);
    await agent("jobs", "stop", waiting);
  });

  test("flags override the environment, and tokens may come from files", async () => {
    const folder = mkdtempSync(join(tmpdir(), "jobwire-cli-agent-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const faulty = await startFaultyAgent({ status: "SUCCEEDED", log: "one\n" });
    onTestFinished(() => faulty.close());
    writeFileSync(join(folder, "token"), "file-token\n");
    writeFileSync(join(folder, "user"), "user-token\n");
    const files = ["--token-file", join(folder, "token"), "--user-token-file", join(folder, "user")];
    expect((await agent("health", "--url", faulty.baseUrl, ...files, "--tenant", "blue-team")).code).toBe(0);
    expect(faulty.requestsTo("health")[0]?.headers).toMatchObject({
      authorization: "file-token",
      "synapse-user": "Token user-token",
      "synapse-tenant": "Token blue-team",
    });
  });
});

test("lists jobs by status, time and metadata, newest first, in every format", async () => {
  const id = await server.startJob({ entrypoint: "echo listed", metadata: { team: "red" } });
  await agent("jobs", "wait", id);
  const newest = await agent("jobs", "list", "--limit", "1", "-o", "name");
  expect(newest.stdout).toBe(`${id}\n`);
  expect(newest.stderr).toMatch(/^Left out: \d+ jobs above the limit, all older\n$/);
  const byTeam = await agent("jobs", "list", "--filter", "metadata.team=red", "--since", "1h", "--status", "succeeded");
  expect(byTeam.stdout).toMatch(/^ID +STATUS +SUBMITTED +ENTRYPOINT\n/);
  expect(byTeam.stdout).toContain("echo listed");
  const json = await agent("jobs", "list", "--filter", `id=${id}`, "-o", "json");
  expect(JSON.parse(json.stdout)).toMatchObject([{ id }]);
  const wrong = await agent("jobs", "list", "--status", "SUCEEDED");
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  expect(wrong.stderr).toContain('Did you mean "SUCCEEDED"?');
});
