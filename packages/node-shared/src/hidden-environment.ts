/** What this module uses of Deno's own API. */
interface DenoPermissions {
  readonly permissions: {
    readonly querySync: (asked: { readonly name: "env"; readonly variable: string }) => { readonly state: string };
  };
}

/** The variable that `ws` reads when it is loaded, to leave out an optional module. */
const variable = "WS_NO_BUFFER_UTIL";

const hide = (): (() => void) => {
  const { Deno } = globalThis as unknown as { readonly Deno?: DenoPermissions };
  if (Deno === undefined || Deno.permissions.querySync({ name: "env", variable }).state === "granted") return () => {};
  const { env } = process;
  process.env = { [variable]: "1" };
  return () => {
    process.env = env;
  };
};

/**
 * Puts the environment back. On Deno a program without `--allow-env` could not even load `ws`, which reads one variable of the
 * environment then; so it is hidden from this module's evaluation to that of the next. Both run in one turn, without anything
 * between them.
 */
export const showEnvironment: () => void = hide();
