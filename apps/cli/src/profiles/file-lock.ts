import { link, open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { UsageError } from "../settings/parse-option.ts";

/** A lock is held for milliseconds, so an older one is of a process that ended without releasing it. */
const staleMs = 10_000;
/** Longer than the lock of an ended process counts. */
const mostMs = 15_000;
const betweenTriesMs = 25;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const take = async (path: string): Promise<boolean> => {
  try {
    await (await open(path, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
};

/** Removes the lock of an ended process. When another process did that first and took the lock, that lock goes back. */
const removeStale = async (path: string): Promise<void> => {
  try {
    const seen = await stat(path);
    if (Date.now() - seen.mtimeMs < staleMs) return;
    const aside = `${path}.${process.pid}`;
    await rename(path, aside);
    if ((await stat(aside)).ino !== seen.ino) await link(aside, path);
    await rm(aside, { force: true });
  } catch (error) {
    // Another process was faster.
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  }
};

/** Runs a function while no other process runs one with the same lock, which is a file. */
export const withLock = async <A>(path: string, signal: AbortSignal, run: () => Promise<A>): Promise<A> => {
  const start = performance.now();
  while (!(await take(path))) {
    if (performance.now() - start > mostMs) {
      throw new UsageError(`Another command holds the lock ${path}. Try again; if no other runs, delete that file.`);
    }
    await removeStale(path);
    await delay(betweenTriesMs, undefined, { signal });
  }
  try {
    return await run();
  } finally {
    await rm(path, { force: true });
  }
};
