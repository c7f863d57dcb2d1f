import { readdir, readFile, readlink } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

/** A process as `/proc` shows it. */
export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  /** The arguments, or the title that the process gave itself. */
  readonly command: ReadonlyArray<string>;
}

/** The variable that marks every process of a head: it is inherited by raylet, agents, workers and the jobs' own processes. */
export const MARK = "JOBWIRE_LIVE_HEAD";

/** The variable that marks every process of one run of the tests, the heads that they start included. */
export const RUN_MARK = "JOBWIRE_LIVE_RUN";

/** Reads a file of /proc; a process that is gone, or not ours to read, has none. */
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

/** The environment a process was started with; damaged where the process wrote its title over it. */
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
 * The living processes that carry `mark` and their descendants, this process excepted. Neither sign is enough alone: jobs
 * have nothing of Ray in their arguments, and the dashboard's modules write their titles over the environment.
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

/** Sends a signal; a process that ended meanwhile is no failure. */
export const signalProcess = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
};

/** How {@link endMarked} ends them. */
export interface EndOptions {
  /** How long they may take to end when asked; 3 s when not given, with 0 they are not asked. */
  readonly politeMs?: number;
  /** A process that stays, and is no parent of others. */
  readonly except?: number | undefined;
  /** The variable that holds the mark; {@link MARK} when not given. */
  readonly variable?: string;
}

/** Ends all processes of the mark: politely first, by force after `politeMs`. Resolves when none is left. */
export const endMarked = async (mark: string, options: EndOptions = {}): Promise<void> => {
  const forceAt = Date.now() + (options.politeMs ?? 3_000);
  const giveUpAt = forceAt + 20_000;
  // Kept from look to look: a child whose parent went first has lost what tied it to the mark.
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
