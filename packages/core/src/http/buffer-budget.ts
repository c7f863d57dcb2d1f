import * as Effect from "effect/Effect";
import type * as Scope from "effect/Scope";

/** What arrived and waits for its readers: bytes that all readers of one client may hold together. */
const totalBytes = 64 * 1024 * 1024;
/** One reader holds at most this much: more would not make it faster. */
const mostBytes = 512 * 1024;
/** A socket that cannot pause is closed when so much waits, and each new one replays the whole log. */
const closingBytes = 8 * 1024 * 1024;
/** A reader may hold this much however many there are: less would cost more than it saves. */
const leastBytes = 16 * 1024;

/** The bytes that the readers of one client (sockets and streamed responses) may hold, divided among them. */
export interface BufferBudget {
  /** Counts one more reader while the scope is open. */
  readonly join: Effect.Effect<void, never, Scope.Scope>;
  /** How many readers there are now. */
  readonly readers: () => number;
  /** How many bytes of unread messages a socket may hold while its reader waits for its turn; undefined where sockets cannot pause. */
  readonly waitingBytes: number | undefined;
  /** How many bytes a reader may hold now, undecoded. */
  readonly readerBytes: () => number;
  /** How many bytes of unread messages a socket may hold now. */
  readonly socketBytes: () => number;
  /** How many UTF-16 units of decoded text may wait for the consumer of one reader now. */
  readonly textUnits: () => number;
}

/** Makes the budget of one client, whose sockets can pause or not. Half of it is for undecoded bytes, half for decoded text at two bytes a unit. */
export const makeBufferBudget = (socketsPause: boolean, total: number = totalBytes): BufferBudget => {
  let readers = 0;
  const share = (): number => total / 2 / Math.max(1, readers);
  const readerBytes = (): number => Math.min(mostBytes, Math.max(leastBytes, share()));
  return {
    join: Effect.acquireRelease(
      Effect.sync(() => {
        readers += 1;
      }),
      () =>
        Effect.sync(() => {
          readers -= 1;
        }),
    ),
    readers: () => readers,
    waitingBytes: socketsPause ? leastBytes : undefined,
    readerBytes,
    socketBytes: socketsPause ? readerBytes : () => closingBytes,
    textUnits: () => share() / 2,
  };
};
