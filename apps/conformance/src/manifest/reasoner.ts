import { type Requirement, requirementsOf } from "./requirement.ts";

/** What holds for the client of RelationalAI's reasoner jobs, by both backends. */
export const reasonerRequirements: ReadonlyArray<Requirement> = requirementsOf("reasoner", [
  ["jobs/create", "seed: jobs.create", "Starts a job of each type."],
  ["jobs/create-ready", "seed: jobs.create_ready", "Starts a job and waits for its end; a bad one is JobFailed."],
  ["jobs/get", "seed: jobs.get", "Reads a job, with what was asked for besides."],
  ["jobs/list", "seed: jobs.list", "Lists jobs, newest first."],
  ["jobs/events", "seed: jobs.get_events", "Gives each event once, in order, to the job's end."],
  ["jobs/cancel", "seed: jobs.cancel", "Asks for the end of a job."],
  ["jobs/wait", "seed: JobOperation.wait", "Waits for the end."],
  [
    "jobs/operation",
    "seed: JobOperation",
    "An operation is plain JSON and comes back from it; an unknown job is PENDING.",
  ],
  ["jobs/artifacts", "seed: include artifacts, problems", "Gives the files and the problems of a Logic job."],
  ["events/resume", "R1", "A stream of events goes on at a position that another client kept."],
  ["sql/partitions", "wire: snowflake-sql-api", "Rows over several partitions are complete and in order."],
  [
    "wait/rides-out",
    "R5; wire: reasoner-jobs",
    "A wait rides out 503, lost connections and the 404 of a reasoner that is not ready.",
  ],
  ["wait/deadline", "R5", "A deadline ends a wait on a server that hangs."],
  ["r4/abort", "R4", "An abort ends waits and events at once."],
  [
    "r6/create-once",
    "R6",
    "A create whose answer is lost makes one job: over Direct Access it is CreateOutcomeUnknown, over SQL it is repeated safely.",
  ],
  ["r7/no-token-shown", "R7", "No error shows a credential."],
  ["r10/nothing-swallowed", "R10", "What was asked for and failed is in the result."],
]);
