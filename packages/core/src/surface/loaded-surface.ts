import * as Effect from "effect/Effect";
import { loadedCode } from "../loaded-code.ts";
import type { Effectful } from "./effectful.ts";
import type { OptionsAt } from "./options-at.ts";

/** The operations that `optionsAt` names, each of which loads their code when it is first run. */
export const loadedSurface = <Surface>(
  optionsAt: OptionsAt<Surface>,
  load: () => Promise<Effectful<Surface>>,
): Effectful<Surface> => {
  const code = loadedCode(load);
  type Members = Readonly<Record<string, unknown>>;
  type Operation = (...args: ReadonlyArray<unknown>) => Effect.Effect<unknown, unknown>;
  const member = (at: unknown, find: (surface: unknown) => unknown): unknown =>
    typeof at === "number"
      ? (...args: ReadonlyArray<unknown>) => Effect.flatMap(code, (surface) => (find(surface) as Operation)(...args))
      : Object.fromEntries(
          Object.entries(at as Members).map(([name, inner]) => [
            name,
            member(inner, (surface) => (find(surface) as Members)[name]),
          ]),
        );
  return member(optionsAt, (surface) => surface) as Effectful<Surface>;
};
