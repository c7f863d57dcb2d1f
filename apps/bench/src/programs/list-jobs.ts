/** list-jobs ADDRESS bare|jobwire JOBS reads the list of a dashboard: with `fetch` and JSON.parse, or with Jobwire. */
import process from "node:process";
import { printRepeated } from "./repeated.ts";

const [address = "", who, jobs] = process.argv.slice(2);
const bare = async (): Promise<{ readonly length: number }> =>
  JSON.parse(await (await fetch(`${address}/api/jobs/`)).text()) as ReadonlyArray<unknown>;
if (who === "bare") {
  await printRepeated(Number(jobs), bare);
} else {
  // Imported here, so that the bare client's memory has nothing of it.
  const { ray } = await import("jobwire");
  await using cluster = ray({ address });
  await printRepeated(Number(jobs), () => cluster.jobs.list());
}
