import { isAbsolute, join, resolve } from "node:path";
import { homeFolder } from "../home-folder.ts";

/** The variable that names the configuration's file. */
const configVariable = "JOBWIRE_CONFIG";

/** The user's folder for configuration. A relative one in the environment counts as not set, as the XDG specification wants it. */
const configFolder = (
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  home: string | undefined,
): string | undefined => {
  const named = environment[platform === "win32" ? "APPDATA" : "XDG_CONFIG_HOME"] ?? "";
  if (isAbsolute(named)) return named;
  if (home === undefined) return undefined;
  if (platform === "win32") return join(home, "AppData", "Roaming");
  return platform === "darwin" ? join(home, "Library", "Preferences") : join(home, ".config");
};

/** The path of the configuration, which may not exist. Undefined for a user without a home who names none. */
export const configPath = (
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: string | undefined = homeFolder(),
): string | undefined => {
  const named = environment[configVariable]?.trim() ?? "";
  if (named !== "") return resolve(named);
  const folder = configFolder(environment, platform, home);
  return folder === undefined ? undefined : join(folder, "jobwire", "config.json");
};
