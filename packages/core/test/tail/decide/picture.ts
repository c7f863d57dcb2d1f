import type { Command, Request } from "../../../src/tail/decide/command.ts";
import { decide } from "../../../src/tail/decide/decide.ts";
import type { Event } from "../../../src/tail/decide/event.ts";
import { configs } from "./events.ts";
import { explore } from "./explore.ts";

/** What each request, or ending, is called in the picture. */
const boxes: Readonly<Record<string, string>> = {
  readStatus: "read the job's status",
  readFile: "read the log file",
  readPlain: "read the plain log",
  websocket: "follow the WebSocket",
  stream: "follow the HTTP stream",
  checkLoss: "check whether the log is lost",
  checkEmpty: "check whether the log is empty",
  backOff: "wait before a retry",
  finish: "end, proven",
  unproven: "end, unproven (follow: false)",
  fail: "end with an error",
};

const boxOf = (request: Request): string => (request.command === "follow" ? request.source : request.command);

const endOf = (command: Command | undefined): string => {
  if (command?.command === "finish") return command.proven ? "finish" : "unproven";
  return command?.command ?? "fail";
};

/** What an event is called on an arrow. */
const arrowOf = (event: Event): string => {
  switch (event.type) {
    case "statusRead":
      return event.terminal ? "terminal" : "running";
    case "statusFailed":
      return event.kind === "notFound" ? "not found" : "failed";
    case "fileRead":
      return event.ended ? "read to its end" : "read in part";
    case "fileFailed":
      return event.kind === "cut" ? "cut" : "not available";
    case "plainRead":
      return event.empty ? "empty" : "read";
    case "plainFailed":
      return "failed";
    case "left":
      return event.why;
    case "lossChecked":
      return event.lost ? "lost" : "not lost";
    case "emptyChecked":
      return event.proof;
    case "backedOff":
      return event.exhausted ? "the time to retry is over" : "retry";
  }
};

/** The states of a tail as a Mermaid diagram, from every transition of every configuration. */
export const statesPicture = (): string => {
  const arrows = new Map<string, Set<string>>();
  for (const config of configs) {
    explore(config, decide, ({ from, event, commands, to }) => {
      const target = to === undefined ? endOf(commands.at(-1)) : boxOf(to.request);
      const key = `${boxOf(from.request)} --> ${target}`;
      arrows.set(key, (arrows.get(key) ?? new Set()).add(arrowOf(event)));
    });
  }
  const lines = [...arrows].map(([key, labels]) => `  ${key}: ${[...labels].toSorted().join(", ")}`).toSorted();
  const names = Object.entries(boxes).map(([name, text]) => `  state "${text}" as ${name}`);
  return ["stateDiagram-v2", "  [*] --> readStatus", ...names, ...lines].join("\n");
};
