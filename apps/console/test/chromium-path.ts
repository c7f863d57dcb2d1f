import { existsSync } from "node:fs";

const places = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];

/** The path of Chromium, if it is installed: Debian's package, or the path in CHROMIUM_PATH. Nothing is downloaded. */
export const chromiumPath: string | undefined = places.find((path) => path !== undefined && existsSync(path));
