import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Exchange } from "./exchange.ts";
import { TextAnswer } from "./text-answer.ts";
import { pythonJsonString } from "./python-json.ts";
import { agentRefused, pythonTraceback } from "./python-traceback.ts";
import { PythonUtf8Check } from "./python-utf8.ts";
import { submissionOf } from "./path-job.ts";
import { writePiece } from "./write-piece.ts";

/**
 * `GET /api/jobs/{id}/logs`: the whole log as one JSON string, with `\r` and `\r\n` as `\n`. It reads the file twice, first for
 * the length and for undecodable bytes, so that the file does not have to fit in memory.
 */
export async function plainLog(exchange: Exchange): Promise<void> {
  const { cluster, response } = exchange;
  const job = submissionOf(exchange, "get logs of");
  const path = cluster.jobs.logFile(job.submissionId ?? "");
  const found = job.agentAddress === null ? undefined : await stat(path).catch(() => undefined);
  const size = found?.size ?? 0;
  let length = '{"logs": ""}'.length;
  try {
    for await (const piece of escapedLog(path, size)) length += piece.length;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TextAnswer(500, agentRefused("logs", 500, undecodable(await describe(path, size))));
  }
  response.writeHead(200, "OK", { "content-type": "application/json; charset=utf-8", "content-length": length });
  response.write('{"logs": "');
  for await (const piece of escapedLog(path, size)) if (!(await writePiece(response, Buffer.from(piece)))) return;
  response.end('"}');
}

/** The first `size` bytes of the file as the inside of a JSON string. Throws a TypeError at bytes that are not UTF-8. */
async function* escapedLog(path: string, size: number): AsyncGenerator<string, void, void> {
  if (size === 0) return;
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let held = "";
  const normalised = (decoded: string, last: boolean): string => {
    let text = held + decoded;
    held = "";
    if (!last && text.endsWith("\r")) {
      text = text.slice(0, -1);
      held = "\r";
    }
    return pythonJsonString(text.replace(/\r\n?/g, "\n")).slice(1, -1);
  };
  for await (const chunk of createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>)
    yield normalised(decoder.decode(chunk, { stream: true }), false);
  yield normalised(decoder.decode(), true);
}

async function describe(path: string, size: number): Promise<string> {
  const check = new PythonUtf8Check();
  for await (const chunk of createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>) {
    const problem = check.push(chunk);
    if (problem !== undefined) return problem;
  }
  return check.end() ?? "UnicodeDecodeError";
}

function undecodable(reason: string): string {
  const call = "self.get_job_manager().get_job_logs(job.submission_id)";
  return pythonTraceback(
    [
      [
        "ray/dashboard/optional_utils.py",
        241,
        "decorator",
        "return await f(self, *args, **kwargs)",
        "await f(self, *args, **kwargs)",
      ],
      ["ray/dashboard/modules/job/job_agent.py", 163, "get_job_logs", `logs=${call}`, call],
      [
        "ray/dashboard/modules/job/job_manager.py",
        680,
        "get_job_logs",
        "return self._log_client.get_logs(job_id)",
        "self._log_client.get_logs(job_id)",
      ],
      ["ray/dashboard/modules/job/job_log_storage_client.py", 23, "get_logs", "return f.read()", "f.read()"],
    ],
    `  File "<frozen codecs>", line 322, in decode\n${reason}`,
  );
}
