import * as Effect from "effect/Effect";
import { type JobwireError, ServerError } from "../../errors.ts";
import type { FileAnswer, TailBackend, TailJob } from "../../tail/backend.ts";
import type { RayApi } from "../api.ts";
import { lossOfNode } from "../log-evidence.ts";
import { makeLogFile } from "../log-file/log-file-reader.ts";
import { realLogFileTuning } from "../log-file/log-file-tuning.ts";
import type { OpenLogFile } from "../log-file/read-beginning.ts";
import { hasLogFile } from "../log-names.ts";
import { onlyFile } from "./only-source.ts";
import type { OpenWorkerFile } from "./open-worker-files.ts";
import type { Turn } from "./turn.ts";
import type { NodeFile } from "./worker-file-name.ts";

/** The log of one worker of a job, as a tail reads it: whenever it is its turn, until the job has ended. */
export const makeWorkerFileBackend = (
  api: RayApi,
  file: NodeFile,
  options: {
    readonly open: OpenWorkerFile;
    readonly turn: Turn;
    /** The name of the job in messages. */
    readonly jobLabel: string;
    readonly job: () => TailJob;
  },
): TailBackend => {
  const { nodeId, filename, pid } = file;
  const label = `${options.jobLabel} (log ${filename} of worker ${pid})`;
  const { turn } = options;
  let hasText = false;
  /**
   * A response without a byte is the log only if the log never had text and the node has such a file: Ray 2.60 sends one for a
   * missing file now and then.
   */
  const proven = ({ pull }: FileAnswer): FileAnswer => {
    let empty = true;
    return {
      pull: Effect.flatMap(pull, (piece): Effect.Effect<Uint8Array | undefined, JobwireError> => {
        if (piece !== undefined) {
          if (piece.length > 0) {
            empty = false;
            hasText = true;
          }
          return Effect.succeed(piece);
        }
        if (!empty) return Effect.undefined;
        if (hasText) return Effect.fail(noText());
        return Effect.flatMap(hasLogFile(api, nodeId, filename), (isThere) =>
          isThere ? Effect.undefined : Effect.fail(noText()),
        );
      }),
    };
  };
  const noText = (): ServerError =>
    new ServerError({
      message: `${label}: the response with the log was empty, which also happens when Ray cannot find the file. Try again`,
      reason: "empty-log-file",
      statusCode: 200,
    });
  const openOnce = options.open(file);
  const open: OpenLogFile = (lines) => Effect.map(openOnce(lines), proven);
  const job: Effect.Effect<TailJob, JobwireError> = Effect.map(turn.wait, options.job);
  const lost = Effect.gen(function* () {
    const loss = yield* lossOfNode(api, nodeId);
    if (loss !== undefined || (yield* hasLogFile(api, nodeId, filename))) return loss;
    return { reason: "log-gone" as const, why: `node ${nodeId} is alive but no longer has the file ${filename}` };
  });
  return {
    label,
    job,
    lost,
    ...onlyFile(label, (view) => makeLogFile(turn.noting(open), realLogFileTuning)(view)),
  };
};
