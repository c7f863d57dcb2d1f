import { shellWords } from "./shell-words.ts";
import type { AgentFlags } from "./settings/agent.ts";
import type { ConnectionFlags } from "./settings/connection.ts";
import type { TransportFlags } from "./settings/transport.ts";

/** An id may begin with a dash; after `--` commander does not take it for an option. */
const commandLine = (options: ReadonlyArray<string>, ids: ReadonlyArray<string>): string =>
  shellWords([...options, ...(ids.some((id) => id.startsWith("-")) ? ["--"] : []), ...ids]);

const transportFlags = {
  caFile: "--ca-file",
  clientCert: "--client-cert",
  clientKey: "--client-key",
  clientKeyPassphraseFile: "--client-key-passphrase-file",
} as const;

/** The options for TLS: they name files and hold no secret. */
const transportWords = (flags: TransportFlags): ReadonlyArray<string> =>
  Object.entries(transportFlags).flatMap(([name, option]) => {
    const path = flags[name as keyof TransportFlags];
    return path === undefined ? [] : [option, path];
  });

/** A command line for the same cluster that the user can run next. It holds no credential: the values of `--header` are left out. */
export const nextCommand = (
  command: ReadonlyArray<string>,
  ids: ReadonlyArray<string>,
  address: string,
  flags: ConnectionFlags,
): string => {
  const options = ["jobwire", "ray", ...command, "--address", address];
  if (flags.tokenFile !== undefined) options.push("--token-file", flags.tokenFile);
  options.push(...transportWords(flags));
  if (flags.tokenHeader !== undefined) options.push("--token-header", flags.tokenHeader);
  if (flags.allowInsecureToken === true) options.push("--allow-insecure-token");
  for (const name of Object.keys(flags.header ?? {})) options.push("--header", `${name}: …`);
  return commandLine(options, ids);
};

/** A command line for the same agent that the user can run next. It holds neither a token nor a tenant. */
export const nextAgentCommand = (
  command: ReadonlyArray<string>,
  ids: ReadonlyArray<string>,
  address: string,
  flags: AgentFlags,
): string => {
  const options = ["jobwire", "agent", "jobs", ...command, "--url", address];
  if (flags.tokenFile !== undefined) options.push("--token-file", flags.tokenFile);
  if (flags.userTokenFile !== undefined) options.push("--user-token-file", flags.userTokenFile);
  options.push(...transportWords(flags));
  if (flags.allowInsecureToken === true) options.push("--allow-insecure-token");
  return commandLine(options, ids);
};
