import { type Exchange, readBody, sendJson, sendText } from "./exchange.ts";
import { jobDetails } from "./job-record.ts";
import { SubmissionRefused } from "./job-table.ts";
import { labelSelectorProblem } from "./label-selector.ts";
import { plainLog } from "./plain-log-route.ts";
import { agentRefused, type PythonFrame, pythonTraceback } from "./python-traceback.ts";
import type { Route } from "./routes.ts";
import { jobOf, submissionOf } from "./path-job.ts";
import { parseSubmitRequest } from "./submit-request.ts";
import { tailTarget } from "./tail-route.ts";

const JOB_AGENT = "ray/dashboard/modules/job/job_agent.py";
const JOB_MANAGER = "ray/dashboard/modules/job/job_manager.py";

export const JOB_ROUTES: readonly Route[] = [
  { method: "GET", pattern: "/api/jobs/", handler: list },
  { method: "POST", pattern: "/api/jobs/", handler: submit },
  { method: "GET", pattern: "/api/jobs/{}", handler: get },
  { method: "DELETE", pattern: "/api/jobs/{}", handler: remove },
  { method: "POST", pattern: "/api/jobs/{}/stop", handler: stop },
  { method: "GET", pattern: "/api/jobs/{}/logs", handler: plainLog },
  { method: "GET", pattern: "/api/jobs/{}/logs/tail", handler: tailWithoutUpgrade },
];

function redacted({ cluster, browser }: Exchange): boolean {
  return browser && cluster.features.redaction;
}

function list(exchange: Exchange): void {
  const jobs = exchange.cluster.jobs.list().map((job) => jobDetails(job, redacted(exchange)));
  sendJson(exchange.response, 200, jobs);
}

function get(exchange: Exchange): void {
  sendJson(exchange.response, 200, jobDetails(jobOf(exchange), redacted(exchange)));
}

async function submit({ cluster, request, response }: Exchange): Promise<void> {
  const parsed = parseSubmitRequest(await readBody(request));
  if ("refusal" in parsed) return sendText(response, 400, parsed.refusal);
  const problem = labelSelectorProblem(parsed.entrypoint_label_selector ?? {});
  if (problem !== undefined)
    return refuseSubmission(response, 400, [[537, "raise ValueError(error_message)"]], `ValueError: ${problem}`);
  try {
    const id = cluster.jobs.submit(parsed);
    // Both names hold the submission id; the Ray job id is not known yet.
    sendJson(response, 200, { job_id: id, submission_id: id });
  } catch (error) {
    if (!(error instanceof SubmissionRefused)) throw error;
    if (error.kind === "duplicate")
      return refuseSubmission(response, 400, [[553, "raise ValueError("]], `ValueError: ${error.message}`);
    refuseSubmission(
      response,
      500,
      [[558, "driver_logger = self._get_job_driver_logger(submission_id)"]],
      error.message,
    );
  }
}

function refuseSubmission(
  response: Exchange["response"],
  status: number,
  raised: readonly (readonly [line: number, source: string])[],
  lastLine: string,
): void {
  const call = "await self.get_job_manager().submit_job(";
  const frames: readonly PythonFrame[] = [
    [JOB_AGENT, 45, "submit_job", `submission_id = ${call}`, call],
    ...raised.map(([line, source]): PythonFrame => [JOB_MANAGER, line, "submit_job", source]),
  ];
  sendText(response, 500, agentRefused("submit", status, pythonTraceback(frames, lastLine)));
}

function stop(exchange: Exchange): void {
  sendJson(exchange.response, 200, { stopped: exchange.cluster.jobs.stop(submissionOf(exchange, "stop")) });
}

function remove(exchange: Exchange): void {
  const { cluster, response } = exchange;
  const job = submissionOf(exchange, "delete");
  if (cluster.jobs.delete(job)) return sendJson(response, 200, { deleted: true });
  // The head puts the id unencoded into the agent's path, where a slash makes the path unknown.
  if (job.submissionId?.includes("/") === true)
    return sendText(response, 500, agentRefused("delete", 404, "404: Not Found"));
  const call = "await self.get_job_manager().delete_job(job.submission_id)";
  const frames: readonly PythonFrame[] = [
    [JOB_AGENT, 129, "delete_job", `deleted = ${call}`, call],
    [JOB_MANAGER, 655, "delete_job", "raise RuntimeError("],
  ];
  const reason = `RuntimeError: Attempted to delete job '${job.submissionId}', but it is in a non-terminal state ${job.status}.`;
  sendText(response, 500, agentRefused("delete", 500, pythonTraceback(frames, reason)));
}

function tailWithoutUpgrade({ cluster, parameters, response }: Exchange): void {
  const target = tailTarget(cluster, parameters[0] ?? "");
  if ("text" in target) return sendText(response, target.status, target.text);
  sendText(response, 500, "500: WebSocket proxy error", "WebSocket proxy error");
}
