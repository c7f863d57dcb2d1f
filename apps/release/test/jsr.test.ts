/** The packages on JSR, from a registry of this test: their comments, and how many copies of core a program gets. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ReferenceRay, startReferenceRay } from "@jobwire/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyRepository } from "../src/copy-repository.ts";
import { onJsr } from "../src/deno-manifests.ts";
import { packAll } from "../src/pack.ts";
import { type FreshProject, freshProject } from "../src/projects/fresh-project.ts";
import { startJsr } from "../src/projects/jsr.ts";
import type { LocalServer } from "../src/projects/local-server.ts";
import { publishedImports } from "../src/projects/published-imports.ts";
import { startRegistry } from "../src/projects/registry.ts";
import { upstreamRegistry } from "../src/projects/run-projects.ts";
import { repository } from "../src/repository.ts";
import { run } from "../src/run.ts";

const deno = join(repository, "node_modules/.bin/deno");
let jsr: LocalServer;
/** Deno would read each page again for each module, and trust other authorities than the machine. This registry does neither. */
let npm: LocalServer;
beforeAll(async () => {
  jsr = await startJsr(repository);
  await using copy = await copyRepository();
  npm = await startRegistry(await packAll(copy.root), await upstreamRegistry());
}, 300_000);
afterAll(async () => {
  await jsr[Symbol.asyncDispose]();
  await npm[Symbol.asyncDispose]();
});

test("an import gets the package's full name, and others stay", () => {
  const source = [
    'import * as Effect from "effect/Effect";',
    'import type { A } from "@scope/a";',
    'export * from "./b.ts";',
    'export { c } from "effects";',
    'const d = () => import("ws");',
    'type E = import("effect").E;',
    'const f = "effect/Effect";',
  ].join("\n");
  const imports = { effect: "npm:effect@^4.0.6", "@scope/a": "jsr:@scope/a@^1.0.0", ws: "npm:ws@^8.0.0" };
  expect(publishedImports(source, imports)).toBe(
    [
      'import * as Effect from "npm:effect@^4.0.6/Effect";',
      'import type { A } from "jsr:@scope/a@^1.0.0";',
      'export * from "./b.ts";',
      'export { c } from "effects";',
      'const d = () => import("npm:ws@^8.0.0");',
      'type E = import("npm:effect@^4.0.6").E;',
      'const f = "effect/Effect";',
    ].join("\n"),
  );
});

test.each(onJsr)(
  "deno doc finds a comment for each public name of %s, and each type in their signatures",
  {
    timeout: 120_000,
  },
  async (folder) => {
    const cwd = await mkdtemp(join(tmpdir(), "jobwire-doc-"));
    try {
      await cp(join(repository, folder, "src"), join(cwd, "src"), { recursive: true });
      const json = JSON.parse(await readFile(join(repository, folder, "deno.json"), "utf8")) as {
        readonly exports: Readonly<Record<string, string>>;
      };
      await writeFile(join(cwd, "deno.json"), JSON.stringify({ ...json, nodeModulesDir: "none" }));
      // A tool writes the others from specs/*.yaml, which has the descriptions.
      const entries = Object.values(json.exports).filter((file) => !file.includes("/generated/"));
      expect(entries.length).toBeGreaterThan(1);
      // Core's signatures name types of Effect, which Deno would take for private types of core if it could read them.
      const registry = folder === "packages/core" ? "http://127.0.0.1:9/" : npm.url;
      const env = { JSR_URL: jsr.url, NPM_CONFIG_REGISTRY: registry, DENO_DIR: join(cwd, ".deno") };
      expect(await run(deno, ["doc", "--lint", ...entries], { cwd, env })).toMatch(/^Checked \d+ files?$/m);
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  },
);

describe("copies of core", { timeout: 300_000 }, () => {
  let server: ReferenceRay;
  beforeAll(async () => {
    server = await startReferenceRay({ clocks: { supervisorStartMs: 50, tailPollMs: 50 } });
  });
  afterAll(() => server.close());

  const projectOf = async (program: string): Promise<FreshProject> => {
    const project = await freshProject(npm);
    await project.write("main.ts", program);
    return project;
  };
  const runDeno = (project: FreshProject, ...args: ReadonlyArray<string>): Promise<string> =>
    run(deno, args, { cwd: project.folder, env: { ...project.environment, JSR_URL: jsr.url } });

  /** The copies of core that Deno loads for a program: a version on JSR, or one from npm. */
  const copiesIn = async (project: FreshProject): Promise<ReadonlyArray<string>> => {
    const output = await runDeno(project, "info", "--json", "main.ts");
    const { modules, npmPackages } = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)) as {
      readonly modules: ReadonlyArray<{ readonly specifier: string }>;
      readonly npmPackages: Readonly<Record<string, { readonly name: string }>>;
    };
    const onJsrNow = modules.flatMap(({ specifier }) => /\/@jobwire\/core\/[^/]+\//.exec(specifier) ?? []);
    const fromNpm = Object.entries(npmPackages).filter(([, { name }]) => name === "@jobwire/core");
    return [...new Set(onJsrNow.map((path) => `jsr ${path}`)), ...fromNpm.map(([id]) => `npm ${id}`)];
  };

  const follow = (core: string, jobwire: string): string => `import { NotFound } from "${core}";
import { ray } from "${jobwire}";
const cluster = ray({ address: "${server.url}" });
const job = await cluster.jobs.submit({ entrypoint: "echo followed" });
for await (const line of job.logs()) console.log(line);
await cluster.jobs.get("no-such-job").catch((error) => console.log(error._tag, error instanceof NotFound));
await cluster.close();
`;

  test.each([
    { from: "JSR", core: "jsr:@jobwire/core", jobwire: "jsr:@jobwire/deno" },
    { from: "npm", core: "npm:@jobwire/core", jobwire: "npm:jobwire" },
  ])("from $from there is one, and --allow-net is enough", async ({ core, jobwire }) => {
    await using project = await projectOf(follow(core, jobwire));
    expect(await copiesIn(project)).toHaveLength(1);
    const output = await runDeno(project, "run", "--allow-net", "main.ts");
    expect(output).toMatch(/^followed$/m);
    expect(output).toMatch(/^NotFound true$/m);
  });

  test("with Jobwire from both there are two, which still know each other's errors and handles", async () => {
    const program = `import { isJobwireError, NotFound } from "jsr:@jobwire/core";
import { ray as onJsr } from "jsr:@jobwire/deno";
import { ray as onNpm } from "npm:jobwire";
const [first, second] = [onJsr({ address: "${server.url}" }), onNpm({ address: "${server.url}" })];
const job = await first.jobs.submit({ entrypoint: "echo followed" });
for await (const line of second.jobs.handle(job.toJSON()).logs()) console.log(line);
await second.jobs.get("no-such-job").catch((error) => console.log(isJobwireError(error), error instanceof NotFound));
await first.close();
await second.close();
`;
    await using project = await projectOf(program);
    expect(await copiesIn(project)).toHaveLength(2);
    const output = await runDeno(project, "run", "--allow-net", "main.ts");
    expect(output).toMatch(/^followed$/m);
    expect(output).toMatch(/^true false$/m);
  });
});
