import { shellWords } from "./shell-words.ts";
import type { AgentFlags } from "./settings/agent.ts";
import type { ClientFlags } from "./settings/client-options.ts";
import type { ConnectionFlags } from "./settings/connection.ts";
import { type TransportFlags, transportFlagOptions } from "./settings/transport.ts";

/** Makes the command line that runs another command on these jobs. */
export type NextCommand = (command: ReadonlyArray<string>, ids: ReadonlyArray<string>) => string;

/** An id may begin with a dash; after `--` commander does not take it for an option. */
const commandLine = (options: ReadonlyArray<string>, ids: ReadonlyArray<string>): string =>
  shellWords([...options, ...(ids.some((id) => id.startsWith("-")) ? ["--"] : []), ...ids]);

/** The options that name the server: the cluster, which has further settings, or the address. */
const serverWords = ({ cluster }: ClientFlags, option: string, address: string): ReadonlyArray<string> =>
  cluster === undefined ? [option, address] : ["--cluster", cluster];

/** The URL of a proxy, or `…` for one with a user, which may have a password. */
const shownProxy = (proxy: string): string => (proxy.includes("@") ? "…" : proxy);

/** The options of connections, which name files and hold no secret. */
const transportWords = (flags: TransportFlags): ReadonlyArray<string> =>
  Object.entries(transportFlagOptions).flatMap(([name, option]) => {
    const value = flags[name as keyof TransportFlags];
    if (value === undefined) return [];
    if (option === "--proxy") return typeof value === "string" ? [option, shownProxy(value)] : ["--no-proxy"];
    return option === "--insecure" ? [option] : [option, String(value)];
  });

/** A command line for the same cluster that the user can run next. It holds no credential: the values of `--header` are left out. */
export const nextCommand = (
  command: ReadonlyArray<string>,
  ids: ReadonlyArray<string>,
  address: string,
  flags: ConnectionFlags,
): string => {
  const options = ["jobwire", "ray", ...command, ...serverWords(flags, "--address", address)];
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
  const options = ["jobwire", "agent", "jobs", ...command, ...serverWords(flags, "--url", address)];
  if (flags.tokenFile !== undefined) options.push("--token-file", flags.tokenFile);
  if (flags.userTokenFile !== undefined) options.push("--user-token-file", flags.userTokenFile);
  options.push(...transportWords(flags));
  if (flags.allowInsecureToken === true) options.push("--allow-insecure-token");
  return commandLine(options, ids);
};
