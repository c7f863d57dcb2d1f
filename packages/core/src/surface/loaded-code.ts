import * as Effect from "effect/Effect";
import { ConnectionFailed } from "../errors.ts";
import type { Effectful } from "./effectful.ts";
import type { OptionsAt } from "./options-at.ts";

/**
 * Code that is loaded when it is first needed, so that programs and pages that never need it do not wait for it. Must not be what
 * a tail or a wait needs after a failure of the network: a page loads code by the same network.
 */
export const loadedCode = <Code>(load: () => Promise<Code>): Effect.Effect<Code, ConnectionFailed> => {
  let code: { readonly loaded: Code } | undefined;
  return Effect.suspend(() => {
    if (code !== undefined) return Effect.succeed(code.loaded);
    return Effect.tryPromise({
      try: async () => {
        const loaded = await load();
        code = { loaded };
        return loaded;
      },
      catch: (cause) =>
        new ConnectionFailed({
          message:
            "a part of Jobwire's code could not be loaded. Check that the page's server has all files of the bundle",
          reason: "unreachable",
          cause,
        }),
    });
  });
};

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
