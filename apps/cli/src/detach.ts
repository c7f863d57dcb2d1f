import type { Cli } from "./cli.ts";
import type { InterruptFlags } from "./commands/jobs/interrupt-option.ts";
import { Interrupted } from "./interrupts.ts";
import type { Notices } from "./output/notices.ts";

/** Jobs that a command follows or waits for, and what a user can run after it. */
export interface FollowedJobs {
  readonly cli: Pick<Cli, "signal" | "interrupts">;
  readonly notices: Notices;
  readonly flags: InterruptFlags;
  /** The ids of the jobs that have not ended yet. */
  readonly running: () => ReadonlyArray<string>;
  readonly stop: (id: string) => Promise<unknown>;
  /** The command lines that continue, each after the words that introduce it: `To follow again: jobwire …`. */
  readonly goOn: () => ReadonlyArray<string>;
  /** The command line that stops a job. */
  readonly stopCommand: (id: string) => string;
}

const theJobs = (ids: ReadonlyArray<string>): string => (ids.length === 1 ? "the job" : `${ids.length} jobs`);

/** Stops the jobs, and reports each that it could not stop. */
const stopAll = async (
  { notices, stop, stopCommand }: FollowedJobs,
  ids: ReadonlyArray<string>,
): Promise<ReadonlyArray<void>> =>
  Promise.all(
    ids.map(async (id) => {
      try {
        await stop(id);
      } catch (error) {
        notices.error(`Job "${id}" was not stopped: ${String(error)}\nTo try again: ${stopCommand(id)}`);
      }
    }),
  );

/**
 * Runs `follow`, which follows or waits for jobs. The first Ctrl-C ends it and prints the command lines that follow or wait
 * again; the jobs continue. With `--stop-on-interrupt` the first Ctrl-C stops the jobs instead, and `follow` continues: it prints the
 * lines that they write while they stop, and proves their end. The second Ctrl-C ends the process.
 */
export const detachable = async <A>(jobs: FollowedJobs, follow: () => Promise<A>): Promise<A> => {
  const { cli, notices, flags, running, goOn } = jobs;
  let stopping: Promise<unknown> | undefined;
  const removeHandler =
    flags.stopOnInterrupt === true
      ? cli.interrupts.handleFirst(() => {
          const ids = running();
          const left = ids.length === 1 ? "it" : "them";
          notices.info(`Stopping ${theJobs(ids)}. Press Ctrl-C again to leave ${left} running. ${goOn()[0] ?? ""}`);
          stopping = stopAll(jobs, ids);
        })
      : undefined;
  try {
    const result = await follow();
    await stopping;
    return result;
  } finally {
    removeHandler?.();
    if (cli.signal.reason instanceof Interrupted) {
      const ids = running();
      const continues = ids.length === 0 ? "" : ids.length === 1 ? "The job continues. " : "The jobs continue. ";
      notices.info(`Detached. ${continues}${goOn().join("\n")}`);
    }
  }
};
