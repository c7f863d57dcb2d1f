import { chromium, type Page } from "playwright";
import { onTestFinished } from "vitest";
import { chromiumOptions } from "../../chromium.ts";

/** Opens a page in Chromium, closed after the test. */
export const openPage = async (): Promise<Page> => {
  const browser = await chromium.launch(chromiumOptions);
  onTestFinished(() => browser.close());
  return browser.newPage();
};
