import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright";
import { onTestFinished } from "vitest";

const places = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];
const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

/** Opens a page in Chromium, closed after the test. */
export const openPage = async (): Promise<Page> => {
  const browser = await chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  onTestFinished(() => browser.close());
  return browser.newPage();
};
