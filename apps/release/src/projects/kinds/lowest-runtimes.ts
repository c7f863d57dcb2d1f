import { supportPolicy } from "../../support-policy.ts";
import { followCommonJs, followProgram, mustHaveFollowed } from "../follow-program.ts";
import type { ProjectKind } from "../project-kind.ts";

const { node, bun, deno } = supportPolicy.runtimes;
const lowest = [node, bun, deno];

/** The oldest version of each runtime that `engines` allows, beside one installation of npm. */
export const lowestRuntimes: ProjectKind = {
  name: `lowest: Node ${node.lowest}, Bun ${bun.lowest}, Deno ${deno.lowest}`,
  manager: "npm",
  packages: ["jobwire"],
  tools: lowest.map(({ program: [name], lowest: version }) => `${name}@${version}`),
  inCi: true,
  check: async ({ project, address }) => {
    const [nodeFile = "", bunFile = "", denoFile = ""] = lowest.map(
      ({ program: [name, path] }) => `node_modules/${name}/${path}`,
    );
    await project.write("program.js", followProgram(address));
    await project.write("program.cjs", followCommonJs(address));
    mustHaveFollowed(await project.run(nodeFile, "program.js"));
    mustHaveFollowed(await project.run(nodeFile, "program.cjs"));
    mustHaveFollowed(await project.run(bunFile, "program.js"));
    mustHaveFollowed(
      await project.run(denoFile, "run", "--no-prompt", `--allow-net=${new URL(address).host}`, "program.js"),
    );
  },
};
