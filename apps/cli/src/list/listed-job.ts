/** A job as a list selects and sorts it. */
export interface ListedJob<Job> {
  readonly id: string;
  readonly status: string;
  /** When the job was submitted, in epoch milliseconds; null when the server does not report it. */
  readonly submittedMs: number | null;
  /** The fields that `--filter` compares as a whole, by name. */
  readonly fields: Readonly<Record<string, string>>;
  /** The fields in which `--filter` finds a text, by name. */
  readonly texts: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** The job as `-o json` prints it. */
  readonly record: Job;
}
