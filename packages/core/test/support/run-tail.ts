import { Clock, Effect, Exit, Stream } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import { loadedLiveCode } from "../../src/loaded-live-code.ts";
import type { TailBackend } from "../../src/tail/backend.ts";
import type { TailBatch, TailOptions, TailStatus } from "../../src/tail/options.ts";
import { tailStream, type TailDefaults } from "../../src/tail/tail.ts";
import { type LogFileTuning, realLogFileTuning } from "../../src/ray/log-file/log-file-tuning.ts";
import { realTuning as realTailTuning, type TailTuning } from "../../src/tail/settings.ts";
import { instantClock } from "./instant-clock.ts";
import { type ScriptedBackend, withLogFile } from "./scripted-log.ts";
import { orderedClock } from "./ordered-clock.ts";

export interface Tailed {
  readonly lines: Array<string>;
  readonly batches: Array<TailBatch>;
  readonly statuses: Array<TailStatus>;
  readonly error: JobwireError | undefined;
  readonly tookMs: number;
}

/** The sizes of a tail and of its log file. */
export interface Tuning extends TailTuning, LogFileTuning {}

/** The sizes for real servers. */
export const realTuning: Tuning = { ...realTailTuning, ...realLogFileTuning };

/** What takes the batches. */
interface Consumer {
  /** Fills while the tail runs. */
  readonly batches?: Array<TailBatch>;
  /** The time that it takes for each batch. */
  readonly eachMs?: number;
}

type TestClock = ReturnType<typeof instantClock>;

/** What a test sets of a client's defaults. */
export type TestDefaults = Partial<Omit<TailDefaults, "tuning">> & { readonly tuning?: Tuning };

/** Sizes that make a log of a few hundred bytes take the paths of a large one. */
export const smallTuning: Tuning = {
  directBytes: 40,
  heldBytes: 400,
  slowReaderMs: 5_000,
  socketUnits: 4096,
  anchorWaitMs: 0,
  waitingUnits: 0,
  firstGuessLines: 2,
};

/** Runs a tail to its end in instant time; `batches` fills while it runs; the consumer takes `eachMs` for each. */
export const runTail = async (
  log: { readonly backend: TailBackend | ScriptedBackend },
  options: TailOptions = {},
  defaults: TestDefaults = {},
  batches: Array<TailBatch> = [],
  eachMs = 0,
  clock: TestClock = instantClock(),
): Promise<Tailed> => {
  // Test time passes while nothing runs, and code that is being loaded looks like that.
  await Effect.runPromise(loadedLiveCode);
  const started = clock.now();
  const statuses: Array<TailStatus> = [];
  const { tuning = realTuning } = defaults;
  const stream = tailStream(
    "file" in log.backend ? withLogFile(log.backend, tuning) : log.backend,
    { ...options, onStatus: (status) => void statuses.push(status) },
    { idleMs: 30_000, retryForMs: 300_000, pollIntervalMs: 2_000, ...defaults, tuning },
  );
  const exit = await Effect.runPromiseExit(
    Stream.runForEach(stream, (batch) =>
      Effect.andThen(
        Effect.sync(() => void batches.push(batch)),
        eachMs === 0 ? Effect.void : Effect.sleep(eachMs),
      ),
    ).pipe(Effect.provideService(Clock.Clock, clock)),
  );
  const failure = Exit.isFailure(exit) ? exit.cause.reasons[0] : undefined;
  if (failure !== undefined && failure._tag !== "Fail")
    throw failure._tag === "Die" ? failure.defect : new Error("interrupted");
  return {
    lines: batches.flatMap((batch) => [...batch.lines]),
    batches,
    statuses,
    error: failure?.error as JobwireError | undefined,
    tookMs: clock.now() - started,
  };
};

/** As {@link runTail}, with sleeps that end in the order of their times; slower where a source speaks each millisecond. */
export const runInOrder = (
  log: { readonly backend: TailBackend },
  options: TailOptions = {},
  { batches = [], eachMs = 0, ...defaults }: TestDefaults & Consumer = {},
): Promise<Tailed> => runTail(log, options, defaults, batches, eachMs, orderedClock());
