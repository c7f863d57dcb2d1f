import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { afterAll, onTestFinished } from "vitest";
import { chromiumPath } from "./chromium-path.ts";

let browser: Promise<Browser> | undefined;
afterAll(async () => {
  await (await browser)?.close();
});

/** A page in a browser of its own profile, closed after the test. Anything that the page's policy forbids fails the test. */
export const openPage = async (options: BrowserContextOptions = {}): Promise<Page> => {
  browser ??= chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--js-flags=--expose-gc", "--enable-precise-memory-info"],
  });
  const context = await (await browser).newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const violations: Array<string> = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) violations.push(message.text());
  });
  page.on("pageerror", (error) => violations.push(`${error.message}\n${error.stack ?? ""}`));
  onTestFinished(async () => {
    await context.close();
    if (violations.length > 0) throw new Error(`the page failed or broke its policy:\n${violations.join("\n")}`);
  });
  return page;
};
