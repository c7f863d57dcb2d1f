import { join } from "node:path";
import { type FreshProject, freshProject } from "./fresh-project.ts";
import type { LocalServer } from "./local-server.ts";
import { type InstallSize, measureInstall } from "./measure-install.ts";
import { openPage } from "./open-page.ts";
import type { ProjectKind } from "./project-kind.ts";

/** What a fresh project showed. */
export interface ProjectRow {
  readonly name: string;
  /** Undefined when everything held. */
  readonly fault: string | undefined;
  /** What the packages of this repository brought, before the tools of the project. */
  readonly size: InstallSize | undefined;
  /** The best of five processes; undefined for a package without exports. */
  readonly importMs: number | undefined;
  readonly ms: number;
}

/** Installs packages as the manager's users do. */
const install = async (
  project: FreshProject,
  { manager }: ProjectKind,
  packages: ReadonlyArray<string>,
): Promise<void> => {
  if (packages.length === 0) return;
  const commands = {
    npm: ["npm", "install", "--ignore-scripts", "--no-progress", "--prefer-offline"],
    bun: ["bun", "add", "--ignore-scripts"],
    deno: ["deno", "add", "--quiet"],
  } as const;
  const [command, ...args] = commands[manager];
  await project.run(command, ...args, ...packages.map((name) => (manager === "deno" ? `npm:${name}` : name)));
};

const importOnce = `const began = performance.now();
await import("jobwire");
console.log(performance.now() - began);
`;
const importTime = async (project: FreshProject, { manager }: ProjectKind): Promise<number> => {
  await project.write("import.mjs", importOnce);
  const command = { npm: ["node"], bun: ["bun"], deno: ["deno", "run", "--allow-net"] }[manager];
  const times: Array<number> = [];
  for (let count = 0; count < 5; count += 1) {
    const [file = "", ...args] = command;
    times.push(Number(await project.run(file, ...args, "import.mjs")));
  }
  return Math.min(...times);
};

/** Makes a project of a kind, installs it from the registry, measures it and runs it. `address` is that of a reference Ray. */
export const runProject = async (kind: ProjectKind, registry: LocalServer, address: string): Promise<ProjectRow> => {
  const began = performance.now();
  await using project = await freshProject(registry);
  let size: InstallSize | undefined;
  let importMs: number | undefined;
  const attempt = async (): Promise<undefined> => {
    if (kind.manager !== "deno") await project.write("package.json", `{ "private": true, "type": "module" }\n`);
    await install(project, kind, kind.packages);
    size = await measureInstall(project.folder, kind.manager === "deno" ? ".cache/deno" : "node_modules");
    if (kind.packages.includes("jobwire")) importMs = await importTime(project, kind);
    await install(project, kind, kind.tools);
    await kind.check({
      project,
      address,
      openPage: (folder, isDone) => openPage(join(project.folder, folder), address, isDone),
    });
  };
  const fault = await attempt().catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
  return { name: kind.name, fault, size, importMs, ms: performance.now() - began };
};
