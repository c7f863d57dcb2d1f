import type { Profile, Profiles } from "../../profiles/profile.ts";
import { didYouMean } from "../../settings/did-you-mean.ts";
import { UsageError } from "../../settings/parse-option.ts";

/** A cluster by its name. Throws a {@link UsageError} for a name that the configuration does not have. */
export const knownCluster = ({ clusters }: Profiles, name: string): Profile => {
  const profile = clusters.get(name);
  if (profile !== undefined) return profile;
  const names = [...clusters.keys()];
  throw new UsageError(
    `The configuration has no cluster "${name}".${didYouMean(name, names)} List the clusters with "jobwire config list".`,
  );
};
