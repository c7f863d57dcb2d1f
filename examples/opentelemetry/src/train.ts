import { Console, Effect, Stream } from "effect";
import { type JobwireError, Ray } from "jobwire/effect";

/** Runs a command as a job and prints its log. Each call of Jobwire is a span below the span of this function. */
export const train: (entrypoint: string) => Effect.Effect<string, JobwireError, Ray> = Effect.fn("train")(function* (
  entrypoint: string,
) {
  const { jobs } = yield* Ray;
  const id = yield* jobs.submit({ entrypoint });
  yield* Effect.annotateCurrentSpan("train.job", id);
  yield* jobs.tailLogs(id).pipe(Stream.runForEach(({ text }) => Console.log(text)));
  const { status } = yield* jobs.result(id);
  return status;
});
