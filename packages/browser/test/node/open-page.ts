import { chromium, type Page } from "playwright";
import { onTestFinished } from "vitest";
import { chromiumOptions } from "../../chromium.ts";

/** A page of Chromium's, closed after the test. */
export const openPage = async (): Promise<Page> => {
  const browser = await chromium.launch(chromiumOptions);
  onTestFinished(() => browser.close());
  return browser.newPage();
};
