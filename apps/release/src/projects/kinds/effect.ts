import { mustHaveOneEffect } from "../measure-install.ts";
import { entrypoint, mustHaveFollowed } from "../follow-program.ts";
import type { ProjectKind } from "../project-kind.ts";
import { toolVersions } from "../tool-versions.ts";

const program = (
  address: string,
): string => `import { ConnectionFailed, isJobwireError, nodeAdapter, ray } from "jobwire";
import { ConnectionFailed as Same, type JobwireError, nodeAdapter as sameAdapter, rayLayer, Ray } from "jobwire/effect";
import { Console, Effect, Layer, Redacted, Stream } from "effect";

const follow = Effect.gen(function* () {
  const { jobs } = yield* Ray;
  const id = yield* jobs.submit({ entrypoint: ${JSON.stringify(entrypoint)} });
  yield* Stream.runForEach(jobs.tailLogs(id), ({ lines }) => Effect.forEach(lines, (line) => Console.log(line)));
  return yield* jobs.result(id);
});
const layer: Layer.Layer<Ray, JobwireError> = rayLayer({ address: "${address}", token: Redacted.make("no token") });
console.log((await Effect.runPromise(Effect.provide(follow, layer))).status);

const away = { address: "http://127.0.0.1:1", retryForMs: 1 };
const byPromise: unknown = await ray(away).version({ timeoutMs: 100 }).catch((error: unknown) => error);
const version: Effect.Effect<unknown, JobwireError> = Effect.provide(
  Effect.gen(function* () {
    return yield* (yield* Ray).version({ timeoutMs: 100 });
  }),
  rayLayer(away),
);
const byEffect = await Effect.runPromise(Effect.flip(version));
const caught: Effect.Effect<unknown, JobwireError> = Effect.catchTag(version, "ConnectionFailed", (error: ConnectionFailed) =>
  Effect.succeed(error.reason),
);
await Effect.runPromise(Effect.ignore(caught));
console.log(ConnectionFailed === Same, nodeAdapter === sameAdapter, isJobwireError(byPromise), isJobwireError(byEffect));
console.log(byEffect instanceof (byPromise as object).constructor);
`;

const effectKind = (name: string, effect: string): ProjectKind => ({
  name,
  manager: "npm",
  packages: ["jobwire"],
  tools: [effect, toolVersions.typescript7, toolVersions.typesOfNode],
  inCi: effect === toolVersions.effectLowest,
  check: async ({ project, address }) => {
    const compilerOptions = {
      strict: true,
      target: "es2023",
      module: "nodenext",
      lib: ["es2023", "dom", "dom.asynciterable"],
      types: ["node"],
      skipLibCheck: false,
    };
    await project.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["program.ts"] }));
    await project.write("program.ts", program(address));
    await project.run("tsc", "-p", ".");
    const output = await project.run("node", "program.js");
    mustHaveFollowed(output);
    if (!output.endsWith("\ntrue true true true\ntrue\n")) {
      throw new Error(`The two surfaces have different errors or adapters:\n${output}`);
    }
    await mustHaveOneEffect(project.folder);
  },
});

/** A user of Effect with the lowest version of the range. */
export const effectLowest: ProjectKind = effectKind(`npm, ${toolVersions.effectLowest}`, toolVersions.effectLowest);

/** A user of Effect with the newest version. */
export const effectNewest: ProjectKind = effectKind(`npm, ${toolVersions.effectNewest}`, toolVersions.effectNewest);
