import { type Requirement, requirementsOf } from "./requirement.ts";

/** The requirements of clients of a gateway: the promises hold end to end, from the system behind it to the program. */
export const gatewayRequirements: ReadonlyArray<Requirement> = requirementsOf("gateway", [
  ["r1/every-line-once", "R1", "A tail yields the lines of the job's log, each exactly once, in order, whole."],
  ["r1/cut-anywhere", "R1", "A tail resumes exactly after its connection to the gateway is lost anywhere."],
  ["r1/cut-upstream", "R1", "A tail continues exactly after the gateway's own connections to Ray are lost."],
  ["r1/restart", "R1", "A tail continues exactly after the gateway was killed and started again."],
  ["r1/position", "R1", "Another client continues exactly at a position, passed as JSON; another log is LogReset."],
  ["r1/tail-lines", "R1", "A tail of the last N lines yields exactly these and what follows."],
  ["r2/proven-end", "R2", "A terminal status does not end a tail before the gateway closed the log."],
  ["r2/failed-log", "R2", "A log that fails behind the gateway ends the tail with its error and the tail's position."],
  ["r4/abort", "R4", "An abort settles tails, waits and calls within a second and leaves nothing open."],
  ["r5/quiet-is-not-dead", "R5", "A tail of a quiet job goes on, with few requests, and checks the job after idleMs."],
  ["r5/wait-survives-failures", "R5", "A wait survives 503, lost connections and a restart of the gateway."],
  ["r6/submit-once", "R6", "A submit whose response is lost is sent once, and again only when the job is absent."],
  ["r7/no-token-shown", "R7", "No error and no status shows the token, even when the server repeats it."],
  ["r9/shared-polls", "R9", "Waits for many jobs share one list an interval."],
  [
    "errors/same",
    "api",
    "An error of the system reaches the program with the same tag and reason as without a gateway.",
  ],
  ["errors/checked", "R7", "The client refuses an id or an option that cannot work before it sends anything."],
  ["errors/unauthorized", "api", "A refused token is Unauthorized, for calls, waits and tails."],
  ["jobs/lifecycle", "api", "Submits, lists, stops and deletes jobs; a handle is JSON; each end has its error."],
  ["jobs/agent", "api", "Lists, follows, waits for and stops the jobs of a Synapse Agent."],
  ["jobs/reasoner", "api", "Creates, waits for and stops reasoner jobs, and follows their events, each once."],
]);
