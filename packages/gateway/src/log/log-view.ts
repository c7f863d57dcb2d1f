import { LogReset } from "@jobwire/core";
import { cutLength } from "../spool/recent-pieces.ts";
import { badRequest } from "../api/refusals.ts";
import { formatOffset, offsetBytes } from "../streams/offset.ts";
import type { StreamView } from "../streams/stream-view.ts";
import type { FollowedLog } from "./followed-log.ts";

const newline = 10;

const joined = (parts: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

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
    const whole = joined(parts, length);
    const cut = cutLength(whole, max, offset + length < end);
    if (!source.json || whole[cut - 1] === newline) return cut === length ? whole : whole.subarray(0, cut);
    const first = whole.indexOf(newline);
    if (first >= 0) return whole.subarray(0, first + 1);
  }
  return joined(parts, length);
};

/** A followed log as a stream. */
export const logView = (log: FollowedLog): StreamView => ({
  json: log.source.json,
  version: () => log.version,
  changed: (seen, ms, signal) => log.changed(seen, ms, signal),
  read: async (offset, maxBytes) => {
    const at = offsetBytes(offset);
    // Taken together and before the bytes: what is read later may only be more.
    const { closed, caughtUp, failure } = log;
    const end = log.spool.end.offset;
    if (at >= end) {
      if (failure !== undefined) throw failure;
      if (closed && at > end) {
        throw new LogReset({
          message: `${log.source.label} ends at offset ${formatOffset(end)}, before offset ${offset}: it is not the log that was read before. Read it again from its start`,
          reason: "different-lines",
        });
      }
      return { bytes: new Uint8Array(0), next: offset, upToDate: caughtUp && at === end, closed: closed && at === end };
    }
    if (log.source.json && at > 0 && (await log.spool.read(at - 1, 1))[0] !== newline) {
      throw badRequest(`No message begins at offset ${offset}`);
    }
    const bytes = await readBytes(log, at, maxBytes, end);
    const atEnd = at + bytes.length === end;
    return {
      bytes,
      next: formatOffset(at + bytes.length),
      behind: !atEnd,
      upToDate: atEnd && caughtUp && failure === undefined,
      closed: atEnd && closed,
    };
  },
});
