import * as Effect from "effect/Effect";
import { ConnectionFailed } from "./errors.ts";

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
