import { shellWords } from "./shell-words.ts";
import type { ConnectionFlags } from "./settings/connection.ts";

/** The command that takes up the logs again. It names no credential: the values of `--header` are left to the user. */
export const reattachCommand = (ids: ReadonlyArray<string>, address: string, flags: ConnectionFlags): string => {
  const words = ["jobwire", "ray", "logs", "-f", "--address", address];
  if (flags.tokenFile !== undefined) words.push("--token-file", flags.tokenFile);
  if (flags.tokenHeader !== undefined) words.push("--token-header", flags.tokenHeader);
  if (flags.allowInsecureToken === true) words.push("--allow-insecure-token");
  for (const name of Object.keys(flags.header ?? {})) words.push("--header", `${name}: …`);
  // An id may begin with a dash; after `--` it cannot be taken for an option.
  const dashed = ids.some((id) => id.startsWith("-")) ? ["--"] : [];
  return shellWords([...words, ...dashed, ...ids]);
};
