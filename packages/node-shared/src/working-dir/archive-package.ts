import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { PackageSource } from "@jobwire/core";
import { InvalidRequest } from "@jobwire/core/errors";
import { mostPackageBytes } from "@jobwire/core/runtime-env-parts";
import { constants } from "node:fs";
import { nodeModules } from "../node-modules.ts";

/** The file name endings of archives that Ray 2.60 unpacks as a `working_dir` or an entry of `py_modules`; not `.tar.bz2`. */
export const isArchive = (path: string): boolean => /\.(?:zip|tar\.gz|tgz|tar\.xz)$/i.test(path);
/** The same endings, for messages. */
export const archiveEndings = ".zip, .tar.gz, .tgz, .tar.xz";

const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads a regular file; refuses one above 100 MiB before it reads it. */
const bytesOf = async (label: string, path: string, signal: AbortSignal | undefined): Promise<Uint8Array> => {
  const refused = (problem: string, cause?: unknown): InvalidRequest =>
    new InvalidRequest({ message: `${label} ${path} ${problem}`, reason: "local", cause });
  const file = await open(path, flags).catch((cause: NodeJS.ErrnoException) => {
    throw refused(`cannot be read: ${cause.code ?? cause.message}`, cause);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw refused("is not a file");
    if (stats.size > mostPackageBytes) {
      throw refused(`has ${stats.size} bytes, more than the 104,857,600 (100 MiB) that Ray accepts`);
    }
    return await file.readFile({ signal });
  } finally {
    await file.close();
  }
};

/**
 * An existing archive as a package, under the name that Ray's own client would use: the SHA-1 of its bytes, or the file name of a
 * wheel, which identifies its content.
 */
export const archivePackage = async (label: string, path: string, signal?: AbortSignal): Promise<PackageSource> => {
  const bytes = await bytesOf(label, path, signal);
  const end = /\.(?:tar\.gz|tgz)$/i.test(path) ? ".tar.gz" : /\.tar\.xz$/i.test(path) ? ".tar.xz" : ".zip";
  const hash = (): string => nodeModules.crypto.createHash("sha1").update(bytes).digest("hex");
  return { name: path.endsWith(".whl") ? basename(path) : `_ray_pkg_${hash()}${end}`, archive: async () => bytes };
};
