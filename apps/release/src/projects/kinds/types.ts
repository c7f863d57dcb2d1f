import { followJob, mustHaveFollowed } from "../follow-program.ts";
import type { ProjectKind } from "../project-kind.ts";
import { toolVersions } from "../tool-versions.ts";

const program = (address: string): string => `import {
  isJobwireError, type JobwireError, type LogTail, ray, type RayCluster, SecretText, type TailBatch,
} from "jobwire";
const cluster: RayCluster = ray({ address: "${address}", token: new SecretText("no token", "token") });
export const count = async (tail: LogTail): Promise<number> => {
  let lines = 0;
  for await (const batch of tail.batches() satisfies AsyncIterable<TailBatch>) lines += batch.lines.length;
  return lines;
};
const missing: JobwireError | undefined = await cluster.jobs.get("no-such-job").then(
  () => undefined,
  (error: unknown) => (isJobwireError(error) ? error : undefined),
);
if (missing?._tag !== "NotFound") throw new Error("a job that does not exist was found");
${followJob()}`;
/** The compiler must refuse it: otherwise the types are missing. */
const wrong = `import { ray } from "jobwire";\nray({ address: 1 });\n`;

const typesKind = (
  name: string,
  compiler: string,
  more: ReadonlyArray<string>,
  options: Readonly<Record<string, unknown>>,
): ProjectKind => ({
  name,
  manager: "npm",
  packages: ["jobwire"],
  tools: [compiler, ...more],
  inCi: true,
  check: async ({ project, address }) => {
    const compilerOptions = { strict: true, target: "es2023", skipLibCheck: false, outDir: "out", ...options };
    await project.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["program.ts"] }));
    await project.write("wrong/tsconfig.json", JSON.stringify({ extends: "../tsconfig.json", files: ["wrong.ts"] }));
    await project.write("program.ts", program(address));
    await project.write("wrong/wrong.ts", wrong);
    await project.run("tsc", "-p", ".");
    const refused = await project.run("tsc", "-p", "wrong").then(
      () => "nothing",
      (error: unknown) => String(error),
    );
    if (!refused.includes("TS2322")) throw new Error(`The compiler did not refuse a wrong program, but: ${refused}`);
    mustHaveFollowed(await project.run("node", "out/program.js"));
  },
});

/** TypeScript 5.9 as Node resolves modules, without the types of pages. */
export const types5: ProjectKind = typesKind(
  "npm, TypeScript 5.9, nodenext, no DOM",
  toolVersions.typescript5,
  [toolVersions.typesOfNode],
  { module: "nodenext", lib: ["es2023"], types: ["node"] },
);

/** TypeScript 7 as bundlers resolve modules, without the types of Node. */
export const types7: ProjectKind = typesKind("npm, TypeScript 7, bundler", toolVersions.typescript7, [], {
  module: "esnext",
  moduleResolution: "bundler",
  lib: ["es2023", "dom", "dom.asynciterable", "esnext.disposable"],
  types: [],
});
