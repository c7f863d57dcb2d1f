import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { commandOf } from "./commands.ts";
import type { RuntimeId } from "./runtime-id.ts";

const canRun = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The installed browser: only CHROMIUM_PATH if it is set, else Debian's or Google's name in PATH. Nothing is downloaded. */
export const findChromium = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): { readonly command: string } | { readonly missing: string } => {
  const { CHROMIUM_PATH, PATH = "" } = environment;
  const advice = "Install Debian's package chromium, or set CHROMIUM_PATH to a Chromium or Chrome";
  if (CHROMIUM_PATH !== undefined && CHROMIUM_PATH !== "") {
    return canRun(CHROMIUM_PATH)
      ? { command: CHROMIUM_PATH }
      : { missing: `CHROMIUM_PATH names ${CHROMIUM_PATH}, which cannot run. ${advice}` };
  }
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const paths = PATH.split(delimiter)
    .filter(isAbsolute)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const command = paths.find(canRun);
  return command === undefined ? { missing: `Chromium is not in PATH. ${advice}` } : { command };
};

/** Why a runtime cannot run here, and what to do; undefined when it can. */
export const whyMissing = (id: RuntimeId): string | undefined => {
  if (id === "chromium") {
    const found = findChromium();
    return "missing" in found ? found.missing : undefined;
  }
  const advice = "Run pnpm install";
  try {
    const { command } = commandOf(id);
    return canRun(command) ? undefined : `${command} is missing or cannot run. ${advice}`;
  } catch (error) {
    return `its package is not installed (${error instanceof Error ? error.message.split("\n")[0] : String(error)}). ${advice}`;
  }
};
