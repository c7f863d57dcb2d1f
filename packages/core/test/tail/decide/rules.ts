import type { Command } from "../../../src/tail/decide/command.ts";
import type { Transition } from "./explore.ts";

/** A rule about one transition: true when the transition keeps it. */
export interface Rule {
  readonly name: string;
  readonly keeps: (transition: Transition) => boolean;
}

const find = <Name extends Command["command"]>(
  commands: ReadonlyArray<Command>,
  name: Name,
): Extract<Command, { readonly command: Name }> | undefined =>
  commands.find((command): command is Extract<Command, { readonly command: Name }> => command.command === name);

const endings = new Set(["finish", "fail"]);
const steps = new Set(["pause", "pace", "restFile", "succeeded", "restart", "release", "readEnd", "report", "use"]);

/** The whole log was read, and the job was terminal before. */
const isWholeRead = ({ from: { request }, event }: Transition): boolean => {
  if (event.type === "fileRead") return event.ended && request.command === "readFile" && request.final;
  if (event.type === "plainRead") return !event.empty && request.command === "readPlain" && request.final;
  return false;
};

/** What the rules promise; each is checked at every transition of every configuration. */
export const rules: ReadonlyArray<Rule> = [
  {
    name: "a decision is some steps and then one request or one ending",
    keeps: ({ commands }) =>
      commands.length > 0 &&
      commands.slice(0, -1).every(({ command }) => steps.has(command)) &&
      !steps.has(commands.at(-1)?.command ?? "pause"),
  },
  {
    name: "the end is proven only by a whole read that began after a terminal status or the server's report",
    keeps: (transition) => {
      const finish = find(transition.commands, "finish");
      if (finish?.proven !== true) return true;
      const { from, event } = transition;
      if (!from.facts.final) return false;
      if (isWholeRead(transition)) return true;
      // An empty log: the plain log was read, and nothing disproves it, or two checks prove it.
      const accepted = event.type === "plainRead" && event.empty && !transition.config.provesEmpty;
      const proven = event.type === "emptyChecked" && event.proof === "empty" && from.history.proof === "empty";
      return (accepted && from.request.command === "readPlain" && from.request.final) || proven;
    },
  },
  {
    name: "a tail that follows ends only with a proof, or with an error",
    keeps: ({ config, commands }) => !config.follow || find(commands, "finish")?.proven !== false,
  },
  {
    name: "a log that is lost needs two checks that agree, with a pause between them",
    keeps: ({ commands, event, from: { history } }) => {
      const error = find(commands, "fail")?.error;
      if (error === "loss") return event.type === "lossChecked" && event.lost && history.lostInARow >= 1;
      if (error === "empty" && event.type === "emptyChecked" && event.proof === "lost") return history.proof === "lost";
      return true;
    },
  },
  {
    name: "between two checks of the same thing there is a pause",
    keeps: ({ event, commands, from }) => {
      const again =
        (event.type === "emptyChecked" && find(commands, "checkEmpty") !== undefined) ||
        (event.type === "lossChecked" &&
          from.facts.lossChecks === 0 &&
          event.lost &&
          from.facts.checkedAfter !== "plainRead" &&
          find(commands, "checkLoss") !== undefined);
      return !again || find(commands, "pause")?.for === "checks";
    },
  },
  {
    name: "a live source that was opened twice without anything new is not opened again",
    keeps: ({ commands, to }) => {
      const follow = find(commands, "follow");
      return follow === undefined || (to?.history.failed[follow.source] ?? 0) < 2;
    },
  },
  {
    name: "a live source is followed only while the job runs and the caller follows",
    keeps: ({ config, commands, to }) =>
      find(commands, "follow") === undefined || (config.follow && to !== undefined && !to.facts.final),
  },
  {
    name: "the protocol that the caller chose restricts the live source",
    keeps: ({ config, commands }) => {
      const source = find(commands, "follow")?.source;
      if (source === undefined) return true;
      return source === "websocket"
        ? config.websocket && config.protocol !== "http"
        : config.stream && config.protocol !== "websocket";
    },
  },
  {
    name: "a backend without a log file is never asked for it, and its file is never read beside a source",
    keeps: ({ config, commands }) =>
      config.file || (find(commands, "readFile") === undefined && find(commands, "follow")?.besideFile !== true),
  },
  {
    name: "the file is not read beside a live source while it is not available",
    keeps: ({ commands, to }) => find(commands, "follow")?.besideFile !== true || to?.facts.fileFailure === undefined,
  },
  {
    name: "a failed read is not repeated without a pause, unless it made progress",
    keeps: ({ event, commands }) => {
      const failed = event.type === "fileFailed" || event.type === "plainFailed" || event.type === "statusFailed";
      const repeats = ["readFile", "readPlain", "readStatus"].some((name) =>
        commands.some(({ command }) => command === name),
      );
      if (!failed || !repeats) return true;
      // The plain log may replace the file at once.
      if (event.type === "fileFailed" && find(commands, "readPlain") !== undefined) return true;
      return find(commands, "pause") !== undefined || find(commands, "backOff") !== undefined;
    },
  },
  {
    name: "after a read that brought nothing new, the tail pauses, follows a live source, or ends",
    keeps: ({ event, commands }) => {
      if ((event.type !== "fileRead" && event.type !== "plainRead") || event.newText) return true;
      // The next read is final, and ends the tail.
      if (event.type === "fileRead" && event.complete === true) return true;
      const last = commands.at(-1)?.command ?? "";
      return (
        endings.has(last) || last.startsWith("check") || last === "follow" || find(commands, "pause") !== undefined
      );
    },
  },
  {
    name: "after a live source that brought nothing, the tail pauses, or reads the file first",
    keeps: ({ config, event, commands, from }) => {
      if (event.type !== "left" || event.newText || event.moved) return true;
      if (event.why === "terminal" || event.why === "complete") return true;
      if (config.file && from.facts.fileFailure === undefined) return true;
      const last = commands.at(-1)?.command ?? "";
      return (
        endings.has(last) || last === "backOff" || find(commands, "pause") !== undefined || event.failure === "fatal"
      );
    },
  },
  {
    name: "lines held for `tail: N` are emitted before the tail follows",
    keeps: ({ event, commands }) =>
      event.type !== "fileRead" || find(commands, "follow") === undefined || find(commands, "release") !== undefined,
  },
  {
    name: "a restart happens only while the lines are held: with `tail: N`",
    keeps: ({ config, commands }) => find(commands, "restart") === undefined || config.lastLines,
  },
  {
    name: "only the last N lines are read only of a log that has ended",
    keeps: ({ to }) => to === undefined || !to.facts.lastLines || to.facts.final,
  },
  {
    name: "a refusal by the job itself, or a failure that does not pass, ends the tail with that error",
    keeps: ({ event, commands }) => {
      const error = find(commands, "fail")?.error;
      if (event.type === "left" && event.failure === "final") return error === "live";
      if (event.type === "fileFailed" && event.kind === "fatal") return error === "file";
      if (event.type === "plainFailed" && event.kind === "fatal") return error === "plain";
      if (event.type === "statusFailed" && event.kind === "fatal") return error === "status";
      return true;
    },
  },
  {
    name: "a failure that passes never ends the tail by itself",
    keeps: ({ event, commands }) => {
      const error = find(commands, "fail")?.error;
      if (event.type === "fileFailed") return error === undefined || event.kind === "fatal";
      if (event.type === "left") return error === undefined || event.failure === "final";
      return true;
    },
  },
  {
    name: "after a pause, the tail reads the status, unless it repeats a request whose rate was limited, with a fresh status",
    keeps: ({ event, commands, from }) =>
      event.type !== "backedOff" ||
      event.exhausted ||
      find(commands, "readStatus") !== undefined ||
      (event.statusFresh && from.facts.again !== undefined),
  },
  {
    name: "a file that is refused is not asked for until it is time",
    keeps: ({ event, commands, from }) =>
      find(commands, "readFile") === undefined ||
      from.facts.fileFailure !== "refused" ||
      (event.type === "statusRead" && event.retryFile),
  },
  {
    name: "where the file may be read, the plain log must be refused twice, with a status between",
    keeps: ({ config, event, commands, from }) => {
      if (event.type !== "plainFailed" || event.kind !== "refused" || !config.file) return true;
      return find(commands, "fail") === undefined || from.facts.plainRefused;
    },
  },
  {
    name: "the plain log is compared with the emitted lines only when it is the judge",
    keeps: ({ config, commands, to }) => {
      const plain = find(commands, "readPlain");
      if (plain === undefined) return true;
      return plain.judge === (to?.facts.fileFailure === undefined && plain.final) && (!plain.judge || !config.file);
    },
  },
  {
    name: "a reading is final only when the last status was terminal or the server reported a complete log",
    keeps: ({ commands, to }) => {
      const reading = find(commands, "readFile") ?? find(commands, "readPlain");
      return reading === undefined || reading.final === to?.facts.final;
    },
  },
];
