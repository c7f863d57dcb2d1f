import { expect, onTestFinished, test } from "vitest";
import { runCli, type RunningCli, startCli } from "./run-cli.ts";

/** A server that a failed test does not leave behind. */
const serve = (...args: ReadonlyArray<string>): RunningCli => {
  const server = startCli(["reference-server", ...args]);
  onTestFinished(() => void server.child.kill("SIGTERM"));
  return server;
};

const startServer = async (...args: ReadonlyArray<string>): Promise<{ server: RunningCli; url: string }> => {
  const server = serve("--ray-port", "0", ...args);
  const line = await server.until("stdout", /^.*\n/);
  return { server, url: (JSON.parse(line) as { ray: string }).ray };
};

test.each(["SIGINT", "SIGTERM"] as const)(
  "it says its URL in one line of JSON, serves, and ends cleanly on %s",
  async (signal) => {
    const { server, url } = await startServer("--token", "t0ken");
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const submit = ["ray", "submit", "--address", url, "--", "echo served"];
    expect((await runCli(submit)).code).toBe(2);
    expect((await runCli(submit, { env: { RAY_AUTH_TOKEN: "t0ken" } })).stdout).toContain("served\n");
    server.child.kill(signal);
    expect(await server.ended).toMatchObject({ code: 0, stdout: `${JSON.stringify({ ray: url })}\n`, stderr: "" });
  },
);

test("jobs that still run end with the server", async () => {
  const { server, url } = await startServer();
  const job = await runCli(["ray", "submit", "--address", url, "--submission-id", "x", "--no-wait", "--", "sleep 60"]);
  expect(job.code).toBe(0);
  server.child.kill("SIGTERM");
  expect((await server.ended).code).toBe(0);
});

test("a port that is taken is said on stderr: exit 4", async () => {
  const { server, url } = await startServer();
  const second = await runCli(["reference-server", "--ray-port", new URL(url).port]);
  expect(second).toMatchObject({ code: 4, stdout: "" });
  expect(second.stderr).toContain("EADDRINUSE");
  server.child.kill("SIGTERM");
  await server.ended;
});

test("a Ray and an agent at once, each below the same token; an agent alone", async () => {
  const both = serve("--ray-port", "0", "--agent-port", "0", "--token", "t0ken");
  const urls = JSON.parse(await both.until("stdout", /^.*\n/)) as Record<"ray" | "agent", string>;
  const status = async (url: string, authorization?: string) =>
    (await fetch(url, authorization === undefined ? {} : { headers: { authorization } })).status;
  expect(await status(`${urls.ray}/api/version`, "Bearer t0ken")).toBe(200);
  expect(await status(`${urls.agent}/jobs/`, "t0ken")).toBe(200);
  expect(await status(`${urls.agent}/jobs/`)).toBe(401);
  both.child.kill("SIGTERM");
  expect(await both.ended).toMatchObject({ code: 0, stderr: "" });
  const alone = serve("--agent-port", "0");
  const line = await alone.until("stdout", /^.*\n/);
  expect(Object.keys(JSON.parse(line) as object)).toEqual(["agent"]);
  alone.child.kill("SIGINT");
  expect(await alone.ended).toMatchObject({ code: 0, stderr: "" });
});

test("a second server that cannot start ends the first: exit 4", async () => {
  const { server, url } = await startServer();
  const second = await runCli(["reference-server", "--ray-port", "0", "--agent-port", new URL(url).port]);
  expect(second).toMatchObject({ code: 4, stdout: "" });
  server.child.kill("SIGTERM");
  await server.ended;
});

test("a reasoner: Direct Access and SQL in front of the same jobs, both below the token", async () => {
  const server = serve("--reasoner-port", "0", "--snowflake-port", "0", "--token", "t0ken");
  const urls = JSON.parse(await server.until("stdout", /^.*\n/)) as Record<"reasoner" | "snowflake", string>;
  expect(Object.keys(urls)).toEqual(["reasoner", "snowflake"]);
  const create = (authorization: string) =>
    fetch(`${urls.reasoner}/v1alpha1/jobs`, {
      method: "POST",
      headers: { authorization },
      body: JSON.stringify({ job_type: "ML", worker_name: "e", payload: "{}" }),
    });
  expect((await create('Snowflake Token="other"')).status).toBe(401);
  const { id } = (await (await create('Snowflake Token="t0ken"')).json()) as { readonly id: string };
  const listed = await fetch(`${urls.snowflake}/api/v2/statements`, {
    method: "POST",
    headers: { authorization: "Bearer t0ken", "content-type": "application/json" },
    body: JSON.stringify({ statement: "SELECT ID FROM RELATIONALAI.api.JOBS" }),
  });
  expect(await listed.json()).toMatchObject({ data: [[id]] });
  server.child.kill("SIGTERM");
  expect(await server.ended).toMatchObject({ code: 0, stderr: "" });
});
