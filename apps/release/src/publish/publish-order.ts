import type { Package } from "../repository.ts";

/** The packages in an order in which each comes after those that it depends on, so that no published package misses another. */
export const publishOrder = <A extends { readonly manifest: Package["manifest"] }>(
  packages: ReadonlyArray<A>,
): ReadonlyArray<A> => {
  const waiting = new Map(packages.map((one) => [one.manifest.name, one]));
  const ordered: Array<A> = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ manifest }) =>
      Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).every((name) => !waiting.has(name)),
    );
    if (ready.length === 0) throw new Error(`These packages depend on each other: ${[...waiting.keys()].join(", ")}`);
    for (const one of ready) waiting.delete(one.manifest.name);
    ordered.push(...ready);
  }
  return ordered;
};
