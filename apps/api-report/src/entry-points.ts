import { join } from "node:path";
import type { Package } from "./repository.ts";

/** One thing that a program can import from a package. */
export interface EntryPoint {
  /** As a program writes it, such as `@jobwire/core/effect`. */
  readonly specifier: string;
  /** The runtimes for which the specifier means this file; empty when it always does. */
  readonly conditions: ReadonlyArray<string>;
  /** The declaration file, absolute. */
  readonly types: string;
}

const typesOf = (target: unknown, conditions: ReadonlyArray<string> = []): Array<readonly [string, string]> => {
  if (typeof target !== "object" || target === null) return [];
  return Object.entries(target).flatMap(([condition, value]) => {
    if (condition === "types") return [[conditions.join(", "), String(value)] as const];
    return typesOf(value, [...conditions, condition]);
  });
};

/**
 * The entry points of a package by its `exports`; several conditions with the same file are one. A path that ends in `/internal`
 * is for this repository alone and carries no promise.
 */
export const entryPointsOf = ({ folder, manifest }: Package): ReadonlyArray<EntryPoint> =>
  Object.entries(manifest.exports ?? {}).flatMap(([path, target]) => {
    if (path.endsWith("/internal")) return [];
    const byFile = new Map<string, Array<string>>();
    for (const [condition, file] of typesOf(target)) {
      byFile.set(file, [...(byFile.get(file) ?? []), ...(condition === "" ? [] : [condition])]);
    }
    return Array.from(byFile, ([file, conditions]) => ({
      specifier: `${manifest.name}${path.slice(1)}`,
      conditions,
      types: join(folder, file),
    }));
  });
