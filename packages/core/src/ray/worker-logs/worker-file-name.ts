import type { WorkerStream } from "./log-owner.ts";

/** The parts of the name of a worker's log: `worker-<worker id>-<job id>-<pid>.out`. */
export interface WorkerFile {
  readonly filename: string;
  readonly workerId: string;
  /** Ray's own job id; undefined for a worker that started before it had a job, whose log begins with a line with the job's id. */
  readonly jobId: string | undefined;
  readonly pid: number;
  readonly stream: WorkerStream;
}

/** A worker's log on its node. */
export interface NodeFile extends WorkerFile {
  readonly nodeId: string;
}

/** The job id in the name of a worker that started without a job. */
const noJob = "ffffffff";

/** The parts of a worker's file name; undefined for any other name. */
export const parseWorkerFile = (filename: string): WorkerFile | undefined => {
  const match = /^worker-([0-9a-f]+)-([0-9a-f]*)-([0-9]+)\.(out|err)$/.exec(filename);
  if (match === null) return undefined;
  const [, workerId = "", jobId = "", pid = "", stream] = match;
  return {
    filename,
    workerId,
    jobId: jobId === noJob || jobId === "" ? undefined : jobId,
    pid: Number(pid),
    stream: stream === "err" ? "err" : "out",
  };
};
