import { existsSync } from "node:fs";
import type { LaunchOptions } from "playwright";

const places = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executablePath = places.find((path) => path !== undefined && existsSync(path));

/** The installed Chromium, with arguments that also work as root and with little shared memory. */
export const chromiumOptions: LaunchOptions = {
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
};
