import * as Effect from "effect/Effect";
import { BadResponse } from "../errors.ts";
import type { SocketMessages } from "./http.ts";

/** A socket's messages as text, or why it closed. */
export type TextMessages =
  | { readonly frames: ReadonlyArray<string> }
  | { readonly encoded: ReadonlyArray<Uint8Array> }
  | { readonly closed: string };

const allText = (frames: ReadonlyArray<string | Uint8Array>): frames is ReadonlyArray<string> =>
  frames.every((frame) => typeof frame === "string");

/** The messages of a socket that carries only text; a binary one fails with `BadResponse` (reason `binary-frame`). */
export const textFrames = (
  label: string,
  next: SocketMessages<string | Uint8Array>,
): Effect.Effect<TextMessages, BadResponse> => {
  if ("encoded" in next) return Effect.succeed(next);
  if ("closed" in next) return Effect.succeed({ closed: closedBecause(next.closed) });
  // An empty frame of either kind is a heartbeat.
  const frames = next.frames.filter((frame) => frame.length > 0);
  if (allText(frames)) return Effect.succeed({ frames });
  return Effect.fail(
    new BadResponse({
      message: `${label}: the server sent a binary frame, but only text was expected. Check that the address is the server's own`,
      reason: "binary-frame",
    }),
  );
};

/** A short description of a socket's close. */
export const closedBecause = (closed: {
  readonly code: number;
  readonly reason: string;
  readonly overflow: boolean;
}): string =>
  closed.overflow ? "the reader was too slow" : `code ${closed.code}${closed.reason === "" ? "" : ` ${closed.reason}`}`;
