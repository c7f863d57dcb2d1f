/** The id of the one node. */
const NODE_ID: string = "4c37d061fad7dc37ca65930d2478c5fc".padEnd(56, "0");

const started = Date.now();

/** A job as `GET /api/jobs/{id}` of Ray 2.60 shows it; every field is there. */
export const rayJobObject = (id: string, ended: boolean): Readonly<Record<string, unknown>> => ({
  type: "SUBMISSION",
  job_id: "02000000",
  submission_id: id,
  driver_info: { id: "02000000", node_ip_address: "127.0.0.1", pid: "4242" },
  status: ended ? "SUCCEEDED" : "RUNNING",
  entrypoint: "python flood.py",
  message: ended ? "Job finished successfully." : "Job is currently running.",
  error_type: null,
  start_time: started,
  end_time: ended ? started + 1_000 : null,
  metadata: {},
  runtime_env: {},
  driver_agent_http_address: "http://127.0.0.1:52365",
  driver_node_id: NODE_ID,
  driver_exit_code: ended ? 0 : null,
});

/** The response of `GET /api/v0/nodes`: one living head. */
export const rayNodes: Readonly<Record<string, unknown>> = {
  result: true,
  msg: "",
  data: {
    result: {
      total: 1,
      num_after_truncation: 1,
      num_filtered: 1,
      result: [
        {
          node_id: NODE_ID,
          node_ip: "127.0.0.1",
          is_head_node: true,
          state: "ALIVE",
          state_message: null,
          node_name: "127.0.0.1",
          resources_total: { "node:__internal_head__": 1, CPU: 2, "node:127.0.0.1": 1, memory: 17_347_675_341 },
          labels: { "ray.io/node-id": NODE_ID },
        },
      ],
      partial_failure_warning: "",
      warnings: null,
    },
  },
};

/** The response of `GET /api/version`. */
export const rayVersion: Readonly<Record<string, unknown>> = {
  version: "4",
  ray_version: "2.60.0",
  ray_commit: "0000000000000000000000000000000000000000",
  session_name: "session_2026-11-30_00-00-00_000000_1",
};
