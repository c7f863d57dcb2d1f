import { type Requirement, requirementsOf } from "./requirement.ts";

/** What holds for the Synapse Agent's client. */
export const agentRequirements: ReadonlyArray<Requirement> = requirementsOf("agent", [
  ["r1/every-line-once", "R1", "A tail yields each line of the log exactly once, in order, whole."],
  [
    "r1/cut-anywhere",
    "R1; wire: synapse-agent §5",
    "A connection that is lost anywhere is resumed exactly; no end is taken from it.",
  ],
  [
    "r2/proven-end",
    "R2; wire: synapse-agent §5",
    "A tail ends by the agent's complete event, or by a terminal status and the whole log.",
  ],
  [
    "r5/heartbeats-are-no-progress",
    "R2, R5",
    "Comments, blank frames, pings and events without text hide neither a new line nor the end, and cost no request each.",
  ],
  ["r4/abort", "R4", "An abort settles at once and leaves nothing open."],
  ["r6/once", "R6; wire: synapse-agent §4", "A write whose answer is lost is not repeated."],
  ["tail/styles", "wire: synapse-agent §5, §6", "Every framing an agent may use is understood, over both transports."],
  [
    "tail/lines-stay-text",
    "wire: synapse-agent §3, §9",
    "Lines that look like JSON, an event or a field of an event stream stay text.",
  ],
  ["tail/no-replay", "wire: synapse-agent §11", "An agent whose tails begin at now loses no line."],
  [
    "tail/auto-without-repeats",
    "seed: tail_job_logs(protocol=auto)",
    "auto goes from WebSocket to HTTP without giving a line twice.",
  ],
  ["tail/limits", "seed: stream_limits", "A limit is StreamLimitExceeded with 429 and a position."],
  [
    "errors/documented-status",
    "wire: synapse-agent §8",
    "Errors have the status that the documentation names: 400, 401, 404, 408, 503.",
  ],
  ["credentials", "wire: synapse-agent §2", "The three headers of an agent's credentials are sent as it wants them."],
  ["health", "seed: get_health", "Asks for the agent's health."],
  ["jobs/list", "seed: list_jobs", "Lists jobs."],
  ["jobs/get", "seed: get_job", "Reads a job."],
  ["jobs/get-logs", "seed: get_job_logs", "Reads a log as text, whatever it looks like."],
  ["jobs/stop", "seed: stop_job", "Stops a job."],
  [
    "jobs/tail",
    "seed: tail_job_logs, websocket_tail_job_logs, stream_tail_job_logs",
    "Follows the log of a job that really runs.",
  ],
  ["jobs/wait", "design §4", "Waits for a job's end."],
  ["jobs/result", "design §4", "Gives the job that succeeded."],
  ["nodes", "seed: list_nodes, get_node", "Lists and reads nodes."],
  ["tasks", "seed: list_tasks, get_task", "Lists and reads tasks."],
  [
    "serve",
    "seed: list_serve_applications, get_serve_application, delete_serve_application",
    "Lists, reads and deletes Serve applications.",
  ],
  ["gpu-status", "seed: get_gpu_status", "Reads the state of GPUs."],
  ["resources/cluster", "seed: get_cluster_resources", "Reads the cluster's resources."],
  ["resources/feasibility", "seed: check_feasibility", "Asks whether something could be placed."],
  ["resources/policy", "seed: get_gatekeeping_policy, update_gatekeeping_policy", "Reads and changes the policy."],
  ["plugins/list", "seed: list_plugin_releases", "Lists plugin releases, from all pages."],
  ["plugins/releases", "seed: get, create, delete_plugin_release", "Reads, creates and deletes plugin releases."],
  ["plugins/run", "seed: run_plugin_release, run_debug_plugin_release", "Runs plugins."],
]);
