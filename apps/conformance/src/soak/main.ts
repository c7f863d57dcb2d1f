/** soak: runs random faults over all backends for some minutes; ends with one line, and with exit code 1 when any check failed. */
import { parseArgs } from "node:util";
import { runSoak } from "./run-soak.ts";

const usage = `usage: soak [options]

Run random tasks with random faults over all backends, and check every line, open request, handle and the memory.

  --minutes N    Run for this many minutes (default 3)
  --seed NUMBER  Repeat the tasks of an earlier run (default: random)
  --workers N    Run this many tasks at once (default 12)
  --task SEED    Run only the task with this seed, which a failed run prints
  --help         Print this help

Exit codes: 0 every check passed, 1 a check failed, 2 the soak could not run.`;

try {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "3" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
      workers: { type: "string", default: "12" },
      task: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const number = (name: string, given: string): number => {
    const value = Number(given);
    if (given.trim() === "" || !(value >= 0))
      throw new Error(`--${name} is ${JSON.stringify(given)}, not a number. See soak --help.`);
    return value;
  };
  if (values.help) process.stdout.write(`${usage}\n`);
  else {
    process.exitCode = await runSoak({
      minutes: number("minutes", values.minutes),
      seed: number("seed", values.seed),
      workers: Math.max(1, number("workers", values.workers)),
      task: values.task === undefined ? undefined : number("task", values.task),
      say: (line) => void process.stdout.write(`${line}\n`),
    });
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
