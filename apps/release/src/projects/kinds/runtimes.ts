import { existsSync } from "node:fs";
import { join } from "node:path";
import { followCommonJs, followProgram, mustHaveFollowed } from "../follow-program.ts";
import type { ProjectKind } from "../project-kind.ts";

const base = { packages: ["jobwire"], tools: [], inCi: true } as const;

/** Plain JavaScript on Node, with no package beside Jobwire. */
export const node: ProjectKind = {
  ...base,
  name: "npm, Node, JavaScript",
  manager: "npm",
  check: async ({ project, address }) => {
    if (existsSync(join(project.folder, "node_modules/effect"))) {
      throw new Error("effect is installed, which programs with promises do not need");
    }
    await project.write("program.js", followProgram(address));
    mustHaveFollowed(await project.run("node", "program.js"));
    const refused = await project.run("node", "--input-type=module", "--eval", 'await import("jobwire/effect")').then(
      () => "nothing",
      (error: unknown) => String(error),
    );
    if (!/Cannot find package 'effect'/.test(refused)) {
      throw new Error(`Without effect, jobwire/effect must name what is missing, but it printed ${refused}`);
    }
  },
};

/** A CommonJS program. */
export const commonJs: ProjectKind = {
  ...base,
  name: "npm, CommonJS require",
  manager: "npm",
  check: async ({ project, address }) => {
    await project.write("program.cjs", followCommonJs(address));
    mustHaveFollowed(await project.run("node", "program.cjs"));
  },
};

/** TypeScript on Bun. */
export const bun: ProjectKind = {
  ...base,
  name: "bun",
  manager: "bun",
  check: async ({ project, address }) => {
    await project.write("program.ts", followProgram(address));
    mustHaveFollowed(await project.run("bun", "program.ts"));
  },
};

/** TypeScript on Deno, which may use the network and nothing else. */
export const deno: ProjectKind = {
  ...base,
  name: "deno, --allow-net only",
  manager: "deno",
  check: async ({ project, address }) => {
    await project.write("program.ts", followProgram(address));
    const { host } = new URL(address);
    mustHaveFollowed(await project.run("deno", "run", "--no-prompt", `--allow-net=${host}`, "program.ts"));
  },
};
