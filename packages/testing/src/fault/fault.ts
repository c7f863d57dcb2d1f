import type { Answer, Bytes, Cut, HttpAnswer, SocketAnswer, SocketFrame } from "./answer.ts";
import type { Gate } from "./gate.ts";
import { spliced } from "./spliced.ts";

/** What goes wrong with one answer of a faulty server. */
export type Fault =
  /** The proper answer, cut. */
  | { readonly kind: "cut"; readonly cut: Cut }
  /** The proper answer, let through piece by piece (64 KiB of a file, one frame of a tail). */
  | { readonly kind: "slow"; readonly gate: Gate; readonly cut?: Cut }
  /**
   * The proper answer with pieces that do not belong there after the first `after` of its own. Then it ends as it would have
   * ended, or is cut, or (`goOn`) goes on.
   */
  | {
      readonly kind: "splice";
      readonly after: number;
      /** Only bytes and text for an HTTP answer. */
      readonly pieces: readonly SocketFrame[];
      readonly goOn?: boolean;
      readonly cut?: Cut;
    }
  /**
   * The proper answer, changed: another header, another body, a cut at a place that depends on the body.
   */
  | { readonly kind: "rewrite"; readonly rewrite: (answer: Answer) => Answer | Promise<Answer> }
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

/** Cuts the answer after `afterPieces` pieces of its body or messages. */
export function cutAfterPieces(afterPieces: number, how: Cut["how"] = "reset"): Fault {
  return { kind: "cut", cut: { afterPieces, how } };
}

/** Gives another answer, and does not do what was asked. */
export function instead(answer: Answer): Fault {
  return { kind: "instead", answer };
}

/** Does what was asked and loses the answer, by `answer` or, without one, by a reset. */
export function answerLost(answer: Answer = { kind: "none", how: "reset" }): Fault {
  return { kind: "instead", answer, applied: true };
}

/** Changes the proper answer when it is an HTTP answer; any other stays as it is. */
export function rewrite(change: (answer: HttpAnswer) => Answer | Promise<Answer>): Fault {
  return { kind: "rewrite", rewrite: (answer) => (answer.kind === "http" ? change(answer) : answer) };
}

/** The answer as the fault leaves it. Connections that are only dropped stay as they are. */
export function applyFault(answer: Answer, fault: Exclude<Fault, { kind: "instead" }>): Answer | Promise<Answer> {
  if (fault.kind === "rewrite") return fault.rewrite(answer);
  if (answer.kind !== "http" && answer.kind !== "socket") return answer;
  return {
    ...(fault.kind === "splice" ? withPieces(answer, fault) : answer),
    ...(fault.cut === undefined ? {} : { cut: fault.cut }),
    ...(fault.kind === "slow" ? { gate: fault.gate } : {}),
  };
}

function withPieces(
  answer: HttpAnswer | SocketAnswer,
  { after, pieces, goOn = false }: Extract<Fault, { kind: "splice" }>,
): HttpAnswer | SocketAnswer {
  if (answer.kind === "socket") return { ...answer, frames: spliced(answer.frames ?? [], after, pieces, goOn) };
  const body = answer.body ?? "";
  const own = typeof body === "string" || body instanceof Uint8Array ? [body] : body;
  const bytes = pieces.filter((piece): piece is Bytes => typeof piece === "string" || piece instanceof Uint8Array);
  if (bytes.length < pieces.length) throw new TypeError("Only a WebSocket answer has control frames.");
  return { ...answer, body: spliced<Bytes>(own, after, bytes, goOn) };
}
