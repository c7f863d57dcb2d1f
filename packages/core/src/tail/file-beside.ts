import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import { beginning } from "./file-probe.ts";
import { type FileReading, readFile } from "./file-reader.ts";
import { normaliseNewlines } from "./text/newlines.ts";
import { isPassing } from "./riding.ts";
import { lastUnits } from "./text/skip-filter.ts";
import type { TailContext } from "./tail-context.ts";

const checkedLines = 50;
const checkedBytes = 1024 * 1024;

/**
 * Asks the file whether a silent source is quiet or stalled: true when the file ends in text that was not received, undefined when
 * the file is not readable. (A half-open connection looks just like a quiet job; Ray answers no ping.)
 */
export const fileHasMore = (context: TailContext): Effect.Effect<boolean | undefined> =>
  beginning(context, checkedLines, checkedBytes).pipe(
    Effect.map(({ bytes, ended }) => {
      const { recent } = context.cursor;
      if (!ended || recent === undefined || recent.length === 0)
        return !ended || (recent?.length === 0 && bytes.length > 0);
      const text = normaliseNewlines(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), { pendingCr: false });
      const shown = lastUnits("", text);
      const length = Math.min(shown.length, recent.length);
      return shown.slice(shown.length - length) !== recent.slice(recent.length - length);
    }),
    Effect.catch(() => Effect.undefined),
  );

/** Reads the file on beside a live source; undefined when it was not to be had, which is for the machine to find out again. */
export const readBeside = (context: TailContext): Effect.Effect<FileReading | undefined, JobwireError> =>
  Effect.catch(readFile(context, false), (error) =>
    isPassing(error) || error._tag === "NotFound" ? Effect.undefined : Effect.fail(error),
  );
