/** A Promise program type-checks without the DOM's types, with the declarations of its dependencies checked, as its users compile it. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const inRepository = (path: string): string => join(packageFolder, "../..", path);

const program = `import {
  isJobwireError, type JobwireError, type LogTail, type Logger, ray, type RuntimeEnv, type TailBatch, withResponse,
} from "jobwire";
const runtimeEnv: RuntimeEnv = { env_vars: { A: "1" }, extra: { my_plugin: {} } };
const logger: Logger = console;
const cluster = ray({ address: "http://127.0.0.1:8265", logger, logLevel: "debug" });
const job = await cluster.jobs.submit({ entrypoint: "true", runtimeEnv }, { maxRetries: 1 });
const log: LogTail = job.logs({ signal: AbortSignal.timeout(1_000) });
for await (const batch of log.batches() satisfies AsyncIterable<TailBatch>) console.log(batch.text);
const { data, response } = await withResponse((own) => cluster.jobs.get(job.submissionId, own));
console.log(data.status, response?.attempts, log.toReadableStream({ format: "sse" }).locked);
try {
  await job.result({ onRetry: (error: JobwireError) => console.log(error._tag) });
} catch (error) {
  if (isJobwireError(error)) console.log(error.reason);
}
await cluster.close();
`;
const wrong: ReadonlyArray<readonly [string, string]> = [
  ["envVars", 'await cluster.jobs.submit({ entrypoint: "a", runtimeEnv: { envVars: { A: "1" } } });'],
  ["workingDir", 'await cluster.jobs.submit({ entrypoint: "a", runtimeEnv: { workingDir: "." } });'],
  ["env_vars", 'await cluster.jobs.submit({ entrypoint: "a", runtimeEnv: { env_vars: { A: 1 } } });'],
  ["retryForMS", "await cluster.jobs.list({ retryForMS: 1 });"],
  ["adress", 'ray({ adress: "http://127.0.0.1:8265" });'],
];

let folder = "";
beforeAll(async () => {
  // Inside the package, which then finds itself by its name.
  const parent = join(packageFolder, ".tmp");
  await mkdir(parent, { recursive: true });
  folder = await mkdtemp(join(parent, "types-"));
  await writeFile(join(folder, "program.ts"), program);
  const head = 'import { ray } from "jobwire";\nconst cluster = ray({ address: "http://127.0.0.1:8265" });\n';
  await writeFile(join(folder, "wrong.ts"), `${head}${wrong.map(([, line]) => line).join("\n")}\n`);
  await writeFile(join(folder, "package.json"), '{ "name": "jobwire-types", "type": "module" }');
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

const compile = async (compiler: string, module: string, file: string): Promise<string> => {
  const config = join(folder, `tsconfig.${file}.${module}.json`);
  const compilerOptions = {
    module,
    moduleResolution: module === "nodenext" ? "nodenext" : "bundler",
    target: "es2023",
    lib: ["es2023"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    // The package itself stands in for its installed copy.
    paths: {
      jobwire: [join(packageFolder, module === "nodenext" ? "dist/node.d.ts" : "dist/browser.d.ts")],
      // A Promise program has no Effect.
      effect: ["./none"],
      "effect/*": ["./none"],
    },
  };
  await writeFile(config, JSON.stringify({ compilerOptions, files: [`${file}.ts`] }));
  const tsc = join(inRepository(compiler), "bin/tsc");
  return await promisify(execFile)(process.execPath, [tsc, "-p", config], { cwd: folder }).then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout,
  );
};

describe.each([
  ["TypeScript 5.9", "specs/node_modules/typescript"],
  ["TypeScript 7", "node_modules/typescript"],
])("%s", (_, compiler) => {
  test.each(["nodenext", "esnext"])("with module %s", { timeout: 200_000 }, async (module) => {
    expect(await compile(compiler, module, "program")).toBe("");
    const problems = await compile(compiler, module, "wrong");
    for (const [name] of wrong) expect(problems).toContain(name);
    expect(problems.match(/error TS/g)).toHaveLength(wrong.length);
  });
});
