import { existsSync } from "node:fs";
import type { AppliedProfile } from "./apply-profile.ts";
import { configPath } from "./config-path.ts";
import type { Profiles, ProfileSystem } from "./profile.ts";

/** The configuration of an environment; undefined for a user who has none, and then nothing is read. */
const existingProfiles = async (environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Profiles | undefined> => {
  const path = configPath(environment);
  if (path === undefined || !existsSync(path)) return undefined;
  const { readProfiles } = await import("./read-profiles.ts");
  return readProfiles(path, signal);
};

/** The configuration of an environment. */
export const profilesOf = async (environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Profiles> =>
  (await existingProfiles(environment, signal)) ?? (await import("./profile.ts")).noProfiles;

/** The flags and the environment of a command with the settings of its cluster. Most users have none, and then it loads nothing. */
export const withProfile = async <Flags extends { readonly cluster?: string }>(
  system: ProfileSystem,
  flags: Flags,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<AppliedProfile<Flags>> => {
  const found = await existingProfiles(environment, signal);
  const named = flags.cluster ?? environment["JOBWIRE_CLUSTER"] ?? "";
  if (found === undefined && named.trim() === "") return { flags, environment, cluster: undefined };
  const [{ applyProfile }, { chooseProfile }, { noProfiles }] = await Promise.all([
    import("./apply-profile.ts"),
    import("./choose-profile.ts"),
    import("./profile.ts"),
  ]);
  const chosen = chooseProfile(found ?? noProfiles, system, flags.cluster, environment);
  return applyProfile(system, flags, environment, chosen);
};
