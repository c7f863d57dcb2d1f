import { existsSync } from "node:fs";
import type { LaunchOptions } from "playwright";

const places = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];

/** The path of Chromium, if it is installed: Debian's package, or the path in CHROMIUM_PATH. Nothing is downloaded. */
export const chromiumPath: string | undefined = places.find((path) => path !== undefined && existsSync(path));

/** Arguments that also work as root and with little shared memory. */
export const chromiumOptions: LaunchOptions = {
  ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
};
