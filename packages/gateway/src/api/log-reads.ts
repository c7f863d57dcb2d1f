import { lineAtOffset, offsetOfLine } from "../log/line-positions.ts";
import { searchLog } from "../log/search-log.ts";
import { pieceBytes } from "../spool/recent-pieces.ts";
import { bodyPieces } from "../streams/body-pieces.ts";
import type { OpenLog } from "../streams/open-log.ts";
import { formatOffset } from "../streams/format-offset.ts";
import { numberParameter, offsetBytes, oneParameter } from "../streams/offset.ts";
import { badRequest } from "./refusals.ts";

/** The bytes of the offset parameter; `-1` is the start, `now` or none is the end. */
const offsetIn = (query: URLSearchParams, end: number): number => {
  const offset = oneParameter(query, "offset");
  if (offset === "-1") return 0;
  return offset === undefined || offset === "now" ? end : Math.min(offsetBytes(offset), end);
};

/** `GET …/log/position` */
export const logPosition = async (
  { log, caughtUp }: OpenLog,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> => {
  await caughtUp(signal);
  const { end } = log.spool;
  const { closed } = log;
  const line = numberParameter(query, "line");
  if (line !== undefined && query.has("offset")) throw badRequest("Use offset or line, not both");
  const start =
    line === undefined ? await lineAtOffset(log, offsetIn(query, end.offset)) : await offsetOfLine(log, line);
  return {
    offset: formatOffset(start.offset),
    line: start.line,
    endOffset: formatOffset(end.offset),
    lines: end.lines,
    closed,
  };
};

/** `GET …/log/search` */
export const logSearch = async (
  { log, caughtUp }: OpenLog,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> => {
  const text = oneParameter(query, "query") ?? "";
  if (text === "" || text.length > 1000 || text.includes("\n"))
    throw badRequest("query must be 1 to 1000 characters of one line");
  const direction = oneParameter(query, "direction") ?? "next";
  if (direction !== "next" && direction !== "previous") throw badRequest("direction is next or previous");
  const matchCase = oneParameter(query, "matchCase") === "1";
  const given = oneParameter(query, "offset");
  await caughtUp(signal);
  const offset = given === undefined && direction === "next" ? 0 : offsetIn(query, log.spool.end.offset);
  const { match, continueAt } = await searchLog(log, { query: text, matchCase, direction, offset });
  return {
    match: match === null ? null : { ...match, offset: formatOffset(match.offset) },
    continueAt: continueAt === null ? null : formatOffset(continueAt),
  };
};

/** `GET …/log?download=1`: the log as it is now, as one file. Calls `leave` when it is sent, or when nobody takes it. */
export const logDownload = async (
  { log, view, caughtUp, leave }: OpenLog,
  fileName: string,
  stallMs: number,
  signal: AbortSignal,
): Promise<Response> => {
  await caughtUp(signal);
  const end = log.spool.end.offset;
  const first = await view.read(formatOffset(0), Math.min(pieceBytes, Math.max(end, 1)));
  return new Response(bodyPieces(view, { first, next: formatOffset(end), stallMs, onEnd: leave }), {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-length": String(end),
      "content-disposition": `attachment; filename="${fileName.replace(/[^\w.-]/g, "_")}.log"`,
      "cache-control": "no-store",
    },
  });
};
