import { followJob } from "../follow-program.ts";
import type { FreshProject } from "../fresh-project.ts";
import type { ProjectKind } from "../project-kind.ts";
import { toolVersions } from "../tool-versions.ts";

const program = (address: string, first: string): string => `${first}import { ray } from "jobwire";
test("a job is followed to its end", async () => {
  const printed = [];
  const print = (line) => printed.push(line);
  const cluster = ray({ address: "${address}" });${followJob("print")}
  expect(printed.filter((line) => /^(?:line |SUCCEEDED)/.test(line))).toEqual(["line 1", "line 2: 둘", "line 3: 🚀", "SUCCEEDED"]);
});\n`;

/** Fails unless the runner reports one test that passed. */
const mustPass = async (project: FreshProject, ...args: ReadonlyArray<string>): Promise<void> => {
  const output = await project.run("node", ...args);
  if (!/Tests:?\s+1 passed/.test(output)) throw new Error(`The runner reports no test that passed:\n${output}`);
};

/** A test in Jest, as a module. */
export const jest: ProjectKind = {
  name: "npm, Jest",
  manager: "npm",
  packages: ["jobwire"],
  tools: [toolVersions.jest],
  inCi: false,
  check: async ({ project, address }) => {
    await project.write("follow.test.js", program(address, ""));
    await mustPass(project, "--experimental-vm-modules", "node_modules/jest/bin/jest.js");
  },
};

/** A test in Vitest. */
export const vitest: ProjectKind = {
  name: "npm, Vitest",
  manager: "npm",
  packages: ["jobwire"],
  tools: [toolVersions.vitest],
  inCi: false,
  check: async ({ project, address }) => {
    await project.write("follow.test.js", program(address, `import { expect, test } from "vitest";\n`));
    await mustPass(project, "node_modules/vitest/vitest.mjs", "run");
  },
};
