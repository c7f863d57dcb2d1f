import { hash } from "node:crypto";
import { demands } from "./node-resources.ts";
import type { SubmitRequest } from "./submit-request.ts";

/** The row of a job's supervisor in the actor table, while the job is PENDING; `detail` columns included (seen on Ray 2.60). */
export function supervisorRow(submissionId: string, request: SubmitRequest): Readonly<Record<string, unknown>> {
  return {
    actor_id: `${hash("sha1", submissionId).slice(0, 24)}01000000`,
    class_name: "JobSupervisor",
    state: "PENDING_CREATION",
    job_id: "01000000",
    name: `_ray_internal_job_actor_${submissionId}`,
    node_id: null,
    pid: 0,
    ray_namespace: "SUPERVISOR_ACTOR_RAY_NAMESPACE",
    serialized_runtime_env: "{}",
    required_resources: Object.fromEntries(demands(request)),
    death_cause: null,
    is_detached: true,
    placement_group_id: null,
    repr_name: "",
    num_restarts: "0",
    num_restarts_due_to_lineage_reconstruction: "0",
    num_restarts_due_to_node_preemption: "0",
    call_site: null,
    label_selector: {},
  };
}
