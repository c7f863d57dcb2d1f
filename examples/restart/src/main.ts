// A task of a scheduler: node src/main.ts JOURNAL "python train.py". Whenever it is killed, start it again with the same journal: it
// submits the job once, and stores each line of its log exactly once.
import { randomUUID } from "node:crypto";
import { fromEnv, isJobwireError, ray, type RayJobHandle } from "jobwire";
import { readJournal, type JournalRecord, writeRecord } from "./journal.ts";

const [file = "", entrypoint = ""] = process.argv.slice(2);
if (file === "" || entrypoint === "") {
  console.error(
    'Pass a file for the journal and the command of the job: node src/main.ts train.journal "python train.py"',
  );
  process.exit(2);
}
const records = readJournal(file);
const write = (record: JournalRecord): void => {
  records.push(record);
  writeRecord(file, record);
};
const last = <Type extends JournalRecord["type"]>(type: Type): Extract<JournalRecord, { type: Type }> | undefined =>
  records.findLast((record): record is Extract<JournalRecord, { type: Type }> => record.type === type);

const cluster = ray(fromEnv());

const exists = (job: RayJobHandle): Promise<boolean> =>
  job.status().then(
    () => true,
    (error: unknown) => {
      if (isJobwireError(error) && error._tag === "NotFound") return false;
      throw error;
    },
  );

/** The job of this task. A run that was killed during its submit may have submitted it: then the id is taken. */
const submitOnce = async (): Promise<RayJobHandle> => {
  const isNew = last("chosen") === undefined;
  if (isNew) write({ type: "chosen", submissionId: `task-${randomUUID()}` });
  const submissionId = last("chosen")?.submissionId ?? "";
  const job = cluster.jobs.handle(submissionId);
  if (!isNew && (await exists(job))) return job;
  return cluster.jobs.submit({ entrypoint, submissionId }).catch((error: unknown) => {
    // The submit of the killed run arrived between this run's look and its submit.
    if (!isNew && isJobwireError(error) && error._tag === "Conflict") return job;
    throw error;
  });
};

try {
  const stored = last("submitted")?.handle;
  const job = stored === undefined ? await submitOnce() : cluster.jobs.handle(stored);
  if (stored === undefined) write({ type: "submitted", handle: job.toJSON() });
  if (last("ended") === undefined) {
    const from = last("lines")?.position;
    for await (const { lines, position } of job.logs({ from }).batches()) {
      write({ type: "lines", lines, position });
      for (const line of lines) console.log(line);
    }
    write({ type: "ended", status: (await job.wait()).status });
  }
  const status = last("ended")?.status;
  console.error(`${job.submissionId}: ${status}`);
  process.exitCode = status === "SUCCEEDED" ? 0 : 1;
} finally {
  await cluster.close();
}
