import { InvalidRequest } from "../../errors.ts";

/** The most bytes that Ray takes in one request, and so in a package (recording packages: 100 MiB and one byte is 413). */
export const mostPackageBytes = 104_857_600;

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** The end of a zip archive: its record of 22 bytes, and a comment of at most 65,535. */
const hasEndRecord = (bytes: Uint8Array): boolean => {
  for (let at = bytes.byteLength - 22; at >= 0 && at >= bytes.byteLength - 22 - 65_535; at--) {
    if (bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 0x05 && bytes[at + 3] === 0x06) return true;
  }
  return false;
};

const startsWith = (bytes: Uint8Array, start: ReadonlyArray<number>): boolean =>
  start.every((byte, at) => bytes[at] === byte);

/** The archives that Ray unpacks, by the end of their name, and how each is known by its bytes. */
const kinds: ReadonlyArray<readonly [end: string, is: (bytes: Uint8Array) => boolean]> = [
  [".zip", hasEndRecord],
  [".whl", hasEndRecord],
  [".tar.gz", (bytes) => startsWith(bytes, [0x1f, 0x8b])],
  [".tar.xz", (bytes) => startsWith(bytes, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
];

/**
 * Throws `InvalidRequest` (reason `local`) for what cannot be a package: Ray looks at nothing, takes any bytes, and the job
 * fails later.
 */
export const checkArchive = (name: string, bytes: Uint8Array): void => {
  if (!(bytes instanceof Uint8Array)) throw invalid(`package ${name}: the archive must be a Uint8Array`);
  if (bytes.byteLength > mostPackageBytes) {
    throw invalid(
      `package ${name}: ${bytes.byteLength} bytes are more than the 104,857,600 (100 MiB) that Ray takes; leave files out, or put the archive where the cluster can download it and name its URL`,
    );
  }
  const [end, is] = kinds.find(([kind]) => name.endsWith(kind)) ?? ([".zip", hasEndRecord] as const);
  if (!is(bytes)) throw invalid(`package ${name}: the bytes are no ${end.slice(1)} archive, or only a part of one`);
};

/** The name in a `gcs://` URI, or the name itself; throws `InvalidRequest` (reason `local`) for what cannot be one. */
export const packageName = (uriOrName: string): string => {
  const name = typeof uriOrName === "string" ? uriOrName.replace(/^gcs:\/\//, "") : "";
  // A wheel's name has its version, which may be a local one (`1.0+cpu`), or `!` for an epoch.
  const isName = /^[\w.+!-]+$/.test(name) && !name.startsWith(".") && kinds.some(([kind]) => name.endsWith(kind));
  if (isName) return name;
  throw invalid("a package is named by gcs:// and a file name that ends in .zip, .whl, .tar.gz or .tar.xz");
};

/** The name that Ray's own client gives to an archive: the SHA-1 of its bytes. */
export const nameOfArchive = async (bytes: Uint8Array): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-1", bytes as Uint8Array<ArrayBuffer>);
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `_ray_pkg_${hex}.zip`;
};
