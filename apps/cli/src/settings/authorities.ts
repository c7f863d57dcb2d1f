import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { maxCertificateBytes, readFlagFile } from "./read-file.ts";
import { UsageError } from "./parse-option.ts";

/** The names that OpenSSL and operating systems use for certificates, with the links that `c_rehash` makes. */
const certificateName = /\.(?:pem|crt|cer|\d)$/i;
/** More than the folder of an operating system has (about 300 files and as many links). */
const maxFiles = 1_000;

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // The reader of the file reports why.
    return false;
  }
};

const filesOf = async (path: string): Promise<ReadonlyArray<string>> => {
  const names = (await readdir(path)).filter((name) => certificateName.test(name)).toSorted();
  if (names.length === 0) throw new UsageError(`--ca-file: ${path} has no .pem, .crt or .cer file. Pass a PEM file.`);
  if (names.length > maxFiles)
    throw new UsageError(`--ca-file: ${path} has more than ${maxFiles} files. Pass a PEM file.`);
  return names.map((name) => join(path, name));
};

/** The authorities that the runtime trusts, and those of a file or of a folder of files: an option of `node:tls` replaces the former. */
export const authorities = async (path: string, signal: AbortSignal): Promise<ReadonlyArray<string>> => {
  const { getCACertificates } = await import("node:tls");
  const files = (await isFolder(path)) ? await filesOf(path) : [path];
  const read: Array<string> = [];
  for (const file of files) read.push(await readFlagFile("--ca-file", file, maxCertificateBytes, signal));
  return [...getCACertificates("default"), ...new Set(read)];
};
