/** The servers of docs/gateway.md as shown: each runs on its runtime, or is the file of an example that its own test runs. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { docProgram, docPrograms, onRuntime, projectFolder } from "./doc-program.ts";
import { quickRay } from "./quick-ray.ts";
import { serveProgram } from "./run-program.ts";

const page = "gateway.md";
const root = fileURLToPath(new URL("../../../../", import.meta.url));

const runtimes = {
  node: [process.execPath],
  bun: [join(root, "node_modules/bun/bin/bun.exe")],
  deno: [join(root, "node_modules/deno/deno"), "run", "-A", "--config", join(root, "deno.built.jsonc")],
} as const;

test.each([
  ["Node", "node"],
  ["Express and Node's http", "node"],
  ["Deno", "deno"],
  ["Bun", "bun"],
] as const)("%s", async (heading, runtime) => {
  const reference = await quickRay();
  await using cluster = ray({ address: reference.url });
  const { submissionId } = await cluster.jobs.submit({ entrypoint: "echo hello" });
  await cluster.jobs.wait(submissionId);
  const folder = projectFolder();
  writeFileSync(join(folder, "server.ts"), onRuntime(docProgram(page, heading, "ts"), runtime));
  const env = { RAY_API_SERVER_ADDRESS: reference.url };
  const url = await serveProgram([...runtimes[runtime], join(folder, "server.ts")], folder, env);
  const log = await fetch(`${url}/v1/systems/ray/jobs/${submissionId}/log`);
  expect(await log.text()).toBe(readFileSync(reference.logFile(submissionId), "utf8"));
  const submit = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  expect((await fetch(`${url}/v1/systems/ray/jobs`, submit)).status).toBe(403);
});

test("the first program asks its own sign-in", async () => {
  const reference = await quickRay();
  const folder = projectFolder();
  const [, first = ""] =
    /```ts[^\n]*\n([\s\S]*?)```/.exec(readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), "utf8")) ?? [];
  const program = `
    import { serve } from "srvx";
    const userOf = async (request) => {
      const user = request.headers.get("x-user");
      return user === null ? undefined : { isAdmin: user === "admin" };
    };
    ${onRuntime(first, "node")}
    serve({ fetch: gateway.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT) });`;
  writeFileSync(join(folder, "server.ts"), program);
  const url = await serveProgram([process.execPath, "server.ts"], folder, {
    RAY_API_SERVER_ADDRESS: reference.url,
    JOBWIRE_AGENT_URL: "http://127.0.0.1:1",
    JOBWIRE_AGENT_TOKEN: "none",
  });
  const submit = async (user?: string): Promise<number> =>
    (
      await fetch(`${url}/api/jobs/v1/systems/training/jobs`, {
        method: "POST",
        headers: { "content-type": "application/json", ...(user === undefined ? {} : { "x-user": user }) },
        body: JSON.stringify({ entrypoint: "echo hello" }),
      })
    ).status;
  expect([await submit(), await submit("somebody"), await submit("admin")]).toEqual([401, 403, 201]);
});

test("the programs for Hono and Next.js are the files of the examples", () => {
  const programs = docPrograms(page, "ts");
  const example = (file: string): string => readFileSync(join(root, "examples", file), "utf8");
  const hono = programs.find((program) => program.includes("new Hono()")) ?? "no program";
  expect(example("hono/src/server.ts").startsWith(hono)).toBe(true);
  for (const file of ["next/gateway.ts", "next/app/api/jobs/[...path]/route.ts", "next/next.config.ts"]) {
    expect(programs).toContain(example(file));
  }
});

test("the gateway behind a CDN lets shared caches keep logs", async () => {
  const reference = await quickRay();
  await using cluster = ray({ address: reference.url });
  await cluster.jobs.submit({ entrypoint: "echo hello", submissionId: "train-7" });
  await cluster.jobs.wait("train-7");
  const folder = projectFolder();
  const [program = ""] = docPrograms("gateway-behind-a-cdn.md", "ts");
  expect(program).toContain('hosts: ["logs.example.com"]');
  const local = onRuntime(program, "node").replace("logs.example.com", "127.0.0.1");
  writeFileSync(
    join(folder, "server.ts"),
    `import { serve } from "srvx";\n${local}\nserve({ fetch: gateway.fetch, hostname: "127.0.0.1", port: Number(process.env.PORT) });`,
  );
  const url = await serveProgram([process.execPath, "server.ts"], folder, { RAY_API_SERVER_ADDRESS: reference.url });
  const { headers } = await fetch(`${url}/v1/systems/ray/jobs/train-7/log?offset=-1`);
  expect(headers.get("cache-control")).toBe("public, max-age=60, stale-while-revalidate=300");
  const etag = headers.get("etag") ?? "";
  const again = await fetch(`${url}/v1/systems/ray/jobs/train-7/log?offset=-1`, { headers: { "if-none-match": etag } });
  expect(again.status).toBe(304);
  expect((await fetch(`${url}/v1/systems/ray/jobs/nobody/log`)).headers.get("cache-control")).toBe("no-store");
});
