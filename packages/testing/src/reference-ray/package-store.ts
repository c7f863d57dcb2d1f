import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { unzipSync } from "fflate";

/** Uploaded packages, and their unpacked folders. */
export class PackageStore {
  readonly #archives = new Map<string, Buffer>();
  readonly #folders = new Map<string, string>();
  readonly #parent: string;

  /** @param parent the folder to unpack packages in; its creator also removes it */
  constructor(parent: string) {
    this.#parent = parent;
  }

  has(name: string): boolean {
    return this.#archives.has(name);
  }

  /** Accepts any bytes under any name, as Ray does. */
  put(name: string, archive: Buffer): void {
    this.#archives.set(name, archive);
    const folder = this.#folders.get(name);
    this.#folders.delete(name);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }

  /** The folder of a package, unpacked once; undefined when the package does not exist. Throws if it is not a zip archive. */
  folder(name: string): string | undefined {
    const known = this.#folders.get(name);
    const archive = this.#archives.get(name);
    if (known !== undefined || archive === undefined) return known;
    const files = Object.entries(unzipSync(archive));
    const folder = mkdtempSync(join(this.#parent, "package-"));
    for (const [path, content] of files) {
      const target = resolve(folder, path);
      // Whoever uploads may run commands here anyway, but an archive should not write files elsewhere by surprise.
      if (!target.startsWith(folder + sep)) continue;
      mkdirSync(path.endsWith("/") ? target : dirname(target), { recursive: true });
      if (!path.endsWith("/")) writeFileSync(target, content);
    }
    this.#folders.set(name, folder);
    return folder;
  }
}
