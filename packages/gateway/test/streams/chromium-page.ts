import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium, type Page } from "playwright";
import { onTestFinished } from "vitest";
import { listen } from "./listen.ts";

const places = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"];
const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

/** Whether Chromium is installed; without it no test runs in a page. */
export const hasChromium: boolean = chromiumPath !== undefined;
if (!hasChromium && process.env["CI"])
  throw new Error("Chromium was not found. Install Debian's chromium, or set CHROMIUM_PATH.");

const html = `<!doctype html><script type="module">
import { stream } from "/client.js";
globalThis.stream = stream;
</script>`;

/** The published client as a module for pages. */
const clientModule = (): Promise<string> => {
  const commonJs = createRequire(import.meta.url).resolve("@durable-streams/client");
  return readFile(commonJs.replace(/\.cjs$/, ".js"), "utf8");
};

/** A page of an origin of its own that has the published client as `globalThis.stream`, closed after the test. */
export const openClientPage = async (): Promise<{ readonly page: Page; readonly origin: string }> => {
  const client = await clientModule();
  const server = await listen(async (request) => {
    const isClient = new URL(request.url).pathname === "/client.js";
    return new Response(isClient ? client : html, {
      headers: { "content-type": isClient ? "text/javascript" : "text/html" },
    });
  });
  onTestFinished(server.close);
  const browser = await chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.waitForFunction("globalThis.stream !== undefined");
  return { page, origin: server.url };
};
