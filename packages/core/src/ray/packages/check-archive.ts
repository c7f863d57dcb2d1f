import { InvalidRequest } from "../../errors.ts";

/** The limit of Ray's request bodies, and so of a package: Ray responds 413 to 100 MiB and one byte. */
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

/** The archives that Ray unpacks, by the end of their name, with a check of their bytes. */
const kinds: ReadonlyArray<readonly [end: string, is: (bytes: Uint8Array) => boolean]> = [
  [".zip", hasEndRecord],
  [".whl", hasEndRecord],
  [".tar.gz", (bytes) => startsWith(bytes, [0x1f, 0x8b])],
  [".tar.xz", (bytes) => startsWith(bytes, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
];

/**
 * Throws `InvalidRequest` (reason `local`) for bytes that are not a package: Ray checks nothing, accepts any bytes, and the job
 * fails later.
 */
export const checkArchive = (name: string, bytes: Uint8Array): void => {
  if (!(bytes instanceof Uint8Array)) {
    throw invalid(`package ${name}: the archive is not a Uint8Array. Pass the archive's bytes`);
  }
  if (bytes.byteLength > mostPackageBytes) {
    throw invalid(
      `package ${name}: the archive has ${bytes.byteLength} bytes, more than the 104,857,600 (100 MiB) that Ray accepts. Leave files out, or put the archive where the cluster can download it and use its URL`,
    );
  }
  const [end, is] = kinds.find(([kind]) => name.endsWith(kind)) ?? ([".zip", hasEndRecord] as const);
  if (!is(bytes)) {
    throw invalid(`package ${name}: the bytes are not a complete ${end.slice(1)} archive. Create the archive again`);
  }
};

/** The name in a `gcs://` URI, or the name itself; throws `InvalidRequest` (reason `local`) for an invalid one. */
export const packageName = (uriOrName: string): string => {
  const name = typeof uriOrName === "string" ? uriOrName.replace(/^gcs:\/\//, "") : "";
  // A wheel's name contains its version, which may be a local one (`1.0+cpu`) or have `!` after an epoch.
  const isName = /^[\w.+!-]+$/.test(name) && !name.startsWith(".") && kinds.some(([kind]) => name.endsWith(kind));
  if (isName) return name;
  throw invalid(
    "the package name is not valid. Use gcs:// and a file name that ends in .zip, .whl, .tar.gz or .tar.xz",
  );
};

/** The name that Ray's own client assigns to an archive: the SHA-1 of its bytes. */
export const nameOfArchive = async (bytes: Uint8Array): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-1", bytes as Uint8Array<ArrayBuffer>);
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `_ray_pkg_${hex}.zip`;
};
