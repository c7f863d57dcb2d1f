import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** The variable that names the configuration's file. */
const configVariable = "JOBWIRE_CONFIG";

/** The user's folder for configuration. A relative one in the environment counts as not set, as the XDG specification wants it. */
const configFolder = (environment: NodeJS.ProcessEnv, platform: NodeJS.Platform, home: string): string => {
  if (platform === "win32") return environment["APPDATA"] || join(home, "AppData", "Roaming");
  const named = environment["XDG_CONFIG_HOME"] ?? "";
  if (isAbsolute(named)) return named;
  return platform === "darwin" ? join(home, "Library", "Preferences") : join(home, ".config");
};

/** The path of the configuration, which may not exist. */
export const configPath = (
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string => {
  const named = environment[configVariable]?.trim() ?? "";
  return named === "" ? join(configFolder(environment, platform, home), "jobwire", "config.json") : resolve(named);
};
