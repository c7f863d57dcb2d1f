import { dirname, join, resolve } from "node:path";
import { homeFolder } from "../home-folder.ts";
import { didYouMean } from "../settings/did-you-mean.ts";
import { parseJson } from "../settings/parse-document.ts";
import { UsageError } from "../settings/parse-option.ts";
import { checkSetting, looksSecret, noTokenInFile } from "./check-setting.ts";
import {
  isProfileSystem,
  type Profile,
  type Profiles,
  profileSettings,
  profileSystems,
  settingsOf,
} from "./profile.ts";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The names of clusters: no quotes in a shell, and no option. */
const clusterName = /^[A-Za-z0-9][\w.-]{0,63}$/;

/** Throws a {@link UsageError} for text that cannot be the name of a cluster. */
export const checkClusterName = (name: string): void => {
  if (clusterName.test(name)) return;
  throw new UsageError(
    "The name of a cluster has characters that Jobwire does not allow. Use at most 64 letters, digits, dots, dashes and underscores, with a letter or digit first.",
  );
};

/** Makes the paths of a file that a user wrote absolute: `~/` is the home, and the rest is relative to the file. */
const absolute = (path: string, folder: string): string =>
  path === "~" || path.startsWith("~/") ? join(homeFolder() ?? folder, path.slice(1)) : resolve(folder, path);

/** Reads a configuration. `file` names it in messages, and its paths are relative to it. Messages show no value. */
export const parseProfiles = (text: string, file: string): Profiles => {
  const wrong = (problem: string): UsageError => new UsageError(`The configuration ${file} ${problem}`);
  const parsed = parseJson(text);
  if ("problem" in parsed) throw wrong(`is not valid JSON: ${parsed.problem}. Correct it.`);
  const document = parsed.value;
  if (!isFields(document)) throw wrong('does not hold an object. Write {"clusters": {…}}, or delete the file.');
  for (const key of Object.keys(document)) {
    if (key === "clusters" || key === "current") continue;
    throw wrong(
      `has an unknown key "${key}".${didYouMean(key, ["clusters", "current"])} It may have: clusters, current.`,
    );
  }
  const { clusters: named = {}, current = {} } = document;
  if (!isFields(named)) throw wrong("has a value for clusters that is not an object. Write names and clusters.");
  if (!isFields(current)) throw wrong("has a value for current that is not an object. Write systems and names.");

  const readCluster = (name: string, fields: unknown): Profile => {
    const inCluster = (problem: string): UsageError => wrong(`has a mistake in the cluster "${name}": ${problem}`);
    if (!isFields(fields)) throw inCluster("it is not an object. Write its system and settings.");
    const { system, ...given } = fields;
    if (!isProfileSystem(system)) {
      throw inCluster(
        `system is not one of ${profileSystems.join(", ")}.${didYouMean(String(system), profileSystems)}`,
      );
    }
    const known = settingsOf(system);
    const settings = Object.entries(given).map(([key, value]) => {
      if (!Object.hasOwn(profileSettings, key) && looksSecret(key)) throw inCluster(noTokenInFile(key));
      if (!known.includes(key)) {
        throw inCluster(
          `${system} has no setting "${key}".${didYouMean(key, known)} It may have: ${known.join(", ")}.`,
        );
      }
      const problem = checkSetting(key, value);
      if (problem !== undefined) throw inCluster(problem);
      const isPath = profileSettings[key]?.kind === "path";
      return [key, isPath ? absolute(value as string, dirname(file)) : (value as string | boolean)] as const;
    });
    return { system, settings: Object.fromEntries(settings) };
  };

  const clusters = new Map<string, Profile>();
  for (const [name, fields] of Object.entries(named)) {
    if (!clusterName.test(name)) throw wrong(`has a cluster with the name "${name}". Use letters, digits, . _ and -.`);
    clusters.set(name, readCluster(name, fields));
  }
  for (const [system, name] of Object.entries(current)) {
    if (!isProfileSystem(system)) {
      throw wrong(`has a current cluster of "${system}", which is no system.${didYouMean(system, profileSystems)}`);
    }
    const profile = typeof name === "string" ? clusters.get(name) : undefined;
    if (profile?.system === system) continue;
    throw wrong(
      `has a current cluster of ${system} that is not one of its ${system} clusters. Choose one with "jobwire config use".`,
    );
  }
  return { clusters, current: current as Profiles["current"] };
};

/** The text of a configuration. */
export const profilesText = ({ clusters, current }: Profiles): string => {
  const named = [...clusters].map(([name, { system, settings }]) => [name, { system, ...settings }] as const);
  return `${JSON.stringify({ clusters: Object.fromEntries(named), current }, null, 2)}\n`;
};
