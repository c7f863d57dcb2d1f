import { startCountingProxy } from "@jobwire/live";
import { ray } from "@jobwire/node";
import { setTimeout as pause } from "node:timers/promises";
import { type Figure, figureOf } from "../figure.ts";
import { atMost } from "../statistics/goal.ts";

const WAITS = 1_000;
const JOBS = 10;
const INTERVAL_MS = 2_000;
const INTERVALS = 5;

/** 1,000 waits at once on one client: requests an interval, counted at the network. */
export const manyWaits = async (address: string): Promise<Figure> => {
  await using proxy = await startCountingProxy(address);
  const requests = (): number => proxy.state().total + proxy.other().total;
  const cluster = ray({ address: proxy.url, pollIntervalMs: INTERVAL_MS });
  const jobs = await Promise.all(Array.from({ length: JOBS }, () => cluster.jobs.submit({ entrypoint: "sleep 600" })));
  // Handles of fresh ids, so that the waits share no state with the submits.
  const waits = Array.from({ length: WAITS }, (_, i) => cluster.jobs.wait(jobs[i % JOBS]?.submissionId ?? ""));
  const counts: Array<number> = [];
  try {
    await pause(INTERVAL_MS / 2); // the first look, taken at once, is no interval's
    for (let i = 0; i < INTERVALS; i++) {
      const before = requests();
      await pause(INTERVAL_MS);
      counts.push(requests() - before);
    }
  } finally {
    await Promise.all(jobs.map((job) => job.stop()));
  }
  const ended = await Promise.all(waits);
  const wrong = ended.filter((job) => job.status !== "STOPPED").length;
  if (wrong > 0) throw new Error(`${wrong} of ${WAITS} waits did not end with STOPPED`);
  await cluster.close();
  return figureOf([Math.max(...counts)], {
    name: "1,000 waits, requests an interval",
    unit: "",
    goal: atMost(2),
    detail: `${counts.join(", ")} in ${INTERVALS} intervals of ${INTERVAL_MS} ms; all ${WAITS} ended STOPPED`,
  });
};
