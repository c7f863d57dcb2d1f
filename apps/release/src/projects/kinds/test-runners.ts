import { followJob } from "../follow-program.ts";
import type { ProjectKind } from "../project-kind.ts";
import { toolVersions } from "../tool-versions.ts";

const program = (address: string, first: string): string => `${first}import { ray } from "jobwire";
test("a job is followed to its end", async () => {
  const printed = [];
  const print = (line) => printed.push(line);
  const cluster = ray({ address: "${address}" });${followJob("print")}
  expect(printed.filter((line) => /^(?:line |SUCCEEDED)/.test(line))).toEqual(["line 1", "line 2: 둘", "line 3: 🚀", "SUCCEEDED"]);
});\n`;

/** A project with one test, which Node runs by `command`. `first` are the imports that its runner needs. */
const runnerKind = (name: string, tool: string, command: ReadonlyArray<string>, first = ""): ProjectKind => ({
  name,
  manager: "npm",
  packages: ["jobwire"],
  tools: [tool],
  inCi: false,
  check: async ({ project, address }) => {
    await project.write("follow.test.js", program(address, first));
    const output = await project.run("node", ...command);
    if (!/Tests:?\s+1 passed/.test(output)) throw new Error(`The runner reports no test that passed:\n${output}`);
  },
});

/** A test in Jest, as a module. */
export const jest: ProjectKind = runnerKind("npm, Jest", toolVersions.jest, [
  "--experimental-vm-modules",
  "node_modules/jest/bin/jest.js",
]);

/** A test in Vitest. */
export const vitest: ProjectKind = runnerKind(
  "npm, Vitest",
  toolVersions.vitest,
  ["node_modules/vitest/vitest.mjs", "run"],
  `import { expect, test } from "vitest";\n`,
);
