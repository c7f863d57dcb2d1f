import type { components } from "../../src/generated/ray.ts";

/** A submission as `GET /api/jobs/{id}` returns it; any text as status, since servers may have new ones. */
export const wireJob = (
  id: string,
  status: string,
): Omit<components["schemas"]["SubmissionJob"], "status"> & { readonly status: string } => ({
  type: "SUBMISSION",
  job_id: null,
  submission_id: id,
  driver_info: null,
  status,
  entrypoint: "python train.py",
  message: `Job is ${status}.`,
  error_type: null,
  start_time: 1_795_301_742_894,
  end_time: status === "RUNNING" || status === "PENDING" ? null : 1_795_301_752_894,
  metadata: null,
  runtime_env: null,
  driver_agent_http_address: null,
  driver_node_id: null,
  driver_exit_code: null,
});

/** A node list as `GET /api/v0/nodes` returns it; the first node is the head. */
export const wireNodes = (
  nodes: ReadonlyArray<{ readonly id: string; readonly state: "ALIVE" | "DEAD" }>,
): components["schemas"]["NodeListEnvelope"] => ({
  result: true,
  msg: "",
  data: {
    result: {
      total: nodes.length,
      num_after_truncation: nodes.length,
      num_filtered: nodes.length,
      result: nodes.map(({ id, state }, index) => ({
        node_id: id,
        node_ip: "192.0.2.2",
        is_head_node: index === 0,
        state,
        state_message: state === "DEAD" ? "health check failed" : null,
        node_name: id,
        resources_total: { CPU: 2 },
        labels: {},
      })),
      partial_failure_warning: "",
      warnings: null,
    },
  },
});
