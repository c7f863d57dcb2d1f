import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** A process as `/proc` shows it. */
export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  /** The arguments, or the title that the process has set. */
  readonly command: ReadonlyArray<string>;
}

/** The variable that marks every process of a head: raylet, agents, workers and the jobs' own processes inherit it. */
export const MARK = "JOBWIRE_LIVE_HEAD";

/** The variable that marks every process of one run of the tests, the heads that they start included. */
export const RUN_MARK = "JOBWIRE_LIVE_RUN";

/** Reads a file of /proc. Undefined when the process has ended or belongs to another user. */
const readProc = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
};

const seen = async (pid: number): Promise<SeenProcess | undefined> => {
  const [status, command] = await Promise.all([readProc(`/proc/${pid}/status`), readProc(`/proc/${pid}/cmdline`)]);
  if (status === undefined || command === undefined || /^State:\s+Z/m.test(status)) return undefined;
  return {
    pid,
    parent: Number(/^PPid:\s+(\d+)$/m.exec(status)?.[1] ?? 0),
    command: command.split("\0").filter((part) => part !== ""),
  };
};

/** The environment at the start of a process. Partly overwritten when the process has set a title. */
export const environmentOf = async (pid: number): Promise<Record<string, string>> => {
  const text = (await readProc(`/proc/${pid}/environ`)) ?? "";
  return Object.fromEntries(
    text.split("\0").flatMap((entry) => {
      const at = entry.indexOf("=");
      return at > 0 ? [[entry.slice(0, at), entry.slice(at + 1)] as const] : [];
    }),
  );
};

/** The working directory of a process. */
export const directoryOf = (pid: number): Promise<string> => readlink(`/proc/${pid}/cwd`);

/**
 * The running processes with `mark` and their descendants, except this process. Neither sign is enough alone: the arguments of jobs
 * do not mention Ray, and the dashboard's modules write their titles over the environment.
 */
export const markedProcesses = async (mark: string, variable: string = MARK): Promise<ReadonlyArray<SeenProcess>> => {
  const pids = (await readdir("/proc")).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const all = (await Promise.all(pids.map(seen))).filter((one) => one !== undefined);
  const found = new Set<number>();
  for (const { pid } of all) if ((await environmentOf(pid))[variable] === mark) found.add(pid);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid));
};

/** Sends a signal. Ignores a process that has already ended. */
export const signalProcess = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

/** Options of {@link endMarked}. */
export interface EndOptions {
  /** Milliseconds between SIGTERM and SIGKILL (default 3,000). With 0 only SIGKILL is sent. */
  readonly politeMs?: number;
  /** A process to keep. It must not be the parent of others. */
  readonly except?: number | undefined;
  /** The variable with the mark (default {@link MARK}). */
  readonly variable?: string;
}

/** Ends all processes with the mark: SIGTERM first, SIGKILL after `politeMs`. Resolves when all have ended. */
export const endMarked = async (mark: string, options: EndOptions = {}): Promise<void> => {
  const forceAt = Date.now() + (options.politeMs ?? 3_000);
  const giveUpAt = forceAt + 20_000;
  // Kept between scans: a child whose parent ends first loses its link to the mark.
  const known = new Map<number, boolean>();
  for (;;) {
    for (const { pid } of await markedProcesses(mark, options.variable))
      if (pid !== options.except && !known.has(pid)) known.set(pid, false);
    for (const pid of known.keys()) if ((await seen(pid)) === undefined) known.delete(pid);
    if (known.size === 0) return;
    const now = Date.now();
    if (now > giveUpAt) throw new Error(`processes that would not end: ${[...known.keys()].join(", ")}`);
    for (const [pid, asked] of known) {
      if (now >= forceAt) signalProcess(pid, "SIGKILL");
      else if (!asked) signalProcess(pid, "SIGTERM");
      known.set(pid, true);
    }
    await pause(100);
  }
};
