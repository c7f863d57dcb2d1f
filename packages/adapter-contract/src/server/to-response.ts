import { Buffer } from "node:buffer";
import type { ScriptedResponse, Gate, SocketFrame } from "@jobwire/testing";
import type { WireResponse, WireBytes } from "../wire-script.ts";

/** Counts the bytes that are sent, and holds them back while gated. */
export interface Flow {
  readonly gate: Gate;
  readonly count: (bytes: number) => void;
  /** Headers that let a page of another origin read the response. */
  readonly cors: Readonly<Record<string, string>>;
}

const pattern = "0123456789abcdef";

const toBytes = (bytes: WireBytes): Buffer => {
  if (typeof bytes === "string") return Buffer.from(bytes, "utf8");
  return "hex" in bytes ? Buffer.from(bytes.hex, "hex") : Buffer.alloc(bytes.fill, pattern);
};

async function* counted<T>(pieces: ReadonlyArray<T>, times: number, size: (piece: T) => number, flow: Flow) {
  for (let n = 0; n < times; n++) {
    for (const piece of pieces) {
      yield piece;
      // The server asks for the next piece only after it sent this one.
      flow.count(size(piece));
    }
  }
}

/** The fault server's response for a scripted one. */
export const toResponse = (answer: WireResponse, flow: Flow): ScriptedResponse => {
  switch (answer.kind) {
    case "http": {
      const { times = 1, gated, body = "", headers, ...rest } = answer;
      const pieces = (Array.isArray(body) ? body : [body]) as ReadonlyArray<WireBytes>;
      const bytes = pieces.map(toBytes);
      return {
        ...rest,
        headers: { ...flow.cors, ...headers },
        ...(gated === true ? { gate: flow.gate } : {}),
        // Only repeated pieces need counting; and the claimed length is computed from the body, which is read twice for it.
        body:
          times > 1 ? counted(bytes, times, (piece) => piece.length, flow) : Array.isArray(body) ? bytes : bytes[0]!,
      };
    }
    case "socket": {
      const { times = 1, gated, frames = [], ...rest } = answer;
      const all = frames.map((frame): SocketFrame => {
        if (typeof frame === "string") return frame;
        if ("hex" in frame) return Buffer.from(frame.hex, "hex");
        return "raw" in frame ? { raw: Buffer.from(frame.raw, "hex") } : frame;
      });
      const size = (frame: SocketFrame): number => (typeof frame === "string" ? Buffer.byteLength(frame) : 16);
      return { ...rest, frames: counted(all, times, size, flow), ...(gated === true ? { gate: flow.gate } : {}) };
    }
    case "raw":
      return { kind: "raw", bytes: Buffer.from(answer.hex, "hex"), how: answer.how };
    case "none":
      return answer;
  }
};
