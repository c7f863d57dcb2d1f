import { existsSync } from "node:fs";
import type { LaunchOptions } from "playwright";

const places = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];

/** Where Chromium is, if it is: Debian's package, or what CHROMIUM_PATH names. Nothing is downloaded. */
export const chromiumPath: string | undefined = places.find((path) => path !== undefined && existsSync(path));

/** How it is started, also as root and with little shared memory. */
export const chromiumOptions: LaunchOptions = {
  ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
};
