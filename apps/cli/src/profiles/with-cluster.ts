import { resolve } from "node:path";
import { UsageError } from "../settings/parse-option.ts";
import { checkSetting } from "./check-setting.ts";
import { checkClusterName } from "./parse-profiles.ts";
import { flagName, type Profiles, type ProfileSystem, profileSettings, settingNamed, settingsOf } from "./profile.ts";

/** The flags of `jobwire config set`; besides these, one of each setting. */
export interface SetFlags {
  readonly system?: ProfileSystem;
  readonly unset?: ReadonlyArray<string>;
}

type Settings = Readonly<Record<string, string | boolean>>;

/** The settings of the flags, as the file has them: paths are absolute, because a later command may run anywhere. */
const settingsOfFlags = (flags: SetFlags): Settings => {
  // Other flags, such as --color, are for the command and not for the cluster.
  const given = Object.entries(flags as object as Settings).filter(([name]) => Object.hasOwn(profileSettings, name));
  return Object.fromEntries(
    given.map(([name, value]) => {
      const problem = checkSetting(name, value);
      if (problem !== undefined) throw new UsageError(problem);
      return [name, profileSettings[name]?.kind === "path" ? resolve(String(value)) : value];
    }),
  );
};

/** The configuration with the cluster added or changed. Its first cluster becomes the current one of a system. */
export const withCluster = (before: Profiles, name: string, flags: SetFlags): Profiles => {
  checkClusterName(name);
  const former = before.clusters.get(name);
  const system = flags.system ?? former?.system ?? "ray";
  if (former !== undefined && former.system !== system) {
    throw new UsageError(`The cluster "${name}" is of ${former.system}. To make it one of ${system}, delete it first.`);
  }
  const known = settingsOf(system);
  const unset = (flags.unset ?? []).map((word) => settingNamed(known, word) ?? word);
  const wanted = settingsOfFlags(flags);
  for (const setting of [...Object.keys(wanted), ...unset]) {
    if (known.includes(setting)) continue;
    throw new UsageError(
      `${system} has no setting ${flagName(setting)}. It may have: ${known.map(flagName).join(", ")}.`,
    );
  }
  const kept = Object.entries(former?.settings ?? {}).filter(([setting]) => !unset.includes(setting));
  const settings = { ...Object.fromEntries(kept), ...wanted };
  if (settings["address"] === undefined && settings["account"] === undefined) {
    throw new UsageError(`The cluster "${name}" has no address. Pass --address with its URL.`);
  }
  const clusters = new Map([...before.clusters, [name, { system, settings }]]);
  return { clusters, current: { [system]: name, ...before.current } };
};
