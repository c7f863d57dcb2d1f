import { ExitCode } from "./exit-code.ts";

/** SIGINT (Ctrl-C) or SIGTERM ended this process. The job is not affected. */
export class Interrupted extends Error {
  override readonly name: string = "Interrupted";
  readonly exitCode: ExitCode;
  constructor(signal: "SIGINT" | "SIGTERM") {
    super(`ended by ${signal}`);
    this.exitCode = signal === "SIGINT" ? ExitCode.interrupted : ExitCode.terminated;
  }
}

/** The process's handling of SIGINT and SIGTERM. */
export interface Interrupts {
  /** Aborts with {@link Interrupted} at the first signal, unless a handler is set. */
  readonly signal: AbortSignal;
  /** Makes the first signal call `handler` instead of aborting. Returns a function that removes the handler. */
  readonly handleFirst: (handler: () => void) => () => void;
}

/** Listens for signals. The first one ends the command in order; the second one ends the process at once. */
export const listenForInterrupts = (): Interrupts => {
  const controller = new AbortController();
  let firstHandler: (() => void) | undefined;
  let received = false;
  const onSignal = (name: "SIGINT" | "SIGTERM"): void => {
    const interrupted = new Interrupted(name);
    if (received) process.exit(interrupted.exitCode);
    received = true;
    if (firstHandler === undefined) controller.abort(interrupted);
    else firstHandler();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    signal: controller.signal,
    handleFirst: (handler) => {
      firstHandler = handler;
      return () => {
        if (firstHandler === handler) firstHandler = undefined;
      };
    },
  };
};
