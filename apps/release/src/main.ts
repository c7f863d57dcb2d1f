/**
 * Rehearses a release without publishing: bumps a copy of the repository, packs every public package, and looks at the tarballs
 * as publint, attw (ESM only), an allow-list and JSR do. Exits with 1 and says what is wrong when something is.
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { copyRepository } from "./copy-repository.ts";
import { onJsr, writeDenoManifests } from "./deno-manifests.ts";
import { packAll, type Tarball } from "./pack.ts";
import { packagesIn, repository } from "./repository.ts";
import { run } from "./run.ts";
import { tarballFaults } from "./tarball-faults.ts";
import { writeVersionSource } from "./version-source.ts";

const bin = (name: string): string => join(repository, "apps/release/node_modules/.bin", name);
const rootBin = (name: string): string => join(repository, "node_modules/.bin", name);

const faults: Array<string> = [];
const check = async (what: string, found: () => Promise<ReadonlyArray<string>>): Promise<void> => {
  const began = performance.now();
  const wrong = await found().catch((error: unknown) => [String(error)]);
  faults.push(...wrong.map((one) => `${what}: ${one}`));
  const took = Math.round(performance.now() - began);
  process.stdout.write(`${wrong.length === 0 ? "ok    " : "FAILED"} ${what} (${took} ms)\n`);
};

const published = async ({ path, manifest }: Tarball): Promise<ReadonlyArray<string>> => {
  const tarball = new Uint8Array(await readFile(path));
  const { messages } = await publint({ pack: { tarball: tarball.buffer }, level: "suggestion", strict: true });
  return messages.map((message) => formatMessage(message, manifest as object, { color: false }) ?? message.code);
};

await using copy = await copyRepository();
const { root } = copy;
let version = "";
await check("changeset version", async () => {
  await run(rootBin("changeset"), ["version"], { cwd: root });
  writeDenoManifests(root);
  writeVersionSource(root);
  // A release builds after the versions are set; of what is built, only core has one in it.
  await run(rootBin("tsc"), ["-p", "tsconfig.build.json"], { cwd: join(root, "packages/core") });
  const versions = new Set(
    packagesIn(root)
      .filter((one) => one.manifest.private !== true)
      .map((one) => one.manifest.version),
  );
  [version = ""] = versions;
  return versions.size === 1 ? [] : [`the packages are not of one version: ${[...versions].join(", ")}`];
});
const tarballs: Array<Tarball> = [];
await check("pack", async () => {
  tarballs.push(...(await packAll(root)));
  return [];
});
await check("version that core sends", async () => {
  const core = tarballs.find(({ manifest }) => manifest.name === "@jobwire/core");
  const said = await run("tar", ["-xzOf", core?.path ?? "", "package/dist/version.js"], { cwd: root });
  return said.includes(JSON.stringify(version)) ? [] : [`dist/version.js says ${said}, not ${version}`];
});
for (const tarball of tarballs) {
  const { name } = tarball.manifest;
  await check(`allow-list ${name}`, async () => tarballFaults(tarball, version));
  await check(`publint ${name}`, () => published(tarball));
  // Without exports there are no types to be wrong.
  if (tarball.manifest.exports === undefined) continue;
  await check(`attw ${name}`, async () => {
    await run(bin("attw"), [tarball.path, "--profile", "esm-only", "--format", "ascii"], { cwd: root });
    return [];
  });
}
// Deno would turn pnpm's workspace file into one of its own; here it gets one that has just what goes to JSR.
await rm(join(root, "pnpm-workspace.yaml"));
await writeFile(join(root, "deno.json"), JSON.stringify({ workspace: onJsr.map((folder) => `./${folder}`) }));
for (const folder of onJsr) {
  await check(`deno publish ${folder}`, async () => {
    // Deno would read them, and JSR never sees them.
    for (const file of ["tsconfig.json", "tsconfig.build.json"]) await rm(join(root, folder, file));
    // Types that tsc has checked are not checked again where Deno would have to fetch its own types of Node for that; slow types,
    // which only JSR minds, are looked for all the same.
    const unchecked = folder === "packages/deno" ? ["--no-check"] : [];
    await run(rootBin("deno"), ["publish", "--dry-run", "--allow-dirty", ...unchecked], { cwd: join(root, folder) });
    return [];
  });
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(`${tarballs.length} packages at ${version}, ${faults.length} faults\n`);
if (faults.length > 0) process.exitCode = 1;
