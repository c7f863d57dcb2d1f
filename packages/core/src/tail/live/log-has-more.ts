import * as Effect from "effect/Effect";
import type { JobwireError } from "../../errors.ts";
import { monotonicMs } from "../../monotonic.ts";
import type { TailBackend } from "../backend.ts";
import { checkLoss } from "../lost-log.ts";
import type { FileText } from "../run/file-text.ts";
import { isOfServer } from "../run/is-of-server.ts";
import type { PlainText } from "../run/plain-text.ts";
import type { QuietClock } from "./quiet-clock.ts";

/** The sources that the tail compares with a quiet one. */
export interface Compared {
  readonly backend: Pick<TailBackend, "lost">;
  readonly file: FileText | undefined;
  readonly plain: PlainText;
}

/**
 * Checks whether the log has text that a quiet live source does not send, or seems lost, so that the tail must leave the source. Reads
 * the file's last lines each time, and now and then compares the whole log; without a file it only does the latter.
 */
export const logHasMore = (
  { backend, file, plain }: Compared,
  quiet: QuietClock,
  now: number,
): Effect.Effect<boolean, JobwireError> => {
  const lost = seemsLost(backend);
  return file === undefined ? plainHasMore(plain, quiet, now, lost) : fileHasMore(file, quiet, now, lost);
};

/** Whether the log seems lost; the tail itself confirms it. A check that fails shows nothing. */
const seemsLost = ({ lost }: Pick<TailBackend, "lost">): Effect.Effect<boolean> =>
  lost === undefined ? Effect.succeed(false) : Effect.map(checkLoss(lost), (loss) => loss !== undefined);

const fileHasMore = (
  file: FileText,
  quiet: QuietClock,
  now: number,
  lost: Effect.Effect<boolean>,
): Effect.Effect<boolean, JobwireError> =>
  Effect.gen(function* () {
    const more = yield* file.hasMore();
    if (more === true) return quiet.isStalled(yield* monotonicMs);
    if (more === undefined && (yield* lost)) return true;
    quiet.checked(yield* monotonicMs);
    if (!quiet.compareIsDue(now)) return false;
    // The end of a log that repeats itself looks the same when it has grown.
    const read = yield* file.readBeside();
    if (read?.newText === true) return true;
    quiet.compared(yield* monotonicMs);
    return false;
  });

const plainHasMore = (
  plain: PlainText,
  quiet: QuietClock,
  now: number,
  lost: Effect.Effect<boolean>,
): Effect.Effect<boolean, JobwireError> =>
  Effect.gen(function* () {
    if (!quiet.compareIsDue(now)) return false;
    const read = yield* Effect.result(plain.read(false));
    // A refused log shows nothing: the tail goes on, and its next read of the status shows whether all is refused.
    if (read._tag === "Failure" && !isOfServer(read.failure)) return yield* Effect.fail(read.failure);
    if (read._tag === "Success" ? read.success.newText : yield* lost) return true;
    quiet.compared(yield* monotonicMs);
    return false;
  });
