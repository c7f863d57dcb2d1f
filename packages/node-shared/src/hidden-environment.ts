/** The parts of Deno's own API that this module uses. */
interface DenoPermissions {
  readonly permissions: {
    readonly querySync: (asked: { readonly name: "env"; readonly variable: string }) => { readonly state: string };
  };
}

/** The variable that `ws` reads when it is loaded, to skip an optional module. */
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
 * Restores the environment. On Deno a program without `--allow-env` could not even load `ws`, which reads one environment variable
 * then; so the environment is hidden from the evaluation of this module to that of the next one. Both run in one turn, and nothing
 * runs between them.
 */
export const showEnvironment: () => void = hide();
