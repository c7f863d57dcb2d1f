import { cutAfter, type Fault, type HttpResponse, rewrite } from "@jobwire/testing/faults";
import { failsWith, holds, until } from "../../case/checks.ts";
import type { ConformanceCase, SystemSurface, Transport } from "../../case/conformance-case.ts";
import { numbered } from "../ray/logs.ts";
import { logWays, subjectOf } from "./backends.ts";
import { indexOfBytes, isStream, sentBy, wholeBody } from "./bodies.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const log = [
  "2026-11-21 22:52:43,426\tINFO job_manager.py:581 -- Runtime env is setting up.\n",
  "half of this line\nwide 한글 😀 characters\ncarriage\r\nreturn\n",
  "the same line\n".repeat(4),
  numbered(10),
  "the last line\n",
].join("");

const linesOf = (text: string): number => text.split(/\r\n|\r|\n/).length - 1;

/** Where a connection is lost: `mark` is text of the log, and this many bytes of it still arrive. */
interface Place {
  readonly mark?: string;
  readonly into: number;
}

const places: Readonly<Record<string, Place>> = {
  "before-any-byte": { into: 0 },
  "after-a-line": { mark: "half of", into: 0 },
  "inside-a-line": { mark: "half of", into: 5 },
  "inside-a-character": { mark: "😀", into: 2 },
  "inside-a-newline": { mark: "carriage\r\n", into: 9 },
  "before-the-last-byte": { mark: "the last line", into: 12 },
};

/** Where JSON escapes a newline, the cut is inside the escape. */
const markIn = (place: Place, escaped: boolean): Uint8Array =>
  encode(escaped && place.mark?.includes("\r") ? "carriage\\n" : (place.mark ?? ""));

/** Drops the first connection that reaches the position. */
const lostAt = (
  surface: SystemSurface,
  transport: Transport,
  place: Place,
  how: "reset" | "fin" | "stall",
  change: (answer: HttpResponse) => HttpResponse = (answer) => answer,
): ((nth: number) => Fault | undefined) => {
  let lost = false;
  const once = (fault: Fault): Fault | undefined => {
    if (lost) return undefined;
    lost = true;
    return fault;
  };
  if (isStream(surface, transport)) {
    const sent = encode(sentBy(surface, transport, log));
    const at = place.mark === undefined ? 0 : indexOfBytes(sent, markIn(place, false));
    const afterBytes = at + place.into;
    if (transport === "websocket") return () => once(cutAfter(afterBytes, how));
    return () => once(rewrite((answer) => ({ ...change(answer), cut: { afterBytes, how } })));
  }
  return () =>
    lost
      ? undefined
      : rewrite(async (answer) => {
          const body = await wholeBody(answer.body);
          const at = place.mark === undefined ? 0 : indexOfBytes(body, markIn(place, transport !== "http"));
          if (lost || at < 0 || (answer.status ?? 200) !== 200) return { ...answer, body };
          lost = true;
          return { ...change({ ...answer, body }), cut: { afterBytes: at + place.into, how } };
        });
};

/** A socket and an event have no newline to cut. */
const hasPlace = (name: string, surface: SystemSurface, transport: Transport): boolean =>
  name !== "inside-a-newline" || (surface !== "reasoner" && !isStream(surface, transport));

const lostCase = (
  row: number,
  variant: string,
  placeName: string,
  how: "reset" | "fin" | "stall",
  only: (surface: SystemSurface, transport: Transport) => boolean,
  change?: (answer: HttpResponse) => HttpResponse,
): ReadonlyArray<ConformanceCase> => {
  const place = places[placeName] as Place;
  return faultCases({
    row,
    variant,
    on: "log",
    ways: logWays,
    only: (surface, transport) => hasPlace(placeName, surface, transport) && only(surface, transport),
    world: (makers, surface, transport) =>
      logWorld(makers, surface, transport, { log, fault: lostAt(surface, transport, place, how, change) }),
    run: async (bench, surface) => {
      const types: Array<string> = [];
      const idleMs = how === "stall" ? 500 : 10_000;
      const { over, lines } = subjectOf(bench, surface, { timeouts: { idleMs } }).read({
        idleMs,
        onStatus: ({ type }) => void types.push(type),
      });
      if (how === "stall") {
        // An agent's tail gets the lines from the plain log, and may keep the silent connection.
        await until(() => lines.length >= linesOf(log), "all lines, though the connection is silent");
        await bench.hand.end();
      }
      if (surface === "reasoner" && variant === "close-delimited") {
        // Only the body itself shows that it is incomplete.
        await failsWith(over, "BadResponse", "json");
        return;
      }
      await bench.checkLines(await over);
      if (how === "stall") return;
      holds((await bench.hand.asked()) > 1, "more than one connection read the log");
      if (surface === "reasoner" || row > 6 || place.mark === undefined) return;
      // An agent's plain log takes over if the job has ended meanwhile.
      const told = types.includes("resumed") || (surface === "agent" && types.includes("source"));
      holds(told, `a status reports that the tail resumed: ${types.join()}`);
    },
  });
};

const closes = [1000, 1001, 1009, 1011, 1012] as const;

/** Rows 5 to 10: connections that are lost while a log is read. */
export const lostConnectionCases: ReadonlyArray<ConformanceCase> = [
  ...Object.keys(places).flatMap((place) => lostCase(5, `reset-${place}`, place, "reset", () => true)),
  ...Object.keys(places).flatMap((place) =>
    lostCase(6, `fin-${place}`, place, "fin", (_, transport) => transport === "websocket"),
  ),
  ...closes.flatMap((code) =>
    faultCases({
      row: 7,
      variant: `close-${code}`,
      on: "log",
      ways: logWays,
      only: (_, transport) => transport === "websocket",
      world: (makers, surface, transport) =>
        logWorld(makers, surface, transport, {
          log,
          endsAt: Number.POSITIVE_INFINITY,
          fault: (nth) => (nth === 0 ? { kind: "cut", cut: { afterPieces: 1, how: { close: code } } } : undefined),
        }),
      run: async (bench, surface) => {
        const { over, lines } = subjectOf(bench, surface).read();
        // The job keeps running: a tail that takes the close for the end has ended before these lines.
        await until(() => lines.length > 10, "the lines after the close");
        await bench.hand.append("after the close\n");
        await bench.hand.end();
        await bench.checkLines(await over);
      },
    }),
  ),
  ...(
    [
      ["close-1000", { close: 1000 }],
      ["fin", "fin"],
    ] as const
  ).flatMap(([variant, how]) =>
    faultCases({
      row: 8,
      variant,
      on: "log",
      ways: logWays,
      only: (_, transport) => transport === "websocket",
      world: async (makers, surface, transport) => {
        // The job has ended when its socket closes before the last lines, and no later socket has more.
        const world = await logWorld(makers, surface, transport, {
          log,
          endsAt: 0,
          fault: () => ({ kind: "cut", cut: { afterPieces: 1, how } }),
        });
        return world;
      },
      run: async (bench, surface) => {
        await bench.checkLines(await subjectOf(bench, surface).read().over);
      },
    }),
  ),
  ...lostCase(
    9,
    "chunked",
    "inside-a-line",
    "fin",
    (_, transport) => transport !== "websocket",
    (answer) => ({
      ...answer,
      framing: "chunked",
    }),
  ),
  ...lostCase(
    9,
    "short-length",
    "inside-a-line",
    "fin",
    (surface, transport) => !isStream(surface, transport),
    (answer) => ({ ...answer, framing: "length" }),
  ),
  ...lostCase(
    9,
    "close-delimited",
    "inside-a-line",
    "fin",
    (_, transport) => transport !== "websocket",
    (answer) => ({
      ...answer,
      framing: "close",
    }),
  ),
  ...(["before-any-byte", "inside-a-line", "inside-a-character"] as const).flatMap((place) =>
    lostCase(10, `stall-${place}`, place, "stall", () => true),
  ),
];
