/**
 * Rehearses a release without publishing: bumps a copy of the repository, packs every public package, checks the tarballs with
 * publint, attw (ESM only), an allow-list and JSR's dry run, and runs them in fresh projects. Exits with 1 and prints the faults when it
 * finds any. `--only-ci` leaves out the projects that CI does not run; `--only TEXT` runs those whose names contain the text.
 */
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { copyRepository } from "./copy-repository.ts";
import { jsrNames, writeDenoManifests } from "./deno-manifests.ts";
import { metadataFaults } from "./metadata-faults.ts";
import { changelogFolder, keepOneChangelog } from "./one-changelog.ts";
import { packAll, type Tarball } from "./pack.ts";
import { cloneToDemo } from "./projects/clone-to-demo.ts";
import { timeToFirstLine } from "./projects/first-line.ts";
import { projectKinds } from "./projects/project-kinds.ts";
import { projectTable } from "./projects/project-table.ts";
import { runProjects, upstreamRegistry } from "./projects/run-projects.ts";
import { prepareForJsr, publishToJsr } from "./publish/publish-to-jsr.ts";
import { publishToNpm } from "./publish/publish-to-npm.ts";
import { packagesIn, publicPackagesIn, readPackage, repository } from "./repository.ts";
import { run } from "./run.ts";
import { tarballFaults } from "./tarball-faults.ts";
import { writeVersionSource } from "./version-source.ts";
import { workflowFaults } from "./workflows/workflow-faults.ts";

const bin = (name: string): string => join(repository, "apps/release/node_modules/.bin", name);
const rootBin = (name: string): string => join(repository, "node_modules/.bin", name);

const workflows = ".github/workflows";
const rehearsed = "A change that only this rehearsal has.";
const faults: Array<string> = [];
const report = (name: string, found: ReadonlyArray<string>, ms: number): void => {
  faults.push(...found.map((one) => `${name}: ${one}`));
  process.stdout.write(`${found.length === 0 ? "ok    " : "FAILED"} ${name} (${Math.round(ms)} ms)\n`);
};
const check = async (name: string, findFaults: () => Promise<ReadonlyArray<string>>): Promise<void> => {
  const began = performance.now();
  const found = await findFaults().catch((error: unknown) => [String(error)]);
  report(name, found, performance.now() - began);
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
  // Without a changeset there is nothing to bump.
  await writeFile(join(root, ".changeset/rehearsal.md"), `---\njobwire: minor\n---\n\n${rehearsed}\n`);
  await run(rootBin("changeset"), ["version"], { cwd: root });
  writeDenoManifests(root);
  writeVersionSource(root);
  keepOneChangelog(root);
  // A release builds after it has set the versions. Only core's build contains its version.
  const core = join(root, "packages/core");
  await run(rootBin("rolldown"), ["-c", "../rolldown.config.ts"], { cwd: core });
  await run(rootBin("tsc"), ["-p", "tsconfig.build.json", "--emitDeclarationOnly"], { cwd: core });
  const versions = new Set(publicPackagesIn(root).map((one) => one.manifest.version));
  [version = ""] = versions;
  return versions.size === 1 ? [] : [`the packages have different versions: ${[...versions].join(", ")}`];
});
await check("one changelog", async () => {
  const text = await readFile(join(root, changelogFolder, "CHANGELOG.md"), "utf8");
  const [, newest = ""] = text.split(/^## /m);
  const others = packagesIn(root).filter(
    ({ folder }) => folder !== changelogFolder && existsSync(join(root, folder, "CHANGELOG.md")),
  );
  return [
    ...others.map(({ folder }) => `${folder} has a CHANGELOG.md of its own`),
    ...(newest.startsWith(`${version}\n`) && newest.includes(`- ${rehearsed}\n`)
      ? []
      : [`the changelog does not begin with ${version} and its changes:\n${newest}`]),
  ];
});
const tarballs: Array<Tarball> = [];
await check("pack", async () => {
  tarballs.push(...(await packAll(root)));
  return [];
});
await check("version that core sends", async () => {
  const core = tarballs.find(({ manifest }) => manifest.name === "@jobwire/core");
  const built = await run("tar", ["-xzOf", core?.path ?? "", "--wildcards", "package/dist/*.js"], { cwd: root });
  const sent = /^const version = (".*");$/m.exec(built)?.[1];
  return sent === JSON.stringify(version) ? [] : [`the built core sends version ${sent}, not ${version}`];
});
for (const tarball of tarballs) {
  const { name } = tarball.manifest;
  await check(`allow-list ${name}`, async () => tarballFaults(tarball, version));
  await check(`metadata ${name}`, async () => metadataFaults(tarball));
  await check(`publint ${name}`, () => published(tarball));
  // A package without exports has no types to check.
  if (tarball.manifest.exports === undefined) continue;
  await check(`attw ${name}`, async () => {
    await run(bin("attw"), [tarball.path, "--profile", "esm-only", "--format", "ascii"], { cwd: root });
    return [];
  });
}
const scripts = new Set(Object.keys(readPackage(repository, ".").manifest.scripts ?? {}));
for (const file of await readdir(join(repository, workflows))) {
  const path = join(workflows, file);
  await check(path, async () => workflowFaults(await readFile(join(repository, path), "utf8"), path, scripts));
}
await check("npm publish", async () => {
  await publishToNpm(tarballs, root, { dryRun: true });
  return [];
});
await check("deno publish", async () => {
  await prepareForJsr(root);
  const output = await publishToJsr(root, { dryRun: true });
  return jsrNames(root)
    .filter((name) => !output.includes(`Simulating publish of ${name}@${version} `))
    .map((name) => `${name} was not published`);
});
const { "only-ci": onlyCi, only } = parseArgs({
  options: { "only-ci": { type: "boolean", default: false }, only: { type: "string", multiple: true } },
}).values;
const kinds = projectKinds.filter(
  ({ name, inCi }) => (inCi || !onlyCi) && (only === undefined || only.some((text) => name.includes(text))),
);
const rows = await runProjects(tarballs, kinds, ({ name, fault, ms }) =>
  report(`fresh project ${name}`, fault === undefined ? [] : [fault], ms),
);
process.stdout.write(`\n${projectTable(rows)}\n\n`);
if (!onlyCi && only === undefined) {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const times: Array<string> = [];
  await check("time from npm install to the first line of a log", async () => {
    for (const { cache, installedMs, lineMs } of await timeToFirstLine(tarballs, await upstreamRegistry())) {
      times.push(
        `npm install to the first line, ${cache} cache: ${seconds(lineMs)}, of it ${seconds(installedMs)} npm`,
      );
    }
    return [];
  });
  await check("time from a clone to the end of the demo", async () => {
    const { cold, warm } = await cloneToDemo();
    times.push(`git clone to the end of the demo: cold cache ${seconds(cold)}, warm cache ${seconds(warm)}`);
    return [];
  });
  process.stdout.write(`\n${times.join("\n")}\n\n`);
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(`${tarballs.length} packages at ${version}, ${faults.length} faults\n`);
if (faults.length > 0) process.exitCode = 1;
