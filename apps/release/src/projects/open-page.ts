import { existsSync } from "node:fs";
import { chromium } from "playwright";
import { startPageServer } from "./page-server.ts";

const executablePath = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);

/** Opens the page of a folder in Chromium. Resolves with the lines that it printed, when `isDone` accepts them. */
export const openPage = async (
  folder: string,
  target: string,
  isDone: (printed: string) => boolean,
): Promise<string> => {
  if (executablePath === undefined) {
    throw new Error("Chromium was not found on this machine. Install Debian's chromium, or set CHROMIUM_PATH.");
  }
  await using server = await startPageServer(folder, target);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    const page = await browser.newPage();
    return await new Promise((resolve, reject) => {
      let printed = "";
      const take = (line: string): void => {
        printed += `${line}\n`;
        if (isDone(printed)) resolve(printed);
      };
      const limit = setTimeout(() => reject(new Error(`The page did not end. It printed:\n${printed}`)), 60_000);
      limit.unref();
      page.on("console", (message) => take(message.text()));
      page.on("pageerror", (error) => take(String(error)));
      page.goto(server.url).catch(reject);
    });
  } finally {
    await browser.close();
  }
};
