/**
 * Shows that a clone works on a machine with only Bun and on one with only Deno, and how long it takes: `node src/machines.ts`, with
 * `--tests` for the tests as well, and `bun` or `deno` for one of them. Runs on Node, in a repository that is installed.
 */
import { createMachine, type Machine, type MachineName } from "./machine.ts";
import { runQuietly } from "./run.ts";

/** A command that a reader of the README types, and what its output must have. */
interface Step {
  readonly name: string;
  readonly command: string;
  readonly prints: RegExp;
}

const installs = /packages installed/;
const succeeds = /^SUCCEEDED$/m;
const steps: Readonly<Record<MachineName, ReadonlyArray<Step>>> = {
  bun: [
    { name: "install", command: "bun install", prints: installs },
    { name: "demo", command: "bun run demo", prints: succeeds },
    { name: "demo again", command: "bun run demo", prints: succeeds },
    { name: "command", command: "bun run jobwire --version", prints: /^\d+\.\d+\.\d+$/m },
    { name: "test", command: "bun run test", prints: /passed: @jobwire\/bun/ },
  ],
  deno: [
    { name: "install and demo", command: "deno task demo", prints: succeeds },
    { name: "demo again", command: "deno task demo", prints: succeeds },
    { name: "command", command: "deno task jobwire --version", prints: /^\d+\.\d+\.\d+$/m },
    { name: "test", command: "deno task test", prints: /passed: @jobwire\/deno/ },
  ],
};

/** Runs a command on the machine. Resolves with the seconds it took; rejects with its output when it fails. */
const runStep = async (machine: Machine, { name, command, prints }: Step): Promise<number> => {
  const began = performance.now();
  const output = await runQuietly(["sh", "-c", command], machine.clone, machine.env);
  const seconds = (performance.now() - began) / 1000;
  if (prints.test(output)) return seconds;
  throw new Error(`${name}: "${command}" does not print ${prints} on a machine with only ${machine.name}:\n${output}`);
};

const args = process.argv.slice(2);
const wanted = (["bun", "deno"] as const).filter((name) => !args.some((arg) => arg in steps) || args.includes(name));
for (const name of wanted) {
  await using machine = await createMachine(name);
  for (const step of steps[name]) {
    if (step.name === "test" && !args.includes("--tests")) continue;
    console.log(
      `only ${name.padEnd(4)}  ${step.name.padEnd(16)}  ${(await runStep(machine, step)).toFixed(1).padStart(6)} s`,
    );
  }
  const changed = await machine.changedFiles();
  if (changed !== "")
    throw new Error(`The commands changed files that Git tracks, on a machine with only ${name}:\n${changed}`);
}
