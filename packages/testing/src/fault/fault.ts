import type { ScriptedResponse, Bytes, Cut, HttpResponse, SocketResponse, SocketFrame } from "./response.ts";
import type { Gate } from "./gate.ts";
import { spliced } from "./spliced.ts";

/** How a faulty server spoils one response. */
export type Fault =
  /** Cuts the regular response. */
  | {
      readonly kind: "cut";
      /** Where and how the connection ends. */
      readonly cut: Cut;
    }
  /** Sends the regular response piece by piece as the gate opens (64 KiB of a file, one frame of a tail). */
  | {
      readonly kind: "slow";
      /** Each piece waits here until the test lets it pass. */
      readonly gate: Gate;
      /** Also cuts the response there. Default: it ends as usual. */
      readonly cut?: Cut;
    }
  /**
   * Inserts `pieces` that do not belong to the response after its first `after` pieces. Then the response ends as usual, is cut,
   * or (`continues`) sends the rest.
   */
  | {
      readonly kind: "splice";
      /** How many pieces of the regular response come first. */
      readonly after: number;
      /** Bytes and text only for an HTTP response. */
      readonly pieces: readonly SocketFrame[];
      /** Continue with the rest of the regular response after the pieces. Default false. */
      readonly continues?: boolean;
      /** Cuts the response after the pieces. */
      readonly cut?: Cut;
    }
  /**
   * Changes the regular response: another header, another body, or a cut whose position depends on the body.
   */
  | {
      readonly kind: "rewrite";
      /** Makes the response to send of the regular one. */
      readonly rewrite: (answer: ScriptedResponse) => ScriptedResponse | Promise<ScriptedResponse>;
    }
  /**
   * Sends another response in place of the regular one. The server does not carry out a POST or DELETE, unless `applied`: then it
   * carries it out and loses only the response.
   */
  | {
      readonly kind: "instead";
      /** The response to send. */
      readonly answer: ScriptedResponse;
      /** Carry the request out all the same. Default false. */
      readonly applied?: boolean;
    };

/** Cuts the response after `afterBytes` bytes of its body or messages. */
export function cutAfter(
  afterBytes: number,
  how: Cut["how"] = "reset",
  options: Pick<Cut, "unit" | "prefix"> = {},
): Fault {
  return { kind: "cut", cut: { afterBytes, how, ...options } };
}

/** Cuts the response after `afterPieces` pieces of its body or messages. */
export function cutAfterPieces(afterPieces: number, how: Cut["how"] = "reset"): Fault {
  return { kind: "cut", cut: { afterPieces, how } };
}

/** Sends another response and does not carry out the request. */
export function instead(answer: ScriptedResponse): Fault {
  return { kind: "instead", answer };
}

/** Carries out the request and loses its response: sends `answer` instead or, without one, resets the connection. */
export function responseLost(answer: ScriptedResponse = { kind: "none", how: "reset" }): Fault {
  return { kind: "instead", answer, applied: true };
}

/** Changes the regular response if it is an HTTP response; any other stays as it is. */
export function rewrite(change: (answer: HttpResponse) => ScriptedResponse | Promise<ScriptedResponse>): Fault {
  return { kind: "rewrite", rewrite: (answer) => (answer.kind === "http" ? change(answer) : answer) };
}

/** Applies the fault to the response, in a scripted server of your own too. A response that only drops the connection stays as it is. */
export function applyFault(
  answer: ScriptedResponse,
  fault: Exclude<Fault, { kind: "instead" }>,
): ScriptedResponse | Promise<ScriptedResponse> {
  if (fault.kind === "rewrite") return fault.rewrite(answer);
  if (answer.kind !== "http" && answer.kind !== "socket") return answer;
  return {
    ...(fault.kind === "splice" ? withPieces(answer, fault) : answer),
    ...(fault.cut === undefined ? {} : { cut: fault.cut }),
    ...(fault.kind === "slow" ? { gate: fault.gate } : {}),
  };
}

function withPieces(
  answer: HttpResponse | SocketResponse,
  { after, pieces, continues = false }: Extract<Fault, { kind: "splice" }>,
): HttpResponse | SocketResponse {
  if (answer.kind === "socket") return { ...answer, frames: spliced(answer.frames ?? [], after, pieces, continues) };
  const body = answer.body ?? "";
  const own = typeof body === "string" || body instanceof Uint8Array ? [body] : body;
  const bytes = pieces.filter((piece): piece is Bytes => typeof piece === "string" || piece instanceof Uint8Array);
  if (bytes.length < pieces.length)
    throw new TypeError("A fault inserts control frames into an HTTP response. Use bytes or text.");
  return { ...answer, body: spliced<Bytes>(own, after, bytes, continues) };
}
