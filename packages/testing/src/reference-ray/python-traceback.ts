const SITE_PACKAGES = "/opt/ray/lib/python3.11/site-packages";

/** One stack frame: file (relative to site-packages), line, function, source line, and its underlined part. */
export type PythonFrame = readonly [file: string, line: number, name: string, source: string, underlined?: string];

/** `traceback.format_exc()` of Python 3.11. `lastLine` is `ErrorType: message`. Ends with a newline. */
export function pythonTraceback(frames: readonly PythonFrame[], lastLine: string): string {
  const lines = frames.map(([file, line, name, source, underlined]) => {
    const path = file.startsWith("/") ? file : `${SITE_PACKAGES}/${file}`;
    const head = `  File "${path}", line ${line}, in ${name}\n    ${source}\n`;
    if (underlined === undefined) return head;
    return `${head}    ${" ".repeat(source.indexOf(underlined))}${"^".repeat(underlined.length)}\n`;
  });
  return `Traceback (most recent call last):\n${lines.join("")}${lastLine}\n`;
}

const JOB_HEAD = "ray/dashboard/modules/job/job_head.py";

/** The error that a failed call of the head to its agent raises: the agent's response nested in a second traceback. */
export function agentRefused(call: AgentCall, status: number, answer: string): string {
  const [frame, internal] = AGENT_CALLS[call];
  return pythonTraceback(
    [
      frame,
      internal,
      [JOB_HEAD, 134, "_raise_error", 'raise RuntimeError(f"Request failed with status code {status}: {error_text}.")'],
    ],
    `RuntimeError: Request failed with status code ${status}: ${answer}.`,
  );
}

export type AgentCall = "submit" | "delete" | "logs";

const RAISE_ERROR = "await self._raise_error(resp)";

const AGENT_CALLS: Readonly<Record<AgentCall, readonly [PythonFrame, PythonFrame]>> = {
  submit: [
    awaited(419, "submit_job", "resp", "job_agent_client.submit_job_internal(submit_request)"),
    [JOB_HEAD, 148, "submit_job_internal", RAISE_ERROR],
  ],
  delete: [
    awaited(500, "delete_job", "resp", "job_agent_client.delete_job_internal(job.submission_id)"),
    [JOB_HEAD, 174, "delete_job_internal", RAISE_ERROR],
  ],
  logs: [
    [JOB_HEAD, 591, "get_job_logs", "await job_agent_client.get_job_logs_internal(job.submission_id)"],
    [JOB_HEAD, 185, "get_job_logs_internal", RAISE_ERROR],
  ],
};

function awaited(line: number, name: string, variable: string, call: string): PythonFrame {
  return [JOB_HEAD, line, name, `${variable} = await ${call}`, `await ${call}`];
}
