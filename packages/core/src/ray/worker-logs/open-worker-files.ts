import * as Effect from "effect/Effect";
import * as Semaphore from "effect/Semaphore";
import { takeTurn } from "../../http/take-turn.ts";
import type { RayApi } from "../api.ts";
import { readMarked } from "../log-file/read-marked.ts";
import { openNamedLog } from "../log-file/open-log-file.ts";
import type { OpenLogFile } from "../log-file/read-beginning.ts";
import { fileTimes } from "../log-file/file-times.ts";

/** How to open the log of a worker. */
export type OpenWorkerFile = (file: { readonly nodeId: string; readonly filename: string }) => OpenLogFile;

/** All logs of one job's workers together use at most this many of the 100 slots that Ray has for everybody. */
const maxAtOnce = 4;

/** How to open the logs of workers, at most four at once. An empty log is no failure: a worker may print nothing. */
export const openWorkerFiles = (api: RayApi): OpenWorkerFile => {
  const slots = Semaphore.makeUnsafe(maxAtOnce);
  let marked: boolean | undefined;
  return ({ nodeId, filename }) =>
    (lines) =>
      Effect.gen(function* () {
        yield* takeTurn(slots);
        marked ??= yield* readMarked(api);
        const log = { query: { node_id: nodeId, filename }, marked };
        return yield* openNamedLog(api, `log ${filename} at ${api.address}`, log, lines, fileTimes(api, lines));
      });
};
