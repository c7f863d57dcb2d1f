import * as Effect from "effect/Effect";
import { BadResponse } from "../errors.ts";
import type { OpenSocket, SocketPull } from "./http.ts";

const allText = (frames: ReadonlyArray<string | Uint8Array>): frames is ReadonlyArray<string> =>
  frames.every((frame) => typeof frame === "string");

/** The messages of a socket that carries only text; a binary one fails with `BadResponse` (reason `binary-frame`). */
export const textFrames = ({ label, pull }: OpenSocket): SocketPull<string> =>
  Effect.flatMap(pull, (next): SocketPull<string> => {
    if (!("frames" in next)) return Effect.succeed(next);
    // An empty frame of either kind is a heartbeat.
    const frames = next.frames.filter((frame) => frame.length > 0);
    if (allText(frames)) return Effect.succeed({ frames });
    return Effect.fail(
      new BadResponse({
        message: `${label}: the server sent a binary frame, but only text was expected. Check that the address is the server's own`,
        reason: "binary-frame",
      }),
    );
  });

/** A short description of a socket's close. */
export const closedBecause = (closed: {
  readonly code: number;
  readonly reason: string;
  readonly overflow: boolean;
}): string =>
  closed.overflow ? "the reader was too slow" : `code ${closed.code}${closed.reason === "" ? "" : ` ${closed.reason}`}`;
