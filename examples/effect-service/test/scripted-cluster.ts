import { Effect, Layer, Stream } from "effect";
import { JobFailed, Ray, type RayEffects, type RayJob, type TailPosition } from "jobwire/effect";

type Jobs = RayEffects["jobs"];

/** How a job of the double behaves: its log, then its end. Without an end it runs until it is stopped. */
export interface ScriptedJob {
  readonly lines: ReadonlyArray<string>;
  readonly end?: "SUCCEEDED" | "FAILED";
}

const positionAfter = (lines: number): TailPosition => ({ version: 1, lines, units: 0, newlines: lines, anchor: null });

/** A double of a cluster: no server, no time. `calls` lists what the service did to the cluster. */
export const scriptedCluster = (
  script: (model: string) => ScriptedJob,
): { readonly calls: ReadonlyArray<string>; readonly layer: Layer.Layer<Ray> } => {
  const calls: Array<string> = [];
  const jobOf = (id: string): ScriptedJob => script(id.replace(/^job-/, ""));
  const ended = (id: string, status: RayJob["status"]): RayJob => ({ submissionId: id, status }) as RayJob;
  // Only the calls that the service makes; any other is a TypeError.
  const jobs: Partial<Jobs> = {
    submit: ({ entrypoint, metadata }) =>
      Effect.sync(() => {
        calls.push(entrypoint);
        return `job-${metadata?.["model"]}`;
      }),
    tailLogs: (id) => {
      const { lines, end } = jobOf(id);
      const batch = { lines, text: lines.join("\n"), position: positionAfter(lines.length) };
      return Stream.concat(Stream.make(batch), end === undefined ? Stream.never : Stream.empty);
    },
    result: (id) =>
      jobOf(id).end === "SUCCEEDED"
        ? Effect.succeed(ended(id, "SUCCEEDED"))
        : Effect.fail(new JobFailed({ message: `Job "${id}" failed.`, reason: "failed" })),
    stop: (id) =>
      Effect.sync(() => {
        calls.push(`stop ${id}`);
        return { stopped: true, job: ended(id, "STOPPED") };
      }),
  };
  return { calls, layer: Layer.succeed(Ray, { jobs } as RayEffects) };
};
