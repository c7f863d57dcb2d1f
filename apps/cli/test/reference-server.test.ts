import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCli, type RunningCli, startCli } from "./run-cli.ts";

/** The token of the servers in most tests. */
const env = { JOBWIRE_REFERENCE_TOKEN: "t0ken" };

/** A server that a failed test does not leave behind. */
const serve = (args: ReadonlyArray<string>, environment: Readonly<Record<string, string>> = env): RunningCli => {
  const server = startCli(["reference-server", ...args], { env: environment });
  onTestFinished(() => void server.child.kill("SIGTERM"));
  return server;
};

interface Started {
  readonly server: RunningCli;
  readonly url: string;
  readonly token: string | undefined;
}

const startServer = async (
  args: ReadonlyArray<string> = [],
  environment: Readonly<Record<string, string>> = env,
): Promise<Started> => {
  const server = serve(["--ray-port", "0", ...args], environment);
  const { ray: url, token } = JSON.parse(await server.until("stdout", /^.*\n/)) as { ray: string; token?: string };
  return { server, url, token };
};

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "jobwire-reference-server-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};

const list = (url: string, token?: string) =>
  runCli(["ray", "list", "--address", url], token === undefined ? {} : { env: { RAY_AUTH_TOKEN: token } });

test.each(["SIGINT", "SIGTERM"] as const)(
  "prints its URL as one line of JSON, serves, and ends cleanly on %s",
  async (signal) => {
    const { server, url } = await startServer();
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
  const submit = ["ray", "submit", "--address", url, "--submission-id", "x", "--no-wait", "--", "sleep 60"];
  const job = await runCli(submit, { env: { RAY_AUTH_TOKEN: "t0ken" } });
  expect(job.code).toBe(0);
  server.child.kill("SIGTERM");
  expect((await server.ended).code).toBe(0);
});

test("a port in use: a message on stderr and exit 4", async () => {
  const { server, url } = await startServer();
  const second = await runCli(["reference-server", "--ray-port", new URL(url).port]);
  expect(second).toMatchObject({ code: 4, stdout: "" });
  expect(second.stderr).toContain("EADDRINUSE");
  server.child.kill("SIGTERM");
  await server.ended;
});

test("serves a Ray and an agent with the same token, or an agent alone", async () => {
  const both = serve(["--ray-port", "0", "--agent-port", "0"]);
  const urls = JSON.parse(await both.until("stdout", /^.*\n/)) as Record<"ray" | "agent", string>;
  const status = async (url: string, authorization?: string) =>
    (await fetch(url, authorization === undefined ? {} : { headers: { authorization } })).status;
  expect(await status(`${urls.ray}/api/version`, "Bearer t0ken")).toBe(200);
  expect(await status(`${urls.agent}/jobs/`, "t0ken")).toBe(200);
  expect(await status(`${urls.agent}/jobs/`)).toBe(401);
  both.child.kill("SIGTERM");
  expect(await both.ended).toMatchObject({ code: 0, stderr: "" });
  const alone = serve(["--agent-port", "0"]);
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

test("serves a reasoner: Direct Access and SQL with the same jobs and token", async () => {
  const server = serve(["--reasoner-port", "0", "--snowflake-port", "0"]);
  const urls = JSON.parse(await server.until("stdout", /^.*\n/)) as Record<"reasoner" | "snowflake", string>;
  expect(Object.keys(urls)).toEqual(["reasoner", "snowflake"]);
  const create = (authorization: string) =>
    fetch(`${urls.reasoner}/v1alpha1/jobs`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
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

test("without a configured token it generates one, prints it and requires it", async () => {
  const [first, second] = await Promise.all([startServer([], {}), startServer([], {})]);
  for (const { url, token } of [first, second]) {
    expect(token).toMatch(/^[\w-]{32}$/);
    expect((await list(url)).code).toBe(2);
    expect((await list(url, "wrong")).code).toBe(2);
    expect((await list(url, token)).code).toBe(0);
  }
  expect(first.token).not.toBe(second.token);
  first.server.child.kill("SIGTERM");
  expect(await first.server.ended).toMatchObject({ code: 0, stderr: "" });
});

test("a token from a file or the environment is not printed; the file wins", async () => {
  const file = join(folder(), "token");
  writeFileSync(file, "from-file\n");
  const { server, url, token } = await startServer(["--token-file", file]);
  expect(token).toBeUndefined();
  expect((await list(url, "t0ken")).code).toBe(2);
  expect((await list(url, "from-file")).code).toBe(0);
  server.child.kill("SIGTERM");
  const { stdout, stderr } = await server.ended;
  expect(stdout + stderr).not.toContain("from-file");
});

test("an empty variable is ignored; --no-token requires no token, also with the variable", async () => {
  expect((await startServer([], { JOBWIRE_REFERENCE_TOKEN: "" })).token).toMatch(/^[\w-]{32}$/);
  const { url, token } = await startServer(["--no-token"]);
  expect(token).toBeUndefined();
  expect((await list(url)).code).toBe(0);
});

test.each([
  ["--token is not an option", ["--token", "s3cret"], {}],
  ["a missing file", ["--token-file", "/nope"], {}],
  ["--no-token with a file", ["--no-token", "--token-file", "/nope"], {}],
  ["a token that no header can carry", [], { JOBWIRE_REFERENCE_TOKEN: "s3 cret" }],
  ["a token with a quote", [], { JOBWIRE_REFERENCE_TOKEN: 's3"cret' }],
] as const)("%s: exit 2, and the token is not printed", async (_name, args, environment) => {
  const run = await runCli(["reference-server", "--ray-port", "0", ...args], { env: environment });
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).not.toMatch(/s3.?cret/);
});

test("a job sees neither the token nor the rest of the server's environment", async () => {
  const { url } = await startServer([], { ...env, AWS_SECRET_ACCESS_KEY: "hush", TZ: "UTC" });
  const job = await runCli(["ray", "submit", "--address", url, "--", "env"], { env: { RAY_AUTH_TOKEN: "t0ken" } });
  expect(job.code).toBe(0);
  expect(job.stdout).toContain("TZ=UTC");
  expect(job.stdout).not.toMatch(/t0ken|hush|JOBWIRE_REFERENCE_TOKEN/);
});

test("SIGKILL leaves neither the jobs nor the folders", async () => {
  const temporary = folder();
  const { server, url } = await startServer([], { ...env, TMPDIR: temporary });
  const file = join(folder(), "pids");
  const entrypoint = `trap "" TERM; sleep 300 & setsid sleep 300 & echo $$ $! > ${file}; wait`;
  const submit = ["ray", "submit", "--address", url, "--no-wait", "--", entrypoint];
  expect((await runCli(submit, { env: { RAY_AUTH_TOKEN: "t0ken" } })).code).toBe(0);
  await expect.poll(() => existsSync(file) && readFileSync(file, "utf8"), { timeout: 60_000 }).toMatch(/\d \d+\n/);
  const pids = readFileSync(file, "utf8").trim().split(" ");
  const running = () => pids.filter((pid) => existsSync(`/proc/${pid}/exe`));
  expect(running()).toEqual(pids);
  expect(readdirSync(temporary).filter((name) => name.startsWith("jobwire-ray-"))).toHaveLength(1);
  server.child.kill("SIGKILL");
  await expect.poll(running, { timeout: 60_000 }).toEqual([]);
  const left = () => readdirSync(temporary).filter((name) => name.startsWith("jobwire-"));
  await expect.poll(left, { timeout: 60_000 }).toEqual([]);
});
