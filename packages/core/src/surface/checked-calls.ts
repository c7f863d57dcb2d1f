import * as Effect from "effect/Effect";
import { checked } from "./checked.ts";
import type { Effectful } from "./effectful.ts";
import { checkNames, type NestedNames, type SurfaceNames } from "./option-names.ts";
import type { OptionsAt } from "./options-at.ts";

/** Where operations take their options, and the names of these, by the operations' names. */
interface Tree<Leaf> {
  readonly [name: string]: Leaf | Tree<Leaf>;
}
type Operation = (...args: ReadonlyArray<unknown>) => Effect.Effect<unknown, unknown>;

/**
 * The members with a check of the options of those that `at` names: an option with an unknown name is a failure
 * ({@link checkNames}), and nothing is sent. `prefix` begins the names of the operations in messages, such as `jobs.`.
 */
export const checkedCalls = <Members extends object>(
  prefix: string,
  members: Members,
  at: Tree<number>,
  names: Tree<NestedNames | 1>,
): Members => {
  const member = (path: string, value: unknown, index: number | Tree<number>, known: unknown): unknown =>
    typeof index === "number"
      ? (...args: ReadonlyArray<unknown>) =>
          Effect.andThen(
            checked(() => checkNames(`${path}()`, args[index], known as NestedNames)),
            Effect.suspend(() => (value as Operation)(...args)),
          )
      : checkedCalls(`${path}.`, value as object, index, known as Tree<NestedNames>);
  const changed = Object.entries(at).map(([name, index]) => [
    name,
    member(`${prefix}${name}`, (members as Readonly<Record<string, unknown>>)[name], index, names[name]),
  ]);
  return { ...members, ...Object.fromEntries(changed) };
};

/** The same for a whole surface, for which the compiler holds the names complete. */
export const checkedSurface = <Surface>(
  effects: Effectful<Surface>,
  at: OptionsAt<Surface>,
  names: SurfaceNames<Surface>,
): Effectful<Surface> =>
  checkedCalls("", effects as object, at as Tree<number>, names as Tree<NestedNames>) as Effectful<Surface>;
