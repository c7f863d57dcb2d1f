import type { Exchange } from "./exchange.ts";
import type { JobRecord } from "./job-record.ts";
import { TextAnswer } from "./text-answer.ts";

/** The job of the path. Throws the 404 of an unknown one. */
export function jobOf({ cluster, parameters }: Exchange): JobRecord {
  const [id = ""] = parameters;
  const job = cluster.jobs.find(id);
  if (job === undefined) throw new TextAnswer(404, `Job ${id} does not exist`);
  return job;
}

/** The job of the path. Throws the 404 of an unknown one and the 400 of a DRIVER, which has no log and no supervisor. */
export function submissionOf(exchange: Exchange, action: string): JobRecord {
  const job = jobOf(exchange);
  if (job.type === "DRIVER") throw new TextAnswer(400, `Can only ${action} submission type jobs`);
  return job;
}
