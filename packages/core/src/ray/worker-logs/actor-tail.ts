import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";
import { type JobwireError, LogReset, NotReady } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { FileReading, LogFile, LogLoss, TailBackend, TailJob } from "../../tail/backend.ts";
import type { RayApi } from "../api.ts";
import { lossOfNode } from "../log-evidence.ts";
import { makeLogFile } from "../log-file/log-file-reader.ts";
import { type LogFileTuning, realLogFileTuning } from "../log-file/log-file-tuning.ts";
import { readMarked } from "../log-file/read-marked.ts";
import { readLogFile } from "../log-file/open-log-file.ts";
import type { OpenLogFile } from "../log-file/read-beginning.ts";
import { ActorStatus, type SeenActor } from "./actor-status.ts";
import { fileTimes } from "../log-file/file-times.ts";
import { ownerLabel, type WorkerStream } from "./log-owner.ts";
import { onlyFile } from "./only-source.ts";

const emptyReading: FileReading = { rereadBytes: 0, next: () => Effect.succeed({ ended: true }) };

const deathMessage = ({ deathCause }: SeenActor["row"]): string | null => {
  for (const cause of Object.values(deathCause ?? {})) {
    const message = (cause as { readonly error_message?: unknown } | null)?.error_message;
    if (typeof message === "string" && message !== "") return message;
  }
  return null;
};

const toTailJob = ({ row, settled, worker }: SeenActor): TailJob => ({
  status: row.state,
  terminal: settled,
  message: row.state === "DEAD" ? deathMessage(row) : null,
  jobId: row.actorId,
  job: row,
  ...(worker === undefined && row.state !== "DEAD"
    ? { whyPending: Effect.succeed({ reason: `The actor has no worker: ${excerpt(row.state, 60)}.` }) }
    : {}),
});

/** The log of an actor's worker as a file that ends with `LogReset` where another worker takes over. */
const untilRestart = (label: string, file: LogFile, seen: () => SeenActor | undefined): LogFile => {
  const restarted = ({ row, worker }: SeenActor): LogReset =>
    new LogReset({
      reason: "restarted",
      message: `${label} restarted: worker ${worker?.pid ?? ""} ended, and worker ${row.pid ?? ""} on node ${row.nodeId ?? ""} took over. The lines of the former worker are complete. Start again without \`from\` to read those of the new one.`,
    });
  return {
    progress: file.progress,
    readEnd: file.readEnd,
    readFrom: (at, state): Effect.Effect<FileReading, JobwireError, Scope.Scope> =>
      Effect.suspend(() => {
        const now = seen();
        if (now?.worker === undefined) {
          if (now?.row.state === "DEAD") return Effect.succeed(emptyReading);
          return Effect.fail(new NotReady({ message: `${label} has no worker yet`, reason: "no-node" }));
        }
        return Effect.map(file.readFrom(at, state), (reading) => ({
          ...reading,
          next: (anchor) =>
            Effect.flatMap(reading.next(anchor), (read) =>
              now.replaced && !(read instanceof Uint8Array) && read.ended && read.quiet !== true
                ? Effect.fail(restarted(now))
                : Effect.succeed(read),
            ),
        }));
      }),
  };
};

/**
 * The log of an actor's worker process, as a tail reads it: the whole file, named as on its node. A tail stays with the process that it
 * saw first: when the actor restarts, its log is that of another process.
 */
export const makeActorTailBackend = (
  api: RayApi,
  id: string,
  options: {
    readonly stream?: WorkerStream | undefined;
    readonly idleMs?: number | undefined;
    readonly fileTuning?: LogFileTuning | undefined;
  },
): TailBackend => {
  const { stream = "out", idleMs, fileTuning = realLogFileTuning } = options;
  const label = ownerLabel(api, { actor_id: id });
  const status = new ActorStatus(api, id);
  let marked: boolean | undefined;

  const open: OpenLogFile = (lines) =>
    Effect.gen(function* () {
      const filename = yield* status.filename(label, stream);
      marked ??= yield* readMarked(api);
      const file = { nodeId: status.last?.worker?.nodeId ?? "", filename, marked };
      return yield* readLogFile(api, label, file, lines, fileTimes(api, lines, idleMs));
    });
  const lost: Effect.Effect<LogLoss | undefined, JobwireError> = Effect.gen(function* () {
    const { last } = status;
    if (last?.worker === undefined) return undefined;
    const { nodeId, pid } = last.worker;
    const loss = yield* lossOfNode(api, nodeId);
    if (loss !== undefined || !last.settled) return loss;
    return yield* Effect.as(status.filename(label, stream), undefined).pipe(
      Effect.catchTag("NotReady", () =>
        Effect.succeed({
          reason: "log-gone" as const,
          why: `node ${nodeId} is alive but has no log of worker ${pid}`,
        }),
      ),
    );
  });
  const job: Effect.Effect<TailJob, JobwireError> = Effect.map(status.read(), toTailJob);
  return {
    label,
    job,
    lost,
    ...onlyFile(label, ({ lastLines }) =>
      untilRestart(label, makeLogFile(open, fileTuning)({ lastLines }), () => status.last),
    ),
  };
};
