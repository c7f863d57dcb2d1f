import type { Fault, Gate } from "@jobwire/testing/faults";

/** Counts the pieces that a server sends to a reader. */
export interface CountedPieces {
  /** Puts a counting gate, which is always open, before each response of the endpoint. */
  readonly fault: (request: { readonly endpoint: string }) => Fault | undefined;
  /** The most pieces that one response has sent. */
  readonly sent: () => number;
}

/** Counts the pieces of every response of one endpoint. */
export const countedPieces = (endpoint: string): CountedPieces => {
  const counts: Array<{ pieces: number }> = [];
  return {
    fault: (request) => {
      if (request.endpoint !== endpoint) return undefined;
      const count = { pieces: 0 };
      counts.push(count);
      const gate: Gate = {
        open: () => {},
        openForever: () => {},
        pass: () => {
          count.pieces += 1;
          return Promise.resolve();
        },
        waiting: 0,
      };
      return { kind: "slow", gate };
    },
    sent: () => Math.max(0, ...counts.map(({ pieces }) => pieces)),
  };
};
