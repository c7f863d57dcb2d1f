import { effectLowest, effectNewest } from "./kinds/effect.ts";
import { lowestRuntimes } from "./kinds/lowest-runtimes.ts";
import { cli, gateway } from "./kinds/packages.ts";
import { esbuild, vite } from "./kinds/pages.ts";
import { bun, commonJs, deno, node } from "./kinds/runtimes.ts";
import { next, workerd } from "./kinds/servers.ts";
import { jest, vitest } from "./kinds/test-runners.ts";
import { types5, types7 } from "./kinds/types.ts";
import type { ProjectKind } from "./project-kind.ts";

/** Each kind of project, in the order of the table. */
export const projectKinds: ReadonlyArray<ProjectKind> = [
  node,
  types5,
  types7,
  effectLowest,
  effectNewest,
  commonJs,
  bun,
  deno,
  lowestRuntimes,
  vite,
  esbuild,
  next,
  workerd,
  jest,
  vitest,
  cli,
  gateway,
];
