import type { RayJobs } from "jobwire";
import { expect, test } from "vitest";
import { createJobLogStore } from "../src/job-log-store.ts";

test("lines of a tail that ended do not come into the view of the next one", async () => {
  /** Delivers the one batch of each tail, in the order in which the tails began. */
  const deliver: Array<(lines: ReadonlyArray<string>) => void> = [];
  const tailLogs = () => ({
    async *batches() {
      yield { lines: await new Promise<ReadonlyArray<string>>((resolve) => deliver.push(resolve)) };
      await new Promise(() => {});
    },
  });
  const store = createJobLogStore({ tailLogs } as unknown as Pick<RayJobs, "tailLogs" | "wait">, "train-7");
  const leave = store.watch(() => {});
  // The batch is on its way when the page leaves and comes back.
  deliver[0]?.(["line 1"]);
  leave();
  store.watch(() => {});
  deliver[1]?.(["line 1", "line 2"]);
  await expect.poll(() => store.view().lines).toContain("line 2");
  expect(store.view().lines).toEqual(["line 1", "line 2"]);
});
