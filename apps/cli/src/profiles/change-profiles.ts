import { type FileHandle, mkdir, open, realpath, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { withLock } from "./file-lock.ts";
import { profilesText } from "./parse-profiles.ts";
import type { Profiles } from "./profile.ts";
import { readProfiles } from "./read-profiles.ts";

/** The file that a link leads to, so that a link of a collection of dotfiles stays one. */
const behindLinks = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
};

/** Writes a file that only the user can read. Another process sees the whole old text or the whole new one, also after a crash. */
const replaceFile = async (path: string, text: string): Promise<void> => {
  const part = `${path}.${process.pid}.part`;
  let file: FileHandle | undefined;
  try {
    await rm(part, { force: true });
    file = await open(part, "wx", 0o600);
    await file.writeFile(text);
    await file.sync();
    await file.close();
    file = undefined;
    await rename(part, path);
  } finally {
    await file?.close();
    await rm(part, { force: true });
  }
};

/** Reads the configuration, changes it and writes it, while no other process does the same. Returns the new one. */
export const changeProfiles = async (
  path: string,
  signal: AbortSignal,
  change: (before: Profiles) => Profiles,
): Promise<Profiles> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const target = await behindLinks(path);
  return withLock(`${target}.lock`, signal, async () => {
    const after = change(await readProfiles(target, signal));
    await replaceFile(target, profilesText(after));
    return after;
  });
};
