/** The step as CI runs it: the workflow's own command, its exit code, and what a cancelled step leaves behind. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type ReferenceRay, startReferenceRay } from "@jobwire/testing";
import { ray } from "jobwire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";

const folder = fileURLToPath(new URL("..", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "jobwire-ci-job-"));
const summaryFile = join(temporary, "summary.md");
let server: ReferenceRay;
beforeAll(async () => {
  server = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20, killAfterMs: 300 } });
});
afterAll(async () => {
  await server.close();
  rmSync(temporary, { recursive: true });
});

const start = (...command: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, ["src/main.ts", ...command], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      RAY_API_SERVER_ADDRESS: server.url,
      GITHUB_RUN_ID: "77",
      GITHUB_RUN_ATTEMPT: "2",
      GITHUB_REPOSITORY: "acme/train",
      GITHUB_STEP_SUMMARY: summaryFile,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { child, ended: once(child, "exit") as Promise<[number | null, string | null]> };
};

const run = async (...command: ReadonlyArray<string>) => {
  const { child, ended } = start(...command);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr, code, id: /submitted (\S+)/.exec(stderr)?.[1] ?? "" };
};

test("it ends with the job's exit code, and words arrive as they are", async () => {
  const words = ["it's", "a  b", "$HOME", "로그", "*"];
  const good = await run("--", "printf", "%s\\n", ...words);
  expect(good.code, good.stderr).toBe(0);
  expect(good.stdout).toContain(`${words.join("\n")}\n`);
  expect(good.stdout).toBe(readFileSync(server.logFile(good.id), "utf8"));
  expect(readFileSync(summaryFile, "utf8")).toBe(`Ray job \`${good.id}\`: **SUCCEEDED**\n`);
  await using cluster = ray({ address: server.url });
  expect((await cluster.jobs.get(good.id)).metadata).toMatchObject({ repository: "acme/train", run: "77/2" });

  expect((await run("--", "sh", "-c", "exit 7")).code).toBe(7);
  expect(await run()).toMatchObject({ code: 2, stdout: "" });
});

test("a cancelled step stops its job", async () => {
  const { child, ended } = start("--", "sh", "-c", "echo started; exec sleep 60");
  const errors = text(child.stderr);
  for await (const line of createInterface({ input: child.stdout })) if (line === "started") break;
  child.kill("SIGTERM");
  expect(await ended).toEqual([130, null]);
  const id = /submitted (\S+)/.exec(await errors)?.[1] ?? "";
  await using cluster = ray({ address: server.url });
  expect((await cluster.jobs.get(id)).status).toBe("STOPPED");
});

test("the workflow runs this program, and the token comes from a secret", () => {
  const workflow = parse(readFileSync(join(folder, "workflow.yml"), "utf8")) as {
    readonly jobs: {
      readonly train: { readonly steps: ReadonlyArray<{ readonly run?: string; readonly env?: object }> };
    };
  };
  const step = workflow.jobs.train.steps.at(-1);
  expect(step?.run).toMatch(/^node src\/main\.ts -- /);
  expect(step?.env).toMatchObject({ RAY_AUTH_TOKEN: "${{ secrets.RAY_AUTH_TOKEN }}" });
});
