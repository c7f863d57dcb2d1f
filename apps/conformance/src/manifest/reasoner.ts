import { type Requirement, requirementsOf } from "./requirement.ts";

/** The requirements of the client of RelationalAI's reasoner jobs, with both backends. */
export const reasonerRequirements: ReadonlyArray<Requirement> = requirementsOf("reasoner", [
  ["jobs/create", "seed: jobs.create", "Starts a job of each type."],
  ["jobs/create-ready", "seed: jobs.create_ready", "Starts a job and waits for its end; a failed one is JobFailed."],
  ["jobs/get", "seed: jobs.get", "Reads a job, with the requested extras."],
  ["jobs/list", "seed: jobs.list", "Lists jobs, newest first."],
  ["jobs/events", "seed: jobs.get_events", "Yields each event once, in order, to the job's end."],
  ["jobs/cancel", "seed: jobs.cancel", "Cancels a job."],
  ["jobs/wait", "seed: JobOperation.wait", "Waits for the end."],
  ["jobs/operation", "seed: JobOperation", "An operation converts to plain JSON and back; an unknown job is PENDING."],
  ["jobs/artifacts", "seed: include artifacts, problems", "Returns the files and the problems of a Logic job."],
  ["events/resume", "R1", "A stream of events continues at a position that another client saved."],
  ["sql/partitions", "server: statement-responses", "Rows over several partitions are complete and in order."],
  [
    "wait/survives-failures",
    "R5; server: direct-access-responses",
    "A wait survives 503, lost connections and the 404 of a reasoner that is not ready.",
  ],
  ["wait/deadline", "R5", "A deadline ends a wait on a server that hangs."],
  ["r4/abort", "R4", "An abort ends waits and events at once."],
  [
    "r6/create-once",
    "R6",
    "A create whose response is lost makes one job: over Direct Access it fails with CreateOutcomeUnknown, over SQL the client repeats it safely.",
  ],
  ["r7/no-token-shown", "R7", "No error shows a credential."],
  ["r10/nothing-swallowed", "R10", "The result reports every requested extra that failed."],
]);
