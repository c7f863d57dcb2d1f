import { runVisibly } from "./run.ts";
import type { Runtime } from "./runtime.ts";
import { readWorkspace } from "./workspace.ts";

/** The packages whose tests run without Node: core, what the adapters share, and the runtime's own adapter and command. */
export const testedPackages = ({ name }: Runtime): ReadonlyArray<string> => [
  "@jobwire/core",
  "@jobwire/node-shared",
  `@jobwire/${name}`,
];

/** Runs their tests one package after the other. Resolves with 0 when all passed. */
export const testPackages = async (runtime: Runtime): Promise<number> => {
  const workspace = readWorkspace();
  const failed: Array<string> = [];
  for (const name of testedPackages(runtime)) {
    const { folder } = workspace.get(name) ?? {};
    if (folder === undefined) throw new Error(`The workspace has no package "${name}".`);
    const began = performance.now();
    const code = await runVisibly(runtime.tests, folder);
    if (code !== 0) failed.push(name);
    console.error(`${code === 0 ? "passed" : "FAILED"}: ${name} (${Math.round((performance.now() - began) / 1000)} s)`);
  }
  if (failed.length > 0) console.error(`The tests of ${failed.join(", ")} failed.`);
  return failed.length === 0 ? 0 : 1;
};
