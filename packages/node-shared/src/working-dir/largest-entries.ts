import { visibleText } from "@jobwire/core/adapter-parts";

/** A file of a folder, by its path with slashes, and its size in bytes. */
export interface SizedFile {
  readonly path: string;
  readonly bytes: number;
}

/** A folder or a file and its size; a folder's path ends in a slash. */
interface Node {
  readonly path: string;
  bytes: number;
  readonly children: Map<string, Node>;
}

const treeOf = (files: ReadonlyArray<SizedFile>): Node => {
  const root: Node = { path: "", bytes: 0, children: new Map() };
  for (const { path, bytes } of files) {
    const names = path.split("/");
    let node = root;
    node.bytes += bytes;
    for (const [at, name] of names.entries()) {
      const end = at === names.length - 1 ? "" : "/";
      let child = node.children.get(name);
      if (child === undefined) {
        child = { path: `${node.path}${name}${end}`, bytes: 0, children: new Map() };
        node.children.set(name, child);
      }
      child.bytes += bytes;
      node = child;
    }
  }
  return root;
};

const bySize = (a: Node, b: Node): number => b.bytes - a.bytes;

/** The folder itself, or the single entry below it that has nearly all of its bytes. */
const narrowed = (node: Node): Node => {
  let found = node;
  for (;;) {
    const largest = [...found.children.values()].toSorted(bySize)[0];
    if (largest === undefined || largest.bytes < found.bytes * 0.9) return found;
    found = largest;
  }
};

/** `3.4 MiB`. */
const shownSize = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1_024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;

/**
 * The largest entries at the top of a folder, at most `count`, as text: `data/ (240.0 MiB), model.bin (90.2 MiB)`. Where one entry
 * below a folder has nearly all of its bytes, that entry is named in its place. Characters that a reader would not see are visible.
 */
export const largestEntries = (files: ReadonlyArray<SizedFile>, count = 5): string => {
  const top = narrowed(treeOf(files));
  return (top.children.size === 0 ? [top] : [...top.children.values()])
    .map(narrowed)
    .toSorted(bySize)
    .slice(0, count)
    .map(({ path, bytes }) => `${visibleText(path)} (${shownSize(bytes)})`)
    .join(", ");
};
