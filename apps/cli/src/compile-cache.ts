import { lstatSync, mkdirSync, realpathSync, type Stats } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

/** The part of the process that decides where compiled code is kept. */
export interface CacheOwner {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** The effective user; undefined on Windows, whose folders are guarded by access lists that a profile inherits. */
  readonly user: number | undefined;
}

const writableByOthers = 0o022;
const anyForOthers = 0o077;
const sticky = 0o1000;

/** The user's own cache directory, as the platform names it; undefined when it has none. */
const cacheDirectory = ({ environment, platform, home }: CacheOwner): string | undefined => {
  const named = environment[platform === "win32" ? "LOCALAPPDATA" : "XDG_CACHE_HOME"] ?? "";
  const directory = named !== "" ? named : join(home, platform === "darwin" ? "Library/Caches" : ".cache");
  return isAbsolute(directory) ? directory : undefined;
};

/** Nobody but root and the user can replace what lies in this folder. In a sticky one, others cannot replace what the user owns. */
const isTrustedParent = (stats: Stats, user: number): boolean =>
  (stats.uid === user || stats.uid === 0) && ((stats.mode & writableByOthers) === 0 || (stats.mode & sticky) !== 0);

const isOwnFolder = (path: string, user: number, forbidden: number): boolean => {
  const stats = lstatSync(path);
  return stats.isDirectory() && stats.uid === user && (stats.mode & forbidden) === 0;
};

/** Makes one folder for the user alone; one that is there already stays as it is. */
const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
};

/**
 * The folder for compiled modules, which Node runs without looking at their source again: whoever can write there can run code as
 * this user. It lies in the user's cache directory, has mode 0700 and belongs to the user, and so do the folders above it.
 * Undefined when any of that is not so; then nothing is kept.
 */
export const compileCacheFolder = (owner: CacheOwner): string | undefined => {
  const directory = cacheDirectory(owner);
  if (directory === undefined) return undefined;
  const { user } = owner;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // Links are resolved first, so that the folders that are checked are the folders that are used.
    const base = realpathSync(directory);
    const own = join(base, "jobwire");
    const folder = join(own, "compiled");
    makeFolder(own);
    makeFolder(folder);
    if (user === undefined) return folder;
    for (let above = base; ; above = dirname(above)) {
      if (!isTrustedParent(lstatSync(above), user)) return undefined;
      if (above === dirname(above)) break;
    }
    return isOwnFolder(own, user, writableByOthers) && isOwnFolder(folder, user, anyForOthers) ? folder : undefined;
  } catch {
    // A cache that cannot be used costs a quarter of a second, and no command fails for want of it.
    return undefined;
  }
};
