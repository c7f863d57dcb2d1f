import { startReferenceRay } from "@jobwire/testing";
import type { Tarball } from "../pack.ts";
import { repository } from "../repository.ts";
import { run } from "../run.ts";
import type { ProjectKind } from "./project-kind.ts";
import { startRegistry } from "./registry.ts";
import { type ProjectRow, runProject } from "./run-project.ts";

/** The registry that this machine's npm uses. */
export const upstreamRegistry = async (): Promise<string> =>
  (await run("npm", ["config", "get", "registry", "--workspaces=false"], { cwd: repository }))
    .trim()
    .split("\n")
    .at(-1) ?? "";

/** Runs a fresh project of each kind, one after the other, with the packages of the tarballs. */
export const runProjects = async (
  tarballs: ReadonlyArray<Tarball>,
  kinds: ReadonlyArray<ProjectKind>,
  onRow: (row: ProjectRow) => void,
): Promise<ReadonlyArray<ProjectRow>> => {
  await using registry = await startRegistry(tarballs, await upstreamRegistry());
  const server = await startReferenceRay({ clocks: { supervisorStartMs: 50, tailPollMs: 50 } });
  const rows: Array<ProjectRow> = [];
  try {
    for (const kind of kinds) {
      const row = await runProject(kind, registry, server.url);
      rows.push(row);
      onRow(row);
    }
  } finally {
    await server.close();
  }
  return rows;
};
