import { type ReferenceRay, startReferenceRay } from "@jobwire/testing";
import { Effect, Stream } from "effect";
import { expect, onTestFinished, test } from "vitest";
import { Ray, rayLayer, rayLayerFromEnv } from "../src/effect.ts";
import { fromEnv, isJobwireError, nodeAdapter, ray } from "../src/index.ts";

const token = "hush-hush";
const entrypoint = "for n in 1 2 3; do echo line $n; done";
/** The job's own output, without the lines that Ray's supervisor writes into the same log. */
const printed = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.filter((line) => line.startsWith("line "));
const expected = ["line 1", "line 2", "line 3"];

/** A server that runs entrypoints as processes and refuses what a Ray dashboard refuses: browser-like writes, compression. */
const reference = async (): Promise<ReferenceRay> => {
  const server = await startReferenceRay({ token, clocks: { supervisorStartMs: 50, tailPollMs: 50 } });
  onTestFinished(() => server.close());
  return server;
};

test.each(["auto", "websocket", "http"] as const)(
  "submits, follows and ends a job with the options of fromEnv(), by %s",
  async (protocol) => {
    const { url } = await reference();
    const cluster = ray(fromEnv({ RAY_ADDRESS: url, RAY_AUTH_TOKEN: token }));
    onTestFinished(() => cluster.close());
    expect((await cluster.version()).rayVersion).toBe("2.60.0");
    const job = await cluster.jobs.submit({ entrypoint });
    const lines: Array<string> = [];
    for await (const line of job.logs({ protocol })) lines.push(line);
    expect(printed(lines)).toEqual(expected);
    expect((await job.result()).status).toBe("SUCCEEDED");
    await job.delete();
  },
);

test("accepts another adapter", async () => {
  const asked: Array<string> = [];
  const cluster = ray(
    { address: (await reference()).url, token },
    {
      ...nodeAdapter,
      request: (request) => {
        asked.push(new URL(request.url).pathname);
        return nodeAdapter.request(request);
      },
    },
  );
  await cluster.version();
  await cluster.close();
  expect(asked).toEqual(["/api/version"]);
});

test("the same for Effect", async () => {
  const { url } = await reference();
  const program = Effect.gen(function* () {
    const cluster = yield* Ray;
    const id = yield* cluster.jobs.submit({ entrypoint });
    const batches = yield* Stream.runCollect(cluster.jobs.tailLogs(id));
    return printed(batches.flatMap((batch) => batch.lines));
  });
  expect(await Effect.runPromise(program.pipe(Effect.provide(rayLayer({ address: url, token }))))).toEqual(expected);
  const env = { RAY_ADDRESS: url, RAY_AUTH_TOKEN: token };
  expect(await Effect.runPromise(program.pipe(Effect.provide(rayLayerFromEnv(env))))).toEqual(expected);
});

test("an invalid environment is an InvalidRequest of the layer", async () => {
  const layer = rayLayerFromEnv({ RAY_ADDRESS: "ray://head:10001" });
  const failed = await Effect.runPromise(Effect.flip(Effect.asVoid(Ray).pipe(Effect.provide(layer))));
  expect([isJobwireError(failed), failed._tag]).toEqual([true, "InvalidRequest"]);
});
