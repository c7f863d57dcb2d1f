import { UsageError } from "../settings/parse-option.ts";
import type { ChosenProfile } from "./choose-profile.ts";
import { type ProfileSystem, profileSettings } from "./profile.ts";

/** The flags of a command of one system, by their names. */
export type NamedFlags = Readonly<Record<string, unknown>>;

/** The flags and the environment that a client is made of. */
export interface AppliedProfile<Flags> {
  readonly flags: Flags;
  readonly environment: NodeJS.ProcessEnv;
  /** The name of the cluster, when its settings count. */
  readonly cluster: string | undefined;
}

/** How each system names its server: the flags, and the variables. */
const serverNames: Readonly<
  Record<ProfileSystem, { readonly flags: ReadonlyArray<string>; readonly variables: ReadonlyArray<string> }>
> = {
  ray: { flags: ["address"], variables: ["RAY_API_SERVER_ADDRESS", "RAY_ADDRESS"] },
  agent: { flags: ["url"], variables: ["JOBWIRE_AGENT_URL"] },
  reasoner: { flags: ["url", "account"], variables: ["JOBWIRE_REASONER_URL", "JOBWIRE_SNOWFLAKE_ACCOUNT"] },
};

const proxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

/** The variables that override a setting of the current cluster. */
const variablesOf = (setting: string, system: ProfileSystem): ReadonlyArray<string> =>
  setting === "proxy" ? proxyVariables : (profileSettings[setting]?.variables?.[system] ?? []);

/** The variables that belong to the server which the environment names. */
const credentialVariables = (system: ProfileSystem): ReadonlyArray<string> => [
  ...Object.values(profileSettings).flatMap(({ variables }) => variables?.[system] ?? []),
  ...(system === "ray" ? ["RAY_AUTH_MODE"] : []),
];

/** The flag of a setting: an agent's and a reasoner's address is `--url`. */
const flagOf = (setting: string, system: ProfileSystem): string =>
  setting === "address" && system !== "ray" ? "url" : setting;

const valueOf = (environment: NodeJS.ProcessEnv, name: string): string => environment[name]?.trim() ?? "";

/** An address in one spelling, without the slash at its end. */
const spelled = (address: string): string =>
  (URL.canParse(address) ? new URL(address).href : address).replace(/\/$/, "");

/** The server that flags or variables name, in one spelling; undefined when they name none. */
const serverOf = (values: ReadonlyArray<unknown>): string | undefined => {
  const set = values.filter((value) => typeof value === "string" && value !== "") as ReadonlyArray<string>;
  return set[0] === undefined ? undefined : spelled(set[0]);
};

/**
 * Puts the settings of a cluster behind a command's flags. A flag comes first. A cluster that the user named for this command comes
 * before the environment, and the current one after it.
 *
 * The credentials of one server never go to another: when a flag or the environment names another server, the current cluster counts
 * for nothing; when the user names a cluster, so do the credentials of an environment that names another server.
 */
export const applyProfile = <Flags extends object>(
  system: ProfileSystem,
  given: Flags,
  environment: NodeJS.ProcessEnv,
  chosen: ChosenProfile | undefined,
): AppliedProfile<Flags> => {
  const unchanged = { flags: given, environment, cluster: undefined };
  if (chosen === undefined) return unchanged;
  const flags = given as NamedFlags;
  const { settings } = chosen.profile;
  const names = serverNames[system];
  const own = serverOf([settings["address"], settings["account"]]);
  const byFlag = serverOf(names.flags.map((flag) => flags[flag]));
  const byVariable = serverOf(names.variables.map((name) => valueOf(environment, name)));
  if (chosen.isNamed && byFlag !== undefined) {
    // JOBWIRE_CLUSTER stays set for a whole shell, and a flag comes before the environment.
    if (flags["cluster"] === undefined) return unchanged;
    throw new UsageError(`--cluster and --${names.flags[0]} both name the server. Pass one of them.`);
  }
  const elsewhere = byFlag ?? byVariable;
  if (!chosen.isNamed && elsewhere !== undefined && elsewhere !== own) return unchanged;

  const isHidden = (setting: string): boolean => {
    const by = [flagOf(setting, system), ...(profileSettings[setting]?.hiddenBy ?? [])];
    if (by.some((flag) => flags[flag] !== undefined)) return true;
    return !chosen.isNamed && variablesOf(setting, system).some((name) => valueOf(environment, name) !== "");
  };
  const added = Object.entries(settings)
    .filter(([setting]) => !isHidden(setting))
    .map(([setting, value]) => [flagOf(setting, system), setting === "proxy" && value === "none" ? false : value]);
  const isForeign = byVariable !== undefined && byVariable !== own;
  const removed = [...names.variables, ...(isForeign ? credentialVariables(system) : [])];
  return {
    flags: { ...given, ...(Object.fromEntries(added) as Partial<Flags>) },
    environment: { ...environment, ...Object.fromEntries(removed.map((name) => [name, undefined])) },
    cluster: chosen.name,
  };
};
