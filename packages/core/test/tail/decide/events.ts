import type { Request } from "../../../src/tail/decide/command.ts";
import type { Event } from "../../../src/tail/decide/event.ts";
import type { Config, Facts, FailureKind } from "../../../src/tail/decide/facts.ts";

const booleans = [false, true];

const filesFailures: ReadonlyArray<FailureKind> = [
  "fatal",
  "refused",
  "noNode",
  "notReady",
  "throttled",
  "unavailable",
  "connectTimeout",
  "cut",
];
const plainFailures: ReadonlyArray<FailureKind> = ["fatal", "refused", "throttled", "shortLog", "truncated", "cut"];
const leftBecause = ["closed", "terminal", "complete", "stalled", "ambiguous", "failed"] as const;

const statusEvents = (retryFiles: ReadonlyArray<boolean>): ReadonlyArray<Event> => [
  ...booleans.flatMap((terminal) =>
    booleans.flatMap((unreadable) =>
      booleans.flatMap((resting) =>
        retryFiles.map((retryFile): Event => ({ type: "statusRead", terminal, unreadable, resting, retryFile })),
      ),
    ),
  ),
  ...(["notFound", "badResponse", "signIn", "passing", "fatal"] as const).flatMap((kind) =>
    booleans.flatMap((overdue) =>
      // What passes is one kind, so that only the other kinds may be either.
      (kind === "passing" || kind === "signIn" ? [true] : kind === "fatal" ? [false] : booleans).map(
        (passing): Event => ({ type: "statusFailed", kind, overdue, passing }),
      ),
    ),
  ),
];

const fileEvents = (): ReadonlyArray<Event> => [
  ...booleans.flatMap((ended) =>
    booleans.flatMap((newText) =>
      [-1, 0, 1, 2, 3].flatMap((socketFits) =>
        booleans.map((longReread): Event => ({ type: "fileRead", ended, newText, socketFits, longReread })),
      ),
    ),
  ),
  ...booleans.map(
    (newText): Event => ({
      type: "fileRead",
      ended: true,
      complete: true,
      newText,
      socketFits: 3,
      longReread: false,
    }),
  ),
  ...filesFailures.flatMap((kind) =>
    booleans.flatMap((madeProgress) =>
      booleans.map((repeated): Event => ({ type: "fileFailed", kind, madeProgress, repeated })),
    ),
  ),
];

const plainEvents = (): ReadonlyArray<Event> => [
  { type: "plainRead", newText: true, empty: false },
  { type: "plainRead", newText: false, empty: false },
  { type: "plainRead", newText: false, empty: true },
  ...plainFailures.map((kind): Event => ({ type: "plainFailed", kind })),
];

const leftEvents = (source: "websocket" | "stream"): ReadonlyArray<Event> =>
  leftBecause.flatMap((why) =>
    [
      { newText: false, moved: false },
      { newText: false, moved: true },
      { newText: true, moved: true },
    ].flatMap(({ newText, moved }) =>
      (why === "failed" ? (["passing", "throttled", "fatal", "final"] as const) : (["none"] as const)).map(
        (failure): Event => ({ type: "left", source, why, newText, moved, failure }),
      ),
    ),
  );

const emptyEvents = (): ReadonlyArray<Event> => [
  ...(["empty", "unproven", "lost"] as const).map(
    (proof): Event => ({ type: "emptyChecked", proof, passing: false, notReady: false }),
  ),
  ...booleans.flatMap((passing) =>
    booleans.map((notReady): Event => ({ type: "emptyChecked", proof: "failed", passing, notReady })),
  ),
];

/** Every event that may answer a request. */
export const answersTo = ({
  request,
  facts,
}: {
  readonly request: Request;
  readonly facts: Facts;
}): ReadonlyArray<Event> => {
  switch (request.command) {
    case "readStatus":
      // Only a refused file waits for its time.
      return statusEvents(facts.fileFailure === "refused" ? booleans : [true]);
    case "readFile":
      return fileEvents();
    case "readPlain":
      return plainEvents();
    case "follow":
      return leftEvents(request.source);
    case "checkLoss":
      return booleans.map((lost): Event => ({ type: "lossChecked", lost }));
    case "checkEmpty":
      return emptyEvents();
    case "backOff":
      return booleans.flatMap((exhausted) =>
        booleans.map((statusFresh): Event => ({ type: "backedOff", exhausted, statusFresh })),
      );
  }
};

/** Every configuration of a tail. */
export const configs: ReadonlyArray<Config> = booleans.flatMap((file) =>
  booleans.flatMap((websocket) =>
    booleans.flatMap((stream) =>
      (["auto", "websocket", "http"] as const).flatMap((protocol) =>
        booleans.flatMap((follow) =>
          booleans.flatMap((lastLines) =>
            booleans.flatMap((showsLoss) =>
              booleans.map(
                (provesEmpty): Config => ({
                  file,
                  websocket,
                  stream,
                  protocol,
                  follow,
                  lastLines,
                  showsLoss,
                  provesEmpty,
                }),
              ),
            ),
          ),
        ),
      ),
    ),
  ),
);
