import { lstatSync, mkdirSync, realpathSync, type Stats } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

/** The properties of the process that decide where compiled code is kept. */
export interface CacheOwner {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** The effective user id. Undefined on Windows, where a profile's access lists protect its folders. */
  readonly user: number | undefined;
}

const writableByOthers = 0o022;
const anyForOthers = 0o077;
const sticky = 0o1000;

/** The user's cache directory on this platform. Undefined when the environment names a relative one. */
const cacheDirectory = ({ environment, platform, home }: CacheOwner): string | undefined => {
  const named = environment[platform === "win32" ? "LOCALAPPDATA" : "XDG_CACHE_HOME"] ?? "";
  const directory = named !== "" ? named : join(home, platform === "darwin" ? "Library/Caches" : ".cache");
  return isAbsolute(directory) ? directory : undefined;
};

/** True when only root and the user can replace the folder's entries. In a sticky folder others cannot replace the user's entries. */
const isTrustedParent = (stats: Stats, user: number): boolean =>
  (stats.uid === user || stats.uid === 0) && ((stats.mode & writableByOthers) === 0 || (stats.mode & sticky) !== 0);

const isOwnFolder = (path: string, user: number, forbidden: number): boolean => {
  const stats = lstatSync(path);
  return stats.isDirectory() && stats.uid === user && (stats.mode & forbidden) === 0;
};

/** Creates a folder for the user alone. Leaves an existing one unchanged. */
const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
};

/**
 * The folder for compiled modules. Node runs them without reading their source again, so whoever can write there can run code as
 * this user. The folder is in the user's cache directory, has mode 0700 and belongs to the user, and only root and the user can
 * write to the folders above it. Undefined when any of that is false; then Node keeps no compiled code.
 */
export const compileCacheFolder = (owner: CacheOwner): string | undefined => {
  const directory = cacheDirectory(owner);
  if (directory === undefined) return undefined;
  const { user } = owner;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    // Resolves links first, so that the checked folders are the used folders.
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
    // Without the cache a command starts a quarter of a second later, and no command fails.
    return undefined;
  }
};
