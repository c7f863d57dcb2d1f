import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../src/repository.ts";
import { run } from "../src/run.ts";
import { type FreshProject, freshProject } from "./fresh-project.ts";

const tsc = join(repository, "node_modules/.bin/tsc");

/** Compiles a program against the installed declarations, and checks these, too. */
const compile = async ({ folder }: FreshProject, program: string): Promise<void> => {
  await writeFile(join(folder, "program.ts"), program);
  const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2023", "--skipLibCheck", "false"];

  const conditions = ["--types", "node", "--lib", "es2023,dom,dom.asynciterable"];
  await run(tsc, [...options, ...conditions, "program.ts"], { cwd: folder });
};

test("a program with promises compiles and runs without Effect", { timeout: 300_000 }, async () => {
  const program = `import { isJobwireError, nodeAdapter, ray } from "jobwire";
const error = await ray({ address: "http://127.0.0.1:1" }, nodeAdapter).version({ timeoutMs: 100 }).catch((error) => error);
console.log(isJobwireError(error), error._tag);
`;
  await using project = await freshProject(program, { "@types/node": "@types/node" });
  const cwd = project.folder;
  expect(existsSync(join(cwd, "node_modules/effect"))).toBe(false);
  await expect(run(process.execPath, ["-e", 'await import("effect")'], { cwd })).rejects.toThrow();
  expect(await run(process.execPath, ["program.js"], { cwd })).toMatch(/^true (?:ConnectionFailed|Timeout)\n$/);
  await expect(
    run(process.execPath, ["--input-type=module", "-e", 'await import("jobwire/effect")'], { cwd }),
  ).rejects.toThrow(/Cannot find package 'effect'/);
  await compile(
    project,
    `import { type Adapter, keyPair, type LogTail, nodeAdapter, ray, SecretText, type TailBatch } from "jobwire";
const cluster = ray({ address: "http://127.0.0.1:8265", token: new SecretText("t", "token") });
const tail: LogTail = cluster.jobs.tailLogs("raysubmit_1");
const adapter: Adapter = nodeAdapter;
for await (const batch of tail.batches() satisfies AsyncIterable<TailBatch>) console.log(batch.lines, adapter.runtime.name);
keyPair({ user: "u", privateKey: new SecretText("key", "key") });
`,
  );
  await expect(compile(project, `import { ray } from "jobwire"; ray({ address: 1 });`)).rejects.toThrow(/TS2322/);
});

// The newest version of the range, and the lowest.
test.each(["effect", "effect-lowest"])(
  "a program with promises and Effects has its own Effect (%s) once, and one class of each error",
  {
    timeout: 300_000,
  },
  async (effect) => {
    const program = `import { ConnectionFailed, keyPair, nodeAdapter, ray, SecretText } from "jobwire";
import { ConnectionFailed as Same, makeRay, nodeAdapter as sameAdapter, rayLayer, Ray } from "jobwire/effect";
import { Effect, Redacted } from "effect";
const options = { address: "http://127.0.0.1:1", retryForMs: 1 };
const byPromise = await ray(options).version({ timeoutMs: 100 }).catch((error) => error);
const byEffect = await Effect.runPromise(Effect.flip(Effect.gen(function* () {
  const cluster = yield* Ray;
  return yield* cluster.version({ timeoutMs: 100 });
}).pipe(Effect.provide(rayLayer({ ...options, token: Redacted.make("t-12345") })))));
console.log(ConnectionFailed === Same, nodeAdapter === sameAdapter);
console.log(byPromise instanceof byEffect.constructor, byEffect instanceof byPromise.constructor);
console.log(String(keyPair({ user: "u", privateKey: "k" }).privateKey), typeof makeRay, SecretText.name);
`;
    await using project = await freshProject(program, { effect, "@types/node": "@types/node" });
    const cwd = project.folder;
    expect(await run(process.execPath, ["program.js"], { cwd })).toBe(
      "true true\ntrue true\n<redacted:private key> function SecretText\n",
    );
    await compile(
      project,
      `import type { ConnectionFailed } from "jobwire";
import { type JobwireError, Ray, rayLayer } from "jobwire/effect";
import { Effect, Layer, Redacted, Stream } from "effect";
const layer: Layer.Layer<Ray, JobwireError> = rayLayer({ address: "http://127.0.0.1:8265", token: Redacted.make("t") });
export const lines: Effect.Effect<void, JobwireError> = Effect.provide(
  Effect.gen(function* () {
    const { jobs } = yield* Ray;
    yield* Stream.runForEach(jobs.tailLogs("raysubmit_1"), ({ lines }) => Effect.sync(() => lines.length));
  }),
  layer,
);
export const caught = Effect.catchTag(lines, "ConnectionFailed", (error: ConnectionFailed) => Effect.succeed(error.reason));
`,
    );
  },
);
