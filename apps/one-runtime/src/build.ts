import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { hashInputs, stateOfOutputs } from "./build-inputs.ts";
import { buildPlan } from "./build-plan.ts";
import { runQuietly } from "./run.ts";
import type { Runtime } from "./runtime.ts";
import { type Package, readWorkspace, root } from "./workspace.ts";

/** What the last build of a package read and wrote, beside the installed packages, so that a new install builds again. */
const stampFile = (folder: string): string => join(root, "node_modules/.cache/one-runtime", folder);

const readStamp = (folder: string): string => {
  try {
    return readFileSync(stampFile(folder), "utf8");
  } catch {
    return "";
  }
};

const writeStamp = (folder: string, stamp: string): void => {
  const file = stampFile(folder);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stamp);
};

/** Builds the named packages and what they need by their own `build` scripts, as turbo does; skips what is up to date. */
export const build = async (runtime: Runtime, names: ReadonlyArray<string>): Promise<void> => {
  const builds = new Map<string, Promise<string>>();
  let free = availableParallelism();
  const waiting: Array<() => void> = [];
  /** Runs as many builds at once as the machine has processors. */
  const inTurn = async (work: () => Promise<unknown>): Promise<void> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
  const buildOne = async ({ folder, manifest }: Package, after: ReadonlyArray<string>): Promise<string> => {
    const needed = await Promise.all(after.map(async (name) => (await builds.get(name)) ?? ""));
    const hash = hashInputs(folder, needed);
    if (manifest.scripts?.["build"] === undefined) return hash;
    const stamp = (): string => `${hash} ${createHash("sha256").update(stateOfOutputs(folder)).digest("hex")}`;
    if (readStamp(folder) === stamp()) return hash;
    const began = performance.now();
    await inTurn(() => runQuietly(runtime.script("build"), folder));
    writeStamp(folder, stamp());
    console.error(`built ${manifest.name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return hash;
  };
  for (const { package: one, after } of buildPlan(readWorkspace(), names)) {
    builds.set(one.manifest.name, buildOne(one, after));
  }
  await Promise.all(builds.values());
};
