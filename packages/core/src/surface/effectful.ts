import type * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { CallOptions } from "./options.ts";
import type { OptionsAt } from "./options-at.ts";
import type { Runner } from "./runner.ts";
import { withCallSites } from "./with-call-sites.ts";

/** Options of an Effect have no signal: interruption replaces it. */
export type WithoutSignal<Argument> = Argument extends { readonly signal?: AbortSignal | undefined }
  ? Omit<Argument, "signal">
  : Argument;

/** The Effect surface of a promise surface: the same members, with the same errors, typed. */
export type Effectful<Surface> = Surface extends (...args: infer Arguments) => Promise<infer A>
  ? (...args: { [Index in keyof Arguments]: WithoutSignal<Arguments[Index]> }) => Effect.Effect<A, JobwireError>
  : { readonly [Name in keyof Surface]: Effectful<Surface[Name]> };

/**
 * Each Effect that `optionsAt` names as a promise; the effects may have more members. The signal comes from the options at that
 * index: the last argument of a call may be something else.
 */
export const promiseSurface = <Surface>(
  effects: Effectful<Surface>,
  optionsAt: OptionsAt<Surface>,
  runner: Runner,
): Surface => {
  const member = (value: unknown, at: unknown): unknown => {
    if (typeof value === "function") {
      const operation = value as (...args: ReadonlyArray<unknown>) => Effect.Effect<unknown, unknown>;
      return (...args: ReadonlyArray<unknown>) => {
        const options = args[at as number] as CallOptions | null | undefined;
        // The runner checks it before it uses it.
        return runner.run(operation(...args), options?.signal);
      };
    }
    const indexes = at as Readonly<Record<string, unknown>>;
    const members = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(Object.entries(indexes).map(([name, inner]) => [name, member(members[name], inner)]));
  };
  return withCallSites(member(effects, optionsAt) as Surface & object, runner);
};
