import type { Page } from "playwright";
import { type Followed, followPublished, type FollowTask } from "./follow-published.ts";

/** Follows a stream with the published client in a page of `openClientPage`. */
export const followInPage = async (page: Page, task: Omit<FollowTask, "onBytes">): Promise<Followed> =>
  (await page.evaluate(`(${followPublished.toString()})(${JSON.stringify(task)}, globalThis.stream)`)) as Followed;
