import { seededRandom } from "@jobwire/testing/internal";
import {
  responseLost,
  type ScriptedResponse,
  cutAfter,
  drop,
  type Fault,
  html,
  instead,
  never,
  text,
} from "@jobwire/testing/faults";
import type { SystemSurface, Transport } from "../case/conformance-case.ts";
import { everyPiece } from "../cases/faults/bodies.ts";

/** The operation of a task. */
export type Operation = "tail" | "abort" | "wait" | "calls" | "writes";

/** One task of a soak; its seed decides everything. */
export interface SoakTask {
  readonly seed: number;
  readonly operation: Operation;
  readonly surface: SystemSurface;
  readonly transport: Transport;
  /** Lines that the log has at the start, and pieces that are written to it later. */
  readonly first: string;
  readonly later: ReadonlyArray<string>;
  /** Milliseconds after which an `abort` aborts. */
  readonly abortAfterMs: number;
}

const pick = <T>(random: () => number, from: ReadonlyArray<T>): T => from[Math.floor(random() * from.length)] as T;

const operations: ReadonlyArray<Operation> = ["tail", "tail", "tail", "tail", "abort", "wait", "calls", "writes"];
const ways: ReadonlyArray<readonly [SystemSurface, ReadonlyArray<Transport>]> = [
  ["ray", ["auto", "http", "plain", "websocket"]],
  ["agent", ["auto", "http", "plain", "websocket"]],
  ["reasoner", ["direct-access", "sql"]],
];

const words = [
  "step",
  "loss 0.125",
  "한글 🚀",
  "",
  "the same",
  "the same",
  '{"type": "log"}',
  "data: x",
  "tab\tand space  ",
];

/** Some lines; with `torn` the last of them has no end yet. */
const linesOf = (random: () => number, count: number): string =>
  Array.from({ length: count }, (_, n) => `${pick(random, words)} ${random() < 0.3 ? "" : n}\n`).join("");

/** The task of a seed. */
export const taskOf = (seed: number): SoakTask => {
  const random = seededRandom(seed);
  const operation = pick(random, operations);
  const [surface, transports] = pick(random, ways);
  const transport = pick(random, transports);
  return {
    seed,
    operation,
    surface,
    transport,
    first: linesOf(random, 1 + Math.floor(random() * 60)),
    later: Array.from({ length: Math.floor(random() * 4) }, () => linesOf(random, 1 + Math.floor(random() * 20))),
    abortAfterMs: Math.floor(random() * 900),
  };
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const unavailable = (random: () => number): ScriptedResponse => {
  const wait = pick(random, [undefined, "0", "1", "-3", "soon"]);
  return text("try again", {
    status: pick(random, [429, 502, 503, 504]),
    ...(wait === undefined ? {} : { headers: { "retry-after": wait } }),
  });
};

const slices = everyPiece(function* (piece) {
  const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
  for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
});

/** Text that keeps a connection alive and is not a line of the log. */
const heartbeat = ({ surface, transport }: SoakTask): Fault | undefined => {
  if (transport === "websocket")
    return {
      kind: "splice",
      after: 1,
      pieces: surface === "ray" ? ["", { ping: "" }] : [{ ping: "" }],
      continues: true,
    };
  return undefined;
};

/** How many responses of a task may fail, so that each task ends. */
const maxFaults = 6;

/**
 * The faults of a task's responses, in the order of its requests. `write`: the request changes something, so that a response may be
 * lost after that was done.
 */
export const faultsOf = (task: SoakTask): ((source: boolean, write: boolean) => Promise<Fault | undefined>) => {
  const random = seededRandom(task.seed ^ 0x5eed);
  const { surface, transport } = task;
  const lineMessages = surface === "agent" && transport === "websocket";
  let left = maxFaults;
  return async (source, write) => {
    if (left <= 0 || random() > 0.4) return undefined;
    left -= 1;
    const bytes = Math.floor(random() * 700);
    const chosen = Math.floor(random() * 9);
    if (write) return chosen < 3 ? responseLost(drop()) : undefined;
    switch (chosen) {
      case 0:
      case 1:
        return source ? cutAfter(bytes, pick(random, ["reset", "fin"] as const)) : instead(drop());
      case 2:
        return source ? cutAfter(bytes, "stall") : instead(never());
      case 3:
        return instead(unavailable(random));
      case 4:
        await sleep(random() * 300);
        return undefined;
      case 5:
        return source && lineMessages ? undefined : transport === "websocket" ? undefined : slices;
      case 6:
        return source && surface !== "reasoner" && transport !== "websocket"
          ? instead(html("<html>\n<body>Sign in</body>\n</html>\n"))
          : undefined;
      case 7:
        return source ? heartbeat(task) : undefined;
      default:
        return transport === "websocket" && source
          ? { kind: "cut", cut: { afterPieces: 1, how: { close: pick(random, [1000, 1001, 1006, 1011]) } } }
          : instead(drop("fin"));
    }
  };
};
