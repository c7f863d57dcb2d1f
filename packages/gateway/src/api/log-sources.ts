import { eventsSource } from "../log/events-source.ts";
import { jobLogSource } from "../log/job-log-source.ts";
import type { LogSource } from "../log/log-source.ts";
import type { System } from "../options.ts";
import { reasonerId } from "./jobs.ts";
import { notFound } from "./refusals.ts";

/** An agent's client shortens long lines and ends long logs by default; every reader has its own limits. */
const none = Number.MAX_SAFE_INTEGER;
const wholeLog = { maxMessages: none, maxLines: none, maxBytes: none, maxLineBytes: none };

/** What is read for the stream of a job: its log, or a reasoner job's events. Throws `InvalidRequest` for an id that cannot name a job. */
export const logSourceOf = (name: string, system: System, operation: "log" | "events", id: string): LogSource => {
  if (system.kind === "reasoner") {
    if (operation === "log") throw notFound("A reasoner job has events, not a log: read its path /events");
    const job = reasonerId(id);
    return eventsSource(`the events of job ${id} of ${name}`, (options) => system.jobs.events(job, options));
  }
  if (operation === "events") throw notFound("Only reasoner jobs have events. This job has a log: read its path /log");
  // Checks the id before anything is kept for it.
  system.jobs.handle(id);
  const label = `the log of job ${id} of ${name}`;
  if (system.kind === "agent") {
    return jobLogSource(label, (options) => system.jobs.tailLogs(id, { ...options, limits: wholeLog }));
  }
  return jobLogSource(label, (options) => system.jobs.tailLogs(id, options));
};
