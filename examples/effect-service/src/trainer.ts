import { Context, Data, Effect, Layer, Stream } from "effect";
import { type JobwireError, Ray } from "jobwire/effect";

/** A model after its training. */
export interface Trained {
  readonly model: string;
  /** The last loss that the training printed. */
  readonly loss: number;
}

/** The job succeeded and printed no loss. */
export class NoLoss extends Data.TaggedError("NoLoss")<{ readonly model: string }> {}

/** The training took too long; its job has been stopped. */
export class TooSlow extends Data.TaggedError("TooSlow")<{ readonly model: string }> {}

/** Trains models as jobs of a Ray cluster. */
export class Trainer extends Context.Service<
  Trainer,
  { readonly train: (model: string) => Effect.Effect<Trained, JobwireError | NoLoss | TooSlow> }
>()("example/Trainer") {
  /** The service on whatever cluster the service `Ray` is: a real one, or a double in tests. */
  static readonly layer = Layer.effect(
    Trainer,
    Effect.gen(function* () {
      const { jobs } = yield* Ray;

      const follow = Effect.fnUntraced(function* (model: string, id: string) {
        const loss = yield* jobs.tailLogs(id).pipe(
          Stream.flatMap(({ lines }) => Stream.fromIterable(lines)),
          Stream.runFold(
            () => Number.NaN,
            (last, line) => Number(/^loss: (\S+)$/.exec(line)?.[1] ?? last),
          ),
        );
        yield* jobs.result(id);
        return Number.isNaN(loss) ? yield* new NoLoss({ model }) : { model, loss };
      });

      const train = Effect.fn("train")(function* (model: string) {
        const id = yield* jobs.submit({ entrypoint: `python train.py --model ${model}`, metadata: { model } });
        yield* Effect.logInfo(`${model} trains as ${id}`);
        return yield* follow(model, id).pipe(
          Effect.timeoutOrElse({
            duration: "2 hours",
            orElse: () => Effect.andThen(jobs.stop(id, { wait: true }), Effect.fail(new TooSlow({ model }))),
          }),
        );
      });

      return { train };
    }),
  );
}
