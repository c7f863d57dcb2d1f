import { entrypoint, mustHaveFollowed } from "../follow-program.ts";
import { mustHaveOneEffect } from "../measure-install.ts";
import type { ProjectKind } from "../project-kind.ts";
import { toolVersions } from "../tool-versions.ts";

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

/** The gateway, in a program that serves a job's log by its handler. */
export const gateway: ProjectKind = {
  name: `npm, @jobwire/gateway, ${toolVersions.effectLowest}`,
  manager: "npm",
  packages: ["@jobwire/gateway", "jobwire"],
  tools: [toolVersions.effectLowest],
  inCi: false,
  check: async ({ project, address }) => {
    await project.write(
      "program.js",
      `import { createGateway } from "@jobwire/gateway";
import { ray } from "jobwire";
const cluster = ray({ address: "${address}" });
const gateway = createGateway({ systems: { ray: cluster }, allowAnonymous: "read" });
const job = await cluster.jobs.submit({ entrypoint: ${JSON.stringify(entrypoint)} });
const { status } = await job.wait();
const path = "/v1/systems/ray/jobs/" + job.submissionId + "/log?offset=-1";
const response = await gateway.fetch(new Request("http://localhost" + path, { headers: { host: "localhost" } }));
console.log(await response.text());
console.log(status);
await gateway.close();
await cluster.close();\n`,
    );
    mustHaveFollowed(await project.run("node", "program.js"));
    await mustHaveOneEffect(project.folder);
  },
};
