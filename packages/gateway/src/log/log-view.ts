import { LogReset } from "@jobwire/core";
import { concatBytes } from "../spool/concat-bytes.ts";
import { cutLength, pieceBytes } from "../spool/recent-pieces.ts";
import { badRequest } from "../api/refusals.ts";
import { formatOffset } from "../streams/format-offset.ts";
import { offsetBytes } from "../streams/offset.ts";
import type { StreamExtent, StreamView } from "../streams/stream-view.ts";
import type { FollowedLog } from "./followed-log.ts";

const newline = 10;

/** Bytes of a log from an offset, at most `max`; for messages, longer where one message is. They end with a line if one ends in them. */
export const readBytes = async (
  { spool, source }: FollowedLog,
  offset: number,
  max: number,
  end: number,
): Promise<Uint8Array> => {
  const parts: Array<Uint8Array> = [];
  let length = 0;
  while (offset + length < end) {
    const part = await spool.read(offset + length, Math.min(Math.max(max - length, 64 * 1024), end - offset - length));
    parts.push(part);
    length += part.length;
    if (length < max) continue;
    const whole = concatBytes(parts);
    const cut = cutLength(whole, max, offset + length < end);
    if (!source.json || whole[cut - 1] === newline) return cut === length ? whole : whole.subarray(0, cut);
    const first = whole.indexOf(newline);
    if (first >= 0) return whole.subarray(0, first + 1);
  }
  return concatBytes(parts);
};

/** Where `readBytes` ends, from its end: a newline is mostly near, so that a large part is not read to find its last line. */
const endOfRead = async (log: FollowedLog, offset: number, max: number, end: number): Promise<number> => {
  const limit = offset + max;
  if (limit >= end) return end;
  for (let to = limit; to > offset; ) {
    const from = Math.max(offset, to - pieceBytes);
    const last = (await readBytes(log, from, to - from, to)).lastIndexOf(newline);
    if (last >= 0) return from + last + 1;
    to = from;
  }
  // No line ends in it: the cut is before the character that begins at the limit or around it.
  const from = Math.max(offset, limit - 8);
  const around = await readBytes(log, from, limit + 1 - from, limit + 1);
  return from + cutLength(around, limit - from);
};

/** A followed log as a stream. */
export const logView = (log: FollowedLog): StreamView => {
  /** The state of the log, taken together and before its bytes: what is read later may only be more. */
  const snapshot = (offset: string) => {
    const at = offsetBytes(offset);
    const { closed, caughtUp, failure } = log;
    const end = log.spool.end.offset;
    if (at >= end && failure !== undefined) throw failure;
    if (at > end && closed) {
      throw new LogReset({
        message: `${log.source.label} ends at offset ${formatOffset(end)}, before offset ${offset}: it is not the log that was read before. Read it again from its start`,
        reason: "different-lines",
      });
    }
    const extent = (next: number): StreamExtent => ({
      next: formatOffset(next),
      behind: next < end,
      upToDate: next === end && caughtUp && failure === undefined,
      closed: next === end && closed,
    });
    return { at, end, extent };
  };
  return {
    json: log.source.json,
    version: () => log.version,
    changed: (seen, ms, signal) => log.changed(seen, ms, signal),
    read: async (offset, maxBytes) => {
      const { at, end, extent } = snapshot(offset);
      if (at >= end) return { bytes: new Uint8Array(0), ...extent(at) };
      if (log.source.json && at > 0 && (await log.spool.read(at - 1, 1))[0] !== newline) {
        throw badRequest(`No message begins at offset ${offset}`);
      }
      const bytes = await readBytes(log, at, maxBytes, end);
      return { bytes, ...extent(at + bytes.length) };
    },
    ...(log.source.json
      ? {}
      : {
          extent: async (offset: string, maxBytes: number) => {
            const { at, end, extent } = snapshot(offset);
            return extent(at >= end ? at : await endOfRead(log, at, maxBytes, end));
          },
        }),
  };
};
