import type { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import type { Runner } from "./runner.ts";

/** Options of an Effect have no signal: interruption stands for it. */
type WithoutSignal<Argument> = Argument extends { readonly signal?: AbortSignal | undefined }
  ? Omit<Argument, "signal">
  : Argument;

/** A surface of promises as one of Effects: the same members, with the same errors, typed. */
export type Effectful<Surface> = Surface extends (...args: infer Arguments) => Promise<infer A>
  ? (...args: { [Index in keyof Arguments]: WithoutSignal<Arguments[Index]> }) => Effect.Effect<A, JobwireError>
  : { readonly [Name in keyof Surface]: Effectful<Surface[Name]> };

const signalIn = (args: ReadonlyArray<unknown>): AbortSignal | undefined => {
  const last = args.at(-1);
  // Checked by the runner before it is used.
  return typeof last === "object" && last !== null ? (last as { signal?: AbortSignal }).signal : undefined;
};

/** The other way round: each Effect of the surface, run; the signal is taken from the last argument. */
export const promiseSurface = <Surface>(effects: Effectful<Surface>, runner: Runner): Surface => {
  const member = (value: unknown): unknown => {
    if (typeof value === "function") {
      return (...args: ReadonlyArray<unknown>) =>
        runner.run(
          (value as (...all: ReadonlyArray<unknown>) => Effect.Effect<unknown, unknown>)(...args),
          signalIn(args),
        );
    }
    return Object.fromEntries(Object.entries(value as object).map(([name, inner]) => [name, member(inner)]));
  };
  return member(effects) as Surface;
};
