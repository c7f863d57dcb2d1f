import type { Answer, Cut } from "./answer.ts";
import type { Gate } from "./gate.ts";

/** What goes wrong with one answer of a {@link FaultyRay}. */
export type Fault =
  /** The proper answer, cut. */
  | { readonly kind: "cut"; readonly cut: Cut }
  /** The proper answer, let through piece by piece (64 KiB of a file, one frame of a tail). */
  | { readonly kind: "slow"; readonly gate: Gate; readonly cut?: Cut }
  /**
   * Another answer in place of the proper one. What a POST or DELETE asked for is not done, unless `applied`: then the server did
   * it and only its answer is lost.
   */
  | { readonly kind: "instead"; readonly answer: Answer; readonly applied?: boolean };

/** Cuts the answer after `afterBytes` bytes of its body or messages. */
export function cutAfter(
  afterBytes: number,
  how: Cut["how"] = "reset",
  options: Pick<Cut, "unit" | "prefix"> = {},
): Fault {
  return { kind: "cut", cut: { afterBytes, how, ...options } };
}

/** Gives another answer, and does not do what was asked. */
export function instead(answer: Answer): Fault {
  return { kind: "instead", answer };
}

/** Does what was asked and loses the answer, by `answer` or, without one, by a reset. */
export function answerLost(answer: Answer = { kind: "none", how: "reset" }): Fault {
  return { kind: "instead", answer, applied: true };
}
