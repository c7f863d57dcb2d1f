// Trains models on the cluster that the environment names, two at a time: node src/main.ts small large
import { Console, Effect, Layer } from "effect";
import { rayLayerFromEnv } from "jobwire/effect";
import { Trainer } from "./trainer.ts";

const models = process.argv.slice(2);
const program = Effect.gen(function* () {
  const trainer = yield* Trainer;
  const trained = yield* Effect.forEach(models, trainer.train, { concurrency: 2 });
  for (const { model, loss } of trained) yield* Console.log(`${model}: ${loss}`);
});

await Effect.runPromise(Effect.provide(program, Layer.provide(Trainer.layer, rayLayerFromEnv())));
