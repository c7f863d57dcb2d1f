/** The service with a double of the cluster, and with a real server by the same layer. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert, describe, it, vi } from "@effect/vitest";
import { Effect, Fiber, Layer } from "effect";
import { TestClock } from "effect/testing";
import { startReferenceRay } from "@jobwire/testing";
import { rayLayer } from "jobwire/effect";
import { Trainer } from "../src/trainer.ts";
import { scriptedCluster } from "./scripted-cluster.ts";

const train = (model: string) => Trainer.use((trainer) => trainer.train(model));

describe("with a double of the cluster", () => {
  const on = (cluster: ReturnType<typeof scriptedCluster>) => Layer.provide(Trainer.layer, cluster.layer);

  it.effect("the last loss of the log is the result", () => {
    const cluster = scriptedCluster(() => ({ lines: ["loss: 3.5", "saving", "loss: 0.25", "done"], end: "SUCCEEDED" }));
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* train("small"), { model: "small", loss: 0.25 });
      assert.deepStrictEqual(cluster.calls, ["python train.py --model small"]);
    }).pipe(Effect.provide(on(cluster)));
  });

  it.effect("a failed job and a job without a loss are different errors", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* Effect.flip(train("bad")), { _tag: "JobFailed" });
      assert.deepInclude(yield* Effect.flip(train("quiet")), { _tag: "NoLoss", model: "quiet" });
    }).pipe(
      Effect.provide(
        on(scriptedCluster((model) => ({ lines: ["hello"], end: model === "bad" ? "FAILED" : "SUCCEEDED" }))),
      ),
    ),
  );

  it.effect("a training of more than two hours is stopped", () => {
    const cluster = scriptedCluster(() => ({ lines: ["loss: 1"] }));
    return Effect.gen(function* () {
      const training = yield* Effect.forkChild(Effect.flip(train("large")));
      yield* TestClock.adjust("119 minutes");
      assert.deepStrictEqual(cluster.calls, ["python train.py --model large"]);
      yield* TestClock.adjust("1 minute");
      assert.deepInclude(yield* Fiber.join(training), { _tag: "TooSlow", model: "large" });
      assert.deepStrictEqual(cluster.calls.slice(1), ["stop job-large"]);
    }).pipe(Effect.provide(on(cluster)));
  });
});

describe("with a server", () => {
  it.live("the same service runs a real process", () =>
    Effect.gen(function* () {
      // The job runs `python train.py --model small`; this program of that name needs no Python.
      const folder = mkdtempSync(join(tmpdir(), "jobwire-effect-service-"));
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true })));
      writeFileSync(join(folder, "python"), '#!/bin/sh\necho "loss: 2"; sleep 0.2; echo "loss: 0.${#3}"\n', {
        mode: 0o755,
      });
      vi.stubEnv("PATH", `${folder}:${process.env["PATH"]}`);
      const server = yield* Effect.acquireRelease(
        Effect.promise(() => startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20 } })),
        (started) => Effect.promise(() => started.close()),
      );
      const cluster = rayLayer({ address: server.url });
      const trained = yield* train("small").pipe(Effect.provide(Layer.provide(Trainer.layer, cluster)));
      assert.deepStrictEqual(trained, { model: "small", loss: 0.5 });
    }).pipe(Effect.scoped),
  );
});
