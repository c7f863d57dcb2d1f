import { type Requirement, requirementsOf } from "./requirement.ts";

/** The requirements of the Synapse Agent's client. */
export const agentRequirements: ReadonlyArray<Requirement> = requirementsOf("agent", [
  ["r1/every-line-once", "R1", "A tail yields each line of the log exactly once, in order, whole."],
  [
    "r1/cut-anywhere",
    "R1; server: agent-events",
    "A tail resumes exactly after a connection is lost anywhere, and never takes the loss for the end.",
  ],
  [
    "r2/proven-end",
    "R2; server: agent-events",
    "A tail ends after the agent's complete event, or after a terminal status and the whole log.",
  ],
  [
    "r5/heartbeats-are-no-progress",
    "R2, R5",
    "Comments, blank frames, pings and events without text hide neither a new line nor the end, and cost no request each.",
  ],
  ["r4/abort", "R4", "An abort settles at once and leaves nothing open."],
  ["r6/once", "R6; server: defects-of-the-python-clients", "A write whose response is lost is not repeated."],
  [
    "tail/styles",
    "server: agent-events",
    "The client understands every framing that an agent may use, over both transports.",
  ],
  [
    "tail/lines-stay-text",
    "server: defects-of-the-python-clients",
    "Lines that look like JSON, an event or a field of an event stream stay text.",
  ],
  ["tail/no-replay", "server: agent-replay", "A tail loses no line if the agent's tails begin at the present line."],
  [
    "tail/auto-without-repeats",
    "seed: tail_job_logs(protocol=auto)",
    "auto switches from WebSocket to HTTP without repeating a line.",
  ],
  ["tail/limits", "seed: stream_limits", "A reached limit is StreamLimitExceeded with 429 and a position."],
  [
    "errors/documented-status",
    "server: agent-status-codes",
    "Errors have the documented status: 400, 401, 404, 408, 503.",
  ],
  [
    "credentials",
    "server: agent-paths-and-headers",
    "The client sends the three credential headers in the agent's form.",
  ],
  ["health", "seed: get_health", "Reads the agent's health."],
  ["jobs/list", "seed: list_jobs", "Lists jobs."],
  ["jobs/get", "seed: get_job", "Reads a job."],
  ["jobs/get-logs", "seed: get_job_logs", "Reads a log as text, whatever its content."],
  ["jobs/stop", "seed: stop_job", "Stops a job."],
  [
    "jobs/tail",
    "seed: tail_job_logs, websocket_tail_job_logs, stream_tail_job_logs",
    "Follows the log of a job that really runs.",
  ],
  ["jobs/wait", "api", "Waits for a job's end."],
  ["jobs/result", "api", "Returns the job that succeeded."],
  ["nodes", "seed: list_nodes, get_node", "Lists and reads nodes."],
  ["tasks", "seed: list_tasks, get_task", "Lists and reads tasks."],
  [
    "serve",
    "seed: list_serve_applications, get_serve_application, delete_serve_application",
    "Lists, reads and deletes Serve applications.",
  ],
  ["gpu-status", "seed: get_gpu_status", "Reads the state of GPUs."],
  ["resources/cluster", "seed: get_cluster_resources", "Reads the cluster's resources."],
  ["resources/feasibility", "seed: check_feasibility", "Checks whether a workload could be placed."],
  ["resources/policy", "seed: get_gatekeeping_policy, update_gatekeeping_policy", "Reads and changes the policy."],
  ["plugins/list", "seed: list_plugin_releases", "Lists plugin releases, from all pages."],
  ["plugins/releases", "seed: get, create, delete_plugin_release", "Reads, creates and deletes plugin releases."],
  ["plugins/run", "seed: run_plugin_release, run_debug_plugin_release", "Runs plugins."],
]);
