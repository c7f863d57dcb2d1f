import type { Package, Workspace } from "./workspace.ts";

/** A package to build, and the packages of the workspace that must be built before it. */
export interface BuildStep {
  readonly package: Package;
  readonly after: ReadonlyArray<string>;
}

/** What a package needs of the workspace: turbo's `^build` reads both kinds of dependencies too. */
const needs = (workspace: Workspace, { manifest }: Package): ReadonlyArray<string> =>
  Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).filter((name) => workspace.has(name));

/** The builds that `names` need, themselves included, each after those that it needs. A circle of packages is an error. */
export const buildPlan = (workspace: Workspace, names: ReadonlyArray<string>): ReadonlyArray<BuildStep> => {
  const planned = new Map<string, BuildStep>();
  const visit = (name: string, path: ReadonlyArray<string>): void => {
    if (planned.has(name)) return;
    const found = workspace.get(name);
    if (found === undefined) throw new Error(`The workspace has no package "${name}".`);
    if (path.includes(name)) throw new Error(`These packages need each other: ${[...path, name].join(" → ")}.`);
    const after = needs(workspace, found);
    for (const needed of after) visit(needed, [...path, name]);
    planned.set(name, { package: found, after });
  };
  for (const name of names) visit(name, []);
  return [...planned.values()];
};
