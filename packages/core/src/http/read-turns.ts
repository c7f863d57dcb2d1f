import * as Effect from "effect/Effect";

/** What readers take between two turns of the event loop, in bytes: about a millisecond of work. */
const takenBytes = 256 * 1024;
/** About what a connection holds when its reader's turn comes, in bytes: one read from the network. */
const heldBytes = 64 * 1024;
/** The bytes of one turn when there are many readers, and when there are few. All readers together divide `sharedBytes`. */
const leastBytes = 128 * 1024;
const mostBytes = 1024 * 1024;
const sharedBytes = 8 * 1024 * 1024;

/** One reader of a client. */
export interface ReadTurn {
  /** The same pull, at the reader's turn. `bytesOf` counts what it returned. */
  readonly inTurn: <A, E>(pull: Effect.Effect<A, E>, bytesOf: (pulled: A) => number) => Effect.Effect<A, E>;
  /** False from the last pull of a turn until the next turn: meanwhile its connection should hold little. */
  readonly isOn: () => boolean;
}

/** The turns in which the readers of one client take what arrived. */
export interface ReadTurns {
  /** A new reader; its first turn begins now. */
  readonly join: () => ReadTurn;
}

/**
 * Makes the turns of one client with this many readers. A reader takes some hundred kilobytes, then waits for its next turn, first
 * come, first served; between two turns of the event loop all readers together take about 256 KiB. So hundreds of tails share the
 * processor equally, whoever began first, and a connection that opens waits for a few pulls, not for all. A single reader waits for one
 * turn of the event loop in each megabyte.
 */
export const makeReadTurns = (readers: () => number): ReadTurns => {
  const waiting = new Set<() => void>();
  let isTurning = false;
  /** Bytes that readers took since the last turn of the event loop in which somebody waited. */
  let taken = 0;
  const quantum = (): number => Math.max(leastBytes, Math.min(mostBytes, sharedBytes / Math.max(1, readers())));

  const grant = (): void => {
    let left = takenBytes - taken;
    taken = 0;
    for (const next of waiting) {
      if (left <= 0) return;
      left -= heldBytes;
      waiting.delete(next);
      next();
    }
  };
  const turn = (schedule: (task: () => void) => void): void => {
    if (isTurning || waiting.size === 0) return;
    isTurning = true;
    schedule(() => {
      isTurning = false;
      grant();
      turn(schedule);
    });
  };
  const turnCame = Effect.withFiber<void>((fiber) =>
    Effect.callback<void>((resume) => {
      const next = (): void => resume(Effect.void);
      waiting.add(next);
      turn((task) => fiber.currentDispatcher.scheduleTask(task, 0));
      return Effect.sync(() => waiting.delete(next));
    }),
  );

  return {
    join: () => {
      let left = quantum();
      return {
        isOn: () => left > heldBytes,
        inTurn: (pull, bytesOf) => {
          const taking = Effect.map(pull, (pulled) => {
            const bytes = bytesOf(pulled);
            left -= bytes;
            taken += bytes;
            return pulled;
          });
          const later = Effect.flatMap(turnCame, () => {
            left = quantum();
            return taking;
          });
          return Effect.suspend(() => (left > 0 ? taking : later));
        },
      };
    },
  };
};

/** Every reader takes what arrived at once. */
export const atOnce: ReadTurns = { join: () => ({ inTurn: (pull) => pull, isOn: () => true }) };
