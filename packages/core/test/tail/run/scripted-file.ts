import { Effect } from "effect";
import { ConnectionFailed, type JobwireError } from "../../../src/errors.ts";
import type { FileEnd, FileState, LogFile } from "../../../src/tail/backend.ts";
import type { FileAnchor } from "../../../src/tail/text/anchor.ts";
import { utf8 } from "../../support/log-text.ts";

const unreadable = new ConnectionFailed({ reason: "reset", message: "reset" });

/** One step of a read: text, bytes, the end, or a failure. */
export type Step = string | Uint8Array | FileEnd | JobwireError;

/** One read: its steps, or the error with which it fails at once. */
export type Read = ReadonlyArray<Step> | JobwireError;

type View = { readonly lastLines?: number | undefined } | undefined;

export interface ScriptedFile {
  readonly open: (view?: View) => LogFile;
  /** How it was opened, with what state each read began, and the anchors that it was asked for. */
  readonly views: ReadonlyArray<View>;
  readonly states: ReadonlyArray<FileState>;
  readonly anchors: ReadonlyArray<FileAnchor>;
  /** The steps taken, and the responses that are open. */
  readonly log: { readonly taken: number; readonly open: number };
}

/** A log file whose reads follow a script, and the record of what was asked of it. */
export const scriptedFile = ({
  reads = [],
  rereadBytes = 0,
  readEnd = () => Effect.fail(unreadable),
}: {
  readonly reads?: ReadonlyArray<Read>;
  readonly rereadBytes?: number;
  readonly readEnd?: LogFile["readEnd"];
}): ScriptedFile => {
  const views: Array<View> = [];
  const states: Array<FileState> = [];
  const anchors: Array<FileAnchor> = [];
  const log = { taken: 0, open: 0 };
  const file: LogFile = {
    progress: () => `${log.taken} pieces`,
    readEnd,
    readFrom: (at, state) =>
      Effect.gen(function* () {
        const read = reads[states.push(state) - 1] ?? [{ ended: true }];
        anchors.push(at);
        if (!Array.isArray(read)) return yield* Effect.fail(read as JobwireError);
        yield* Effect.acquireRelease(
          Effect.sync(() => log.open++),
          () => Effect.sync(() => log.open--),
        );
        let taken = 0;
        return {
          rereadBytes,
          next: (anchor) => {
            const step = (read as ReadonlyArray<Step>)[taken++] ?? { ended: true };
            anchors.push(anchor);
            log.taken++;
            if (typeof step === "string") return Effect.succeed(utf8(step));
            return step instanceof Error ? Effect.fail(step) : Effect.succeed(step);
          },
        };
      }),
  };
  const open = (view?: View): LogFile => {
    views.push(view);
    return file;
  };
  return { open, views, states, anchors, log };
};
