import type { Command, Request } from "../../../src/tail/decide/command.ts";
import type { Decision } from "../../../src/tail/decide/decision.ts";
import { begin, type decide } from "../../../src/tail/decide/decide.ts";
import type { Event } from "../../../src/tail/decide/event.ts";
import type { Config, Facts } from "../../../src/tail/decide/facts.ts";
import { answersTo } from "./events.ts";

/** A state: the facts, the request that is under way, and what led here as far as rules look back. */
export interface State {
  readonly facts: Facts;
  readonly request: Request;
  readonly history: History;
}

/** What rules need to know of the steps before. */
export interface History {
  /** Checks in a row that found the log lost, each after a pause. */
  readonly lostInARow: number;
  /** What the check of an empty log before this one proved. */
  readonly proof: "empty" | "lost" | undefined;
  /** How often in a row each live source was opened without anything new. */
  readonly failed: { readonly websocket: number; readonly stream: number };
}

/** One step between two states, or to the end. */
export interface Transition {
  readonly config: Config;
  readonly from: State;
  readonly event: Event;
  readonly commands: ReadonlyArray<Command>;
  /** Undefined when the tail ends. */
  readonly to: State | undefined;
}

const isRequest = (command: Command | undefined): command is Request =>
  command !== undefined && "command" in command && requests.has(command.command);

const requests = new Set<string>([
  "readStatus",
  "readFile",
  "readPlain",
  "follow",
  "checkLoss",
  "checkEmpty",
  "backOff",
]);

const failedAfter = ({ failed }: History, event: Event): History["failed"] => {
  // Before the next sign-in, everything is refused.
  if (event.type === "statusFailed" && event.kind === "signIn") return { websocket: 0, stream: 0 };
  if (event.type !== "left") return failed;
  const before = failed[event.source];
  if (event.failure === "fatal") return { ...failed, [event.source]: 2 };
  // It was not opened: the tail repeats the request.
  if (event.failure === "throttled") return failed;
  if (event.newText) return { ...failed, [event.source]: 0 };
  if (event.why === "terminal" || event.why === "ambiguous" || event.why === "complete") return failed;
  return { ...failed, [event.source]: Math.min(2, before + 1) };
};

const historyAfter = ({ history, request }: State, event: Event, commands: ReadonlyArray<Command>): History => {
  const failed = failedAfter(history, event);
  const paused = commands.some(({ command }) => command === "pause");
  if (event.type === "lossChecked") {
    const counts = request.command === "checkLoss" && request.fresh;
    return { lostInARow: event.lost && counts ? history.lostInARow + 1 : 0, proof: undefined, failed };
  }
  if (event.type === "emptyChecked") {
    const { proof } = event;
    return { lostInARow: 0, proof: paused && (proof === "empty" || proof === "lost") ? proof : undefined, failed };
  }
  return { lostInARow: 0, proof: undefined, failed };
};

/** A text that is the same for equal states. */
export const keyOf = ({ facts, request, history }: State): string => JSON.stringify([facts, request, history]);

/** Visits every state that a tail with this configuration can reach, and shows each transition once. */
export const explore = (
  config: Config,
  decideNext: typeof decide,
  visit: (transition: Transition) => void,
): { readonly states: number; readonly transitions: number } => {
  const stateOf = ([facts, commands]: Decision, history: History): State | undefined => {
    const last = commands.at(-1);
    return isRequest(last) ? { facts, request: last, history } : undefined;
  };
  const first = stateOf(begin, { lostInARow: 0, proof: undefined, failed: { websocket: 0, stream: 0 } });
  if (first === undefined) throw new Error("a tail begins with a request");
  const seen = new Set([keyOf(first)]);
  const queue = [first];
  let transitions = 0;
  for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
    for (const event of answersTo(from)) {
      const decision = decideNext(config, from.facts, event);
      const to = stateOf(decision, historyAfter(from, event, decision[1]));
      transitions++;
      visit({ config, from, event, commands: decision[1], to });
      if (to === undefined) continue;
      const key = keyOf(to);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(to);
    }
  }
  return { states: seen.size, transitions };
};
