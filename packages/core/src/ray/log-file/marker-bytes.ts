import { atLeast } from "../at-least.ts";

/** Whether this version of Ray adds marker bytes to log files. */
export const isMarked = (rayVersion: string): boolean => !atLeast(rayVersion, "2.45");

/** Bytes of the log between two markers. */
const piece = 65_536;

const one = 0x31;
const zero = 0x30;

/** The content of some bytes: the log's own bytes, or the error text that the server wrote instead of the rest. */
export type Unmarked =
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  /** A `0` marker: all that follows is the text of an error. */
  | { readonly type: "error"; readonly text: Uint8Array; readonly before: Uint8Array }
  /** A byte that is neither marker, at the position of one. */
  | { readonly type: "nonsense"; readonly byte: number };

/**
 * Takes the marker bytes out of a log file response of Ray up to 2.44, which writes `1` before each piece of 65,536 bytes (the
 * last piece is shorter), or `0` before an error text. Seen on 2.40.0 (`first16` of the recorded responses). HTTP chunk borders
 * do not survive a proxy, so this counts bytes to find the markers.
 */
export const makeMarkerFilter = (): ((bytes: Uint8Array) => Unmarked) => {
  let untilMarker = 0;
  return (bytes) => {
    const kept = new Uint8Array(bytes.byteLength);
    let length = 0;
    let at = 0;
    while (at < bytes.byteLength) {
      if (untilMarker === 0) {
        const marker = bytes[at] ?? 0;
        if (marker === zero) return { type: "error", text: bytes.subarray(at + 1), before: kept.subarray(0, length) };
        if (marker !== one) return { type: "nonsense", byte: marker };
        untilMarker = piece;
        at += 1;
        continue;
      }
      const run = bytes.subarray(at, at + untilMarker);
      kept.set(run, length);
      length += run.byteLength;
      at += run.byteLength;
      untilMarker -= run.byteLength;
    }
    return { type: "bytes", bytes: kept.subarray(0, length) };
  };
};
