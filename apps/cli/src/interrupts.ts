import { ExitCode } from "./exit-code.ts";

/** The user (Ctrl-C) or the system (SIGTERM) asked this process to end; the job is not meant. */
export class Interrupted extends Error {
  override readonly name: string = "Interrupted";
  readonly exitCode: ExitCode;
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`ended by ${signal}`);
    this.exitCode = signal === "SIGINT" ? ExitCode.interrupted : ExitCode.terminated;
  }
}

/** What the process does about SIGINT and SIGTERM. */
export interface Interrupts {
  /** Aborts, with {@link Interrupted} as reason, at the first signal that nobody took. */
  readonly signal: AbortSignal;
  /** The first signal calls `action` instead of aborting, until the returned function is called. */
  readonly take: (action: () => void) => () => void;
}

/** Listens for signals: the first one is answered in order, the second one ends the process at once. */
export const listenForInterrupts = (): Interrupts => {
  const controller = new AbortController();
  let taker: (() => void) | undefined;
  let received = false;
  const onSignal = (name: "SIGINT" | "SIGTERM"): void => {
    const interrupted = new Interrupted(name);
    if (received) process.exit(interrupted.exitCode);
    received = true;
    if (taker === undefined) controller.abort(interrupted);
    else taker();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    take: (action) => {
      taker = action;
      return () => {
        if (taker === action) taker = undefined;
      };
    },
  };
};
