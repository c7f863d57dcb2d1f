/** The happy path of the commands on each runtime that can run the built bundle. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { allSystems } from "./all-systems.ts";
import { type CliRun, main, start } from "./run-cli.ts";

const systems = allSystems();
const home = systems.folder;

beforeAll(() => {
  mkdirSync(join(home, "app"));
  writeFileSync(join(home, "app/app.py"), "");
});

const root = dirname(createRequire(import.meta.url).resolve("../../../package.json"));
const program = (name: string): string => join(root, "node_modules/.bin", name);
const runtimes = [
  ["node", [process.execPath]],
  ["bun", [program("bun")]],
  ["deno", [program("deno"), "run", "-A", "--no-lock"]],
] as const;

/** Commands in their order, and what stdout must have. `ID` is the id of the runtime's own job. */
const table: ReadonlyArray<readonly [line: string, stdout: RegExp]> = [
  ["--version", /^\d+\.\d+\.\d+\n$/],
  ["help ray submit", /^Usage: jobwire ray submit/],
  ["ray submit --submission-id ID --working-dir APP -- ls", /^app\.py$/m],
  ["ray list", /^ID .*SUCCEEDED/m],
  ["ray get ID", /entrypoint +ls/],
  ["ray status ID", /^SUCCEEDED\n$/],
  ["ray logs ID", /^app\.py$/m],
  ["ray logs -f ID", /^app\.py$/m],
  ["ray wait ID", /^(?:ID.*SUCCEEDED.*\n)?$/],
  ["ray doctor", / from RUNTIME /],
  ["ray version", /^Ray /],
  ["ray nodes list", /ALIVE/],
  ["ray cluster", /\S/],
  ["ray serve status", /[\s\S]*/],
  ["ray open ID", /\/#\/jobs\/ID\n$/],
  ["ray delete ID", /[\s\S]*/],
  ["agent health", /\S/],
  ["agent jobs list", /[\s\S]*/],
  ["agent nodes list", /\S/],
  ["reasoner jobs list", /[\s\S]*/],
  ["config set RUNTIME --address http://127.0.0.1:1", /^$/],
  ["config list", /^\* +RUNTIME +ray/m],
  ["completion fish", /complete -c jobwire/],
  ["complete bash jobwire", /\S/],
];

describe.each(runtimes)("on %s", (name, [file, ...first]) => {
  const id = `on-${name}`;
  const named = (text: string): string =>
    text.replaceAll("ID", id).replaceAll("RUNTIME", name).replaceAll("APP", join(home, "app"));
  const jobwire = (line: string): Promise<CliRun> => {
    const running = start(file, [...first, main, ...named(line).split(" ")], {
      env: { ...systems.environment, HOME: home, XDG_CONFIG_HOME: join(home, name) },
    });
    running.child.stdin.end();
    return running.ended;
  };

  test("every command of the table succeeds and prints what it does on Node", async () => {
    for (const [line, stdout] of table) {
      const run = await jobwire(line);
      expect(run.code, `${line}: ${run.stderr}`).toBe(0);
      expect(run.stdout, line).toMatch(new RegExp(named(stdout.source), stdout.flags));
    }
  });

  test("a failed job, wrong usage and an unreachable server have their exit codes", async () => {
    expect((await jobwire("ray submit -- exit 3")).code).toBe(1);
    expect((await jobwire("ray list --nope")).code).toBe(2);
    expect((await jobwire("ray status ID --address http://127.0.0.1:1 --retry-for 0.1")).code).toBe(4);
  });
});
