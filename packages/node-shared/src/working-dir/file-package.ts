import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { PackageSource } from "@jobwire/core";
import { Conflict, InvalidRequest } from "@jobwire/core/errors";
import { hashEntry, packageNameOf } from "./folder-hash.ts";
import { readEntries } from "./read-entries.ts";

/** A single file as a package, named as Ray's own client names it: by its name and content. */
export const filePackage = async (
  label: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<PackageSource> => {
  const file = resolve(path);
  const stats = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    const message = `${label} ${path} cannot be read: ${cause.code ?? cause.message}`;
    throw new InvalidRequest({ message, reason: "local", cause });
  });
  if (!stats.isFile()) throw new InvalidRequest({ message: `${label} ${path} is not a file`, reason: "local" });
  const entries = [{ path: basename(file), file, kind: "file", empty: false }] as const;
  const hashes: Array<Uint8Array> = [];
  for await (const read of readEntries(entries, signal)) hashes.push(await hashEntry(read));
  const name = packageNameOf(hashes);
  return {
    name,
    archive: async (packing) => {
      const { zipFolder } = await import("./zip-folder.ts");
      const zipped = await zipFolder(entries, { signal: packing });
      if (packageNameOf(zipped.hashes) === name) return zipped.bytes;
      throw new Conflict({ message: `${label} ${path} changed while it was packed. Try again.`, reason: "changed" });
    },
  };
};
