import { didYouMean } from "../settings/did-you-mean.ts";
import { UsageError } from "../settings/parse-option.ts";
import type { Profile, Profiles, ProfileSystem } from "./profile.ts";

/** The variable that names a cluster, as `--cluster` does. */
const clusterVariable = "JOBWIRE_CLUSTER";

/** The cluster of a command. */
export interface ChosenProfile {
  readonly name: string;
  readonly profile: Profile;
  /** True when the user named it for this command; false for the current one. */
  readonly isNamed: boolean;
}

const find = (profiles: Profiles, name: string, from: string): Profile => {
  const profile = profiles.clusters.get(name);
  if (profile !== undefined) return profile;
  const names = [...profiles.clusters.keys()];
  const known = names.length === 0 ? "It has none." : `It has: ${names.join(", ")}.`;
  throw new UsageError(
    `${from} names the cluster "${name}", which the configuration does not have.${didYouMean(name, names)} ${known} To add it: jobwire config set ${name} --address URL`,
  );
};

/**
 * The cluster that a command of one system uses: that of `--cluster`, that of `JOBWIRE_CLUSTER` if it is of this system, or the
 * current one. Undefined for a system without one. Throws a {@link UsageError} for an unknown name, and for a flag with another system's.
 */
export const chooseProfile = (
  profiles: Profiles,
  system: ProfileSystem,
  flag: string | undefined,
  environment: NodeJS.ProcessEnv,
): ChosenProfile | undefined => {
  if (flag !== undefined) {
    const profile = find(profiles, flag, "--cluster");
    if (profile.system === system) return { name: flag, profile, isNamed: true };
    throw new UsageError(`The cluster "${flag}" is of ${profile.system}, not of ${system}. Name one of ${system}.`);
  }
  const byVariable = environment[clusterVariable]?.trim() ?? "";
  if (byVariable !== "") {
    const profile = find(profiles, byVariable, clusterVariable);
    if (profile.system === system) return { name: byVariable, profile, isNamed: true };
  }
  const name = profiles.current[system];
  const profile = name === undefined ? undefined : profiles.clusters.get(name);
  return name === undefined || profile === undefined ? undefined : { name, profile, isNamed: false };
};
