import type { TailBackend } from "../backend.ts";
import type { FileText } from "../run/file-text.ts";
import type { JobStatus } from "../run/job-status.ts";
import type { PlainText } from "../run/plain-text.ts";
import type { Reporter } from "../run/reporter.ts";
import type { TailSettings } from "../settings.ts";
import type { TailText } from "../text/tail-text.ts";
import type { LiveMemory } from "./live-memory.ts";

/** The parts that read a live connection; they belong to the tail and outlive the connection. */
export interface LiveSurroundings {
  readonly backend: TailBackend;
  readonly settings: TailSettings;
  readonly text: TailText;
  readonly job: JobStatus;
  /** The log file, when it can be read beside the connection. */
  readonly file: FileText | undefined;
  readonly plain: PlainText;
  readonly memory: LiveMemory;
  readonly reporter: Reporter;
}
