import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { entryPointsOf } from "../../src/entry-points.ts";
import { type Example, examplesOf } from "../../src/examples-of.ts";
import { readProgram } from "../../src/read-program.ts";
import { publishedPackages, repository } from "../../src/repository.ts";
import { type Servers, startServers } from "./servers.ts";

const isGenerated = (specifier: string): boolean => /\/openapi(?:\/|$)/.test(specifier);
const { examples, missing } = examplesOf(
  publishedPackages().flatMap((one) => entryPointsOf(one).filter(({ specifier }) => !isGenerated(specifier))),
);

test("every function that a program begins with has an example", () => {
  expect(missing).toEqual([]);
  expect(examples.length).toBeGreaterThan(80);
});

const here = fileURLToPath(new URL(".", import.meta.url));

test("every example has the types that it needs, and nothing that it does not use", { timeout: 300_000 }, () => {
  const files = new Map(examples.map(({ of, code }, at) => [join(here, `example-${at}.ts`), { of, code }]));
  const texts = new Map(Array.from(files, ([file, { code }]) => [file, code]));
  const program = readProgram([...files.keys()], texts);
  const problems = [...files].flatMap(([file, { of }]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${of}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`),
  );
  expect(problems).toEqual([]);
});

/** The runtime of an example. Pages need a browser, which has no files to run; its examples are checked by their types alone. */
const runtimeOf = ({ of, code }: Example): "node" | "bun" | "deno" | "browser" => {
  const name = /^packages\/(bun|deno|browser)\/|\/client\/(bun|deno|browser)\.d\.ts /.exec(of);
  if (name !== null) return (name[1] ?? name[2]) as "bun" | "deno" | "browser";
  return code.includes('"@jobwire/deno') ? "deno" : "node";
};

/** Runs one example, and ends the program when the example does not end. */
const runner = `const run = async (of, load) => {
  const late = setTimeout(() => {
    console.error("FAILED " + of + ": it did not end within 30 s");
    process.exit(1);
  }, 30_000);
  await load().then(
    () => console.error("ok " + of),
    (error) => console.error("FAILED " + of, error),
  );
  clearTimeout(late);
};`;

const commands = {
  node: [process.execPath],
  bun: [join(repository, "node_modules/.bin/bun")],
  deno: [join(repository, "node_modules/.bin/deno"), "run", "-A", "--config", join(repository, "deno.built.jsonc")],
} as const;

describe("every example runs and ends by itself", { timeout: 300_000 }, () => {
  // Packages are found from here, and git ignores it.
  const parent = join(repository, "apps/api-report/.tmp");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "examples-"));
  const cwd = mkdtempSync(join(tmpdir(), "jobwire-examples-"));
  let servers: Servers;

  beforeAll(async () => {
    servers = await startServers();
    mkdirSync(join(cwd, "training"));
    writeFileSync(join(cwd, "training/train.py"), "print('trained')\n");
    writeFileSync(join(cwd, "ray-token"), "secret\n");
    writeFileSync(join(cwd, "rsa_key.p8"), key);
  });
  afterAll(async () => {
    await servers.close();
    for (const made of [folder, cwd]) rmSync(made, { recursive: true, force: true });
  });

  const key = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  }).privateKey;

  test.each(["node", "bun", "deno"] as const)("on %s", async (runtime) => {
    const own = examples.filter((example) => runtimeOf(example) === runtime);
    const local = (code: string): string =>
      Object.entries(servers.addresses).reduce((text, [from, to]) => text.replaceAll(from, to), code);
    const names = own.map(({ code }, at) => {
      const name = `${runtime}-${at}.mjs`;
      const { outputText } = ts.transpileModule(local(code), {
        compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
      });
      writeFileSync(join(folder, name), outputText);
      return name;
    });
    // One program for all: each begins when the one before it has ended.
    const main = join(folder, `${runtime}.mjs`);
    const runs = names.map((name, at) => `await run(${JSON.stringify(own[at]?.of)}, () => import("./${name}"));`);
    writeFileSync(main, [runner, ...runs].join("\n"));
    const [program = "", ...args] = commands[runtime];
    const child = spawn(program, [...args, main], {
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        PATH: process.env["PATH"],
        HOME: cwd,
        NO_COLOR: "1",
        RAY_API_SERVER_ADDRESS: servers.addresses["http://127.0.0.1:8265"],
        JOBWIRE_AGENT_URL: servers.addresses["http://127.0.0.1:8099"],
        JOBWIRE_AGENT_TOKEN: "secret",
        JOBWIRE_REASONER_URL: servers.addresses["http://127.0.0.1:8090"],
        JOBWIRE_REASONER_TOKEN: "secret",
        SNOWFLAKE_KEY: key,
      },
    });
    let report = "";
    child.stderr.on("data", (chunk: Buffer) => (report += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    expect(report.split("\n").filter((line) => line !== "" && !line.startsWith("ok "))).toEqual([]);
    expect(report.match(/^ok /gm)?.length).toBe(own.length);
    expect(code).toBe(0);
  });
});
