import * as Effect from "effect/Effect";
import { Timeout } from "../../errors.ts";
import type { TailBackend } from "../backend.ts";

/** The longest wait for the plain log of a job whose log seems lost, in milliseconds: 297 MB take Ray 7.8 s. */
const maxLostMs = 8_500;
/** The plain log always has this long to begin, in milliseconds. */
const minWaitMs = 10_000;
/** A silent plain log leaves room for so many tries within the time to retry. */
const tries = 3;

/** How long the plain log may take to begin, in milliseconds. `lost`: the log seems lost. */
export const plainWaitMs = (lost: boolean, retryForMs: number): number =>
  lost ? maxLostMs : Math.max(minWaitMs, retryForMs / tries);

/** The plain log with a limit until it begins; the backend may have a shorter one. */
export const limitedPlain = (
  { plain, label }: Pick<TailBackend, "plain" | "label">,
  waitMs: number,
): TailBackend["plain"] =>
  Effect.timeoutOrElse(plain, {
    duration: waitMs,
    orElse: () =>
      Effect.fail(
        new Timeout({
          reason: "connect",
          message: `The log of ${label} did not arrive within ${Math.round(waitMs)} ms. Check that the server and the job's node respond.`,
        }),
      ),
  });
