import * as Cause from "effect/Cause";
import * as Effect from "effect/Effect";
import * as Exit from "effect/Exit";
import type * as Fiber from "effect/Fiber";
import { type AnyFunction, callSiteOf } from "../call-site/call-site.ts";
import { errorAt } from "../call-site/error-at.ts";
import { Aborted, InvalidRequest, isJobwireError } from "../errors.ts";
import { redactError } from "../redaction/redact-error.ts";

/** Runs the effects of one client as promises, and ends them all when it is closed. */
export interface Runner {
  /**
   * The effect's value; rejects with its error itself, with `Aborted` (`cause`: the signal's reason) when the signal fired, or
   * with `Aborted` (reason `closed`) when the client was closed.
   */
  readonly run: <A, E>(effect: Effect.Effect<A, E>, signal?: AbortSignal) => Promise<A>;
  /**
   * Notes that the program calls a member of the client's surface, which is `called`; returns what to call when the member returns.
   * Undefined when another member calls it: its work belongs to the outer call.
   */
  readonly enter: (called: AnyFunction) => (() => void) | undefined;
  /** The program's stack at the call of the member that is running, for one error; undefined outside of all. */
  readonly callSite: () => Error | undefined;
  /** Registers a callback for the close of the client; returns a function that removes it. */
  readonly onClose: (end: () => void) => () => void;
  /** True once `close` was called. */
  readonly closed: () => boolean;
  /** Interrupts all running effects, and resolves when they have ended. */
  readonly close: () => Promise<void>;
}

/** The error of an abort; `signal.reason` may be any value. */
export const abortedBy = (signal: AbortSignal): Aborted =>
  new Aborted({ message: "aborted by the caller's signal", reason: "signal", cause: signal.reason });

/** The error of every operation that runs or starts when its client is closed. */
export const abortedByClose = (): Aborted => new Aborted({ message: "the client was closed", reason: "closed" });

/** Refuses a value that cannot be a signal, so that no abort is silently missed. Accepts a signal of another realm. */
export const checkSignal = (signal: unknown): InvalidRequest | undefined => {
  if (signal === undefined) return undefined;
  const { aborted, addEventListener } = (signal ?? {}) as Partial<Record<keyof AbortSignal, unknown>>;
  if (typeof aborted === "boolean" && typeof addEventListener === "function") return undefined;
  return new InvalidRequest({ message: "signal must be an AbortSignal", reason: "local" });
};

/**
 * Makes a runner; `release` runs once when it is closed. Every error that a promise rejects with passes the client's `redact`,
 * whatever its origin.
 */
export const makeRunner = (release: Effect.Effect<void>, redact: (text: string) => string): Runner => {
  const fibers = new Set<Fiber.Fiber<unknown, unknown>>();
  const enders = new Set<() => void>();
  let closing: Promise<void> | undefined;
  /** The member that the program called and that has not returned yet. */
  let entered: AnyFunction | undefined;

  const callSite: Runner["callSite"] = () => (entered === undefined ? undefined : callSiteOf(entered));

  const leave = (): void => {
    entered = undefined;
  };
  const enter: Runner["enter"] = (called) => {
    if (entered !== undefined) return undefined;
    entered = called;
    return leave;
  };

  const run: Runner["run"] = <A, E>(effect: Effect.Effect<A, E>, signal?: AbortSignal): Promise<A> => {
    const site = callSite();
    return new Promise<A>((resolve, rejectAs) => {
      const reject = (error: Error): void => rejectAs(errorAt(error, site));
      const problem = checkSignal(signal);
      if (problem !== undefined) return reject(problem);
      if (signal?.aborted === true) return reject(abortedBy(signal));
      if (closing !== undefined) return reject(abortedByClose());
      const fiber = Effect.runFork(effect);
      fibers.add(fiber);
      const interrupt = (): void => fiber.interruptUnsafe();
      signal?.addEventListener("abort", interrupt, { once: true });
      fiber.addObserver((exit) => {
        fibers.delete(fiber);
        signal?.removeEventListener("abort", interrupt);
        if (Exit.isSuccess(exit)) return resolve(exit.value);
        if (!Cause.hasInterruptsOnly(exit.cause)) {
          const error = Cause.squash(exit.cause) as Error;
          return reject(isJobwireError(error) ? redactError(error, redact) : error);
        }
        return reject(signal?.aborted === true ? abortedBy(signal) : abortedByClose());
      });
    });
  };

  const close = (): Promise<void> => {
    closing ??= (async () => {
      const ended = Array.from(
        fibers,
        (fiber) => new Promise<void>((resolve) => void fiber.addObserver(() => resolve())),
      );
      for (const end of enders) end();
      for (const fiber of fibers) fiber.interruptUnsafe();
      await Promise.all(ended);
      await Effect.runPromise(release);
    })();
    return closing;
  };

  return {
    run,
    enter,
    callSite,
    close,
    closed: () => closing !== undefined,
    onClose: (end) => {
      enders.add(end);
      return () => enders.delete(end);
    },
  };
};
