/** soak: random faults over all backends for some minutes; ends with one line, and with 1 when anything did not hold. */
import { parseArgs } from "node:util";
import { runSoak } from "./run-soak.ts";

const usage = "usage: soak [--minutes N] [--seed NUMBER] [--workers N] [--task SEED]";

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
    if (given.trim() === "" || !(value >= 0)) throw new Error(`--${name} must be a number, not ${given}\n${usage}`);
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
