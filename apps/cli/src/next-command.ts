import { shellWords } from "./shell-words.ts";
import type { AgentFlags } from "./settings/agent.ts";
import type { ConnectionFlags } from "./settings/connection.ts";

/** A command for the user to go on with, at the same cluster. It names no credential: the values of `--header` are left out. */
export const nextCommand = (
  command: ReadonlyArray<string>,
  ids: ReadonlyArray<string>,
  address: string,
  flags: ConnectionFlags,
): string => {
  const words = ["jobwire", "ray", ...command, "--address", address];
  if (flags.tokenFile !== undefined) words.push("--token-file", flags.tokenFile);
  if (flags.tokenHeader !== undefined) words.push("--token-header", flags.tokenHeader);
  if (flags.allowInsecureToken === true) words.push("--allow-insecure-token");
  for (const name of Object.keys(flags.header ?? {})) words.push("--header", `${name}: …`);
  return commandLine(words, ids);
};

/** The same at an agent; neither a token nor a tenant is named. */
export const nextAgentCommand = (
  command: ReadonlyArray<string>,
  ids: ReadonlyArray<string>,
  address: string,
  flags: AgentFlags,
): string => {
  const words = ["jobwire", "agent", "jobs", ...command, "--url", address];
  if (flags.tokenFile !== undefined) words.push("--token-file", flags.tokenFile);
  if (flags.userTokenFile !== undefined) words.push("--user-token-file", flags.userTokenFile);
  if (flags.allowInsecureToken === true) words.push("--allow-insecure-token");
  return commandLine(words, ids);
};

/** An id may begin with a dash; after `--` it cannot be taken for an option. */
const commandLine = (words: ReadonlyArray<string>, ids: ReadonlyArray<string>): string =>
  shellWords([...words, ...(ids.some((id) => id.startsWith("-")) ? ["--"] : []), ...ids]);
