import { Effect } from "effect";
import { Timeout } from "../../errors.ts";
import type { TailBackend } from "../backend.ts";

/** The longest wait for the plain log of a job whose log seems lost, in milliseconds. */
const maxWaitMs = 10_000;

/** The plain log with a shorter wait than usual. */
export const hurriedPlain = ({ plain, label }: Pick<TailBackend, "plain" | "label">): TailBackend["plain"] =>
  Effect.timeoutOrElse(plain, {
    duration: maxWaitMs,
    orElse: () =>
      Effect.fail(
        new Timeout({ reason: "connect", message: `The log of ${label} did not arrive within ${maxWaitMs} ms.` }),
      ),
  });
