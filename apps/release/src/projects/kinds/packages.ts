import { entrypoint, mustHaveFollowed } from "../follow-program.ts";
import type { ProjectKind } from "../project-kind.ts";

/** The command. */
export const cli: ProjectKind = {
  name: "npm, @jobwire/cli",
  manager: "npm",
  packages: ["@jobwire/cli"],
  tools: [],
  inCi: true,
  check: async ({ project, address }) => {
    const output = await project.run("jobwire", "ray", "submit", "--address", address, "--", "sh", "-c", entrypoint);
    mustHaveFollowed(output);
  },
};
