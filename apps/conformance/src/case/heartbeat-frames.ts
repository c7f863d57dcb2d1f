import { sleep } from "./checks.ts";

/** How fast heartbeats arrive. */
export interface Pace {
  /** How many in a row. */
  readonly burst: number;
  readonly everyMs: number;
}

/** Some each poll interval, and ten thousand a second. */
export const paces: Readonly<Record<"slow" | "flood", Pace>> = {
  slow: { burst: 1, everyMs: 100 },
  flood: { burst: 100, everyMs: 10 },
};

/** Yields these pieces, then the same heartbeat until nobody reads it, for two minutes at most. */
export async function* thenHeartbeats<Piece>(
  pieces: Iterable<Piece>,
  beat: Piece,
  { burst, everyMs }: Pace,
): AsyncGenerator<Piece, void, undefined> {
  yield* pieces;
  const until = Date.now() + 120_000;
  while (Date.now() < until) {
    for (let left = burst; left > 0; left--) yield beat;
    await sleep(everyMs);
  }
}
