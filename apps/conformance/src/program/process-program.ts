import type { Clients } from "../case/conformance-case.ts";
import type { RuntimeFacts } from "@jobwire/core/adapter";
import { runCell, type Subject } from "./run-cell.ts";
import { runProgram } from "./run-program.ts";

/**
 * The program of a runtime with Node's `process`: its one argument is its address at the runner. `collect` collects garbage, because
 * memory that is only collected later is not growth.
 */
export const processProgram = (runtime: RuntimeFacts, clients: Clients, collect: () => void): Promise<void> => {
  const [, , controlUrl] = process.argv;
  if (controlUrl === undefined) throw new Error("usage: PROGRAM CONTROL_URL");
  const subject: Subject = {
    runtime,
    clients,
    memory: () => {
      collect();
      return process.memoryUsage().rss;
    },
  };
  return runProgram({
    runtime,
    // Cells that are under way would keep the process alive indefinitely.
    onRunnerGone: () => process.exit(3),
    clients,
    controlUrl,
    workers: 12,
    runOne: async (control, cell) => control.report(await runCell(subject, control, cell)),
    onUncaughtError: (tell) => {
      process.on("unhandledRejection", tell);
      process.on("uncaughtException", tell);
    },
  });
};
