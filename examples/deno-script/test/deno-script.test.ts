/** The script as its reader runs it, on Deno: one command, and no permission but the network. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startReferenceRay } from "@jobwire/testing";
import { ray } from "jobwire";
import { expect, onTestFinished, test } from "vitest";

const deno = fileURLToPath(new URL("../node_modules/deno/deno", import.meta.url));
const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));
// The built packages, as in a project that installed them.
const config = fileURLToPath(new URL("../../../deno.built.jsonc", import.meta.url));

const run = (permissions: ReadonlyArray<string>, args: ReadonlyArray<string>) =>
  new Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }>((resolve) => {
    const all = ["run", "--no-prompt", "--config", config, ...permissions, program, ...args];
    execFile(deno, all, { env: { PATH: process.env["PATH"], NO_COLOR: "1" } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });

test("with the network alone it waits for a job's end and prints its last lines", async () => {
  const server = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
  onTestFinished(() => server.close());
  await using cluster = ray({ address: server.url });
  const entrypoint = 'i=0; while [ $i -lt 30 ]; do echo "line $i: 로그 🚀"; sleep 0.02; i=$((i + 1)); done';
  await cluster.jobs.submit({ entrypoint, submissionId: "train-7" });
  const { code, stdout, stderr } = await run(["--allow-net"], [server.url, "train-7", "3"]);
  expect(code, stderr).toBe(0);
  expect(stdout).toBe([27, 28, 29].map((i) => `line ${i}: 로그 🚀\n`).join(""));
  expect(stderr).toContain("train-7: SUCCEEDED");

  // Even the network only where it needs it.
  const allowed = `--allow-net=${new URL(server.url).host}`;
  expect(await run([allowed], [server.url, "train-7", "1"])).toMatchObject({ code: 0, stdout: "line 29: 로그 🚀\n" });
  expect((await run([], [server.url, "train-7"])).stderr).toContain("--allow-net");

  await cluster.jobs.submit({ entrypoint: "sleep 0.3; echo no; exit 1", submissionId: "bad" });
  expect(await run(["--allow-net"], [server.url, "bad", "1"])).toMatchObject({ code: 1, stdout: "no\n" });
  expect(await run(["--allow-net"], [])).toMatchObject({ code: 2, stdout: "" });
});
