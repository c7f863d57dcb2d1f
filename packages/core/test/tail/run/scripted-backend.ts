import { Clock, Effect } from "effect";
import type { JobwireError } from "../../../src/errors.ts";
import type { EmptyLog, LiveAnswer, LiveMessage, LogLoss, TailBackend, TailJob } from "../../../src/tail/backend.ts";
import { scriptedFile } from "./scripted-file.ts";

/** The results of one kind of request, one after the other; the last one repeats. */
export type Results<A> = readonly [A | JobwireError, ...ReadonlyArray<A | JobwireError>];

export interface Script {
  readonly job: Results<Partial<TailJob>>;
  readonly file?: Parameters<typeof scriptedFile>[0];
  /** Whole logs; `silent` never arrives. */
  readonly plain?: Results<string | { readonly silent: true }>;
  /** The messages of each connection, which is silent after the last one. */
  readonly socket?: Results<ReadonlyArray<LiveMessage | JobwireError>>;
  readonly stream?: Results<ReadonlyArray<LiveMessage | JobwireError>>;
  readonly replay?: TailBackend["replay"];
  readonly lost?: Results<LogLoss | undefined>;
  readonly emptyLog?: Results<EmptyLog>;
  readonly refuses?: (error: JobwireError) => boolean;
}

/** A running job. */
export const running: Partial<TailJob> = {};
/** A job that ended. */
export const ended: Partial<TailJob> = { status: "SUCCEEDED", terminal: true };

export interface ScriptedBackend {
  readonly backend: TailBackend;
  /** The requests by kind, and when each was made. */
  readonly requests: ReadonlyArray<string>;
  readonly times: ReadonlyArray<number>;
  /** How the log file was opened. */
  readonly views: ReturnType<typeof scriptedFile>["views"] | undefined;
}

/** A backend whose requests follow a script, and the record of them. */
export const scriptedBackend = (script: Script): ScriptedBackend => {
  const requests: Array<string> = [];
  const times: Array<number> = [];
  const request = <A>(kind: string, results: Results<A>): Effect.Effect<A, JobwireError> => {
    let nth = 0;
    return Effect.flatMap(Clock.currentTimeMillis, (now) => {
      if (requests.push(kind) > 500) return Effect.die(new Error("a storm of requests"));
      times.push(now);
      const result = results[Math.min(nth++, results.length - 1)] as A | JobwireError;
      return result instanceof Error ? Effect.fail(result) : Effect.succeed(result);
    });
  };
  const live = (kind: string, results: Results<ReadonlyArray<LiveMessage | JobwireError>>) =>
    Effect.map(request(kind, results), (messages): LiveAnswer => {
      let nth = 0;
      return {
        pull: Effect.suspend(() => {
          const message = messages[nth++];
          if (message === undefined) return Effect.never;
          return message instanceof Error ? Effect.fail(message) : Effect.succeed(message);
        }),
      };
    });
  const { job, file, plain = ["no plain log" as never], socket, stream, lost, emptyLog } = script;
  const logFile = file === undefined ? undefined : scriptedFile(file);
  const backend: TailBackend = {
    label: "job x",
    replay: script.replay ?? "always",
    refuses: script.refuses ?? (() => false),
    job: Effect.map(request("job", job), (own) => ({ status: "RUNNING", terminal: false, message: null, ...own })),
    plain: Effect.flatMap(request("plain", plain), (log) => {
      if (typeof log !== "string") return Effect.never;
      let left: string | undefined = log;
      return Effect.succeed({
        pull: Effect.sync(() => {
          const piece = left;
          left = undefined;
          return piece;
        }),
      });
    }),
    ...(logFile === undefined
      ? {}
      : {
          logFile: (view) => {
            const { readFrom, ...own } = logFile.open(view);
            return {
              ...own,
              readFrom: (...at) => Effect.andThen(request("file", [true]), readFrom(...at)),
            };
          },
        }),
    ...(socket === undefined ? {} : { socket: live("socket", socket) }),
    ...(stream === undefined ? {} : { stream: live("stream", stream) }),
    ...(lost === undefined ? {} : { lost: request("lost", lost) }),
    ...(emptyLog === undefined ? {} : { emptyLog: request("emptyLog", emptyLog) }),
  };
  return { backend, requests, times, views: logFile?.views };
};
