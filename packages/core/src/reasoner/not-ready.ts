import type { JobwireError } from "../errors.ts";
import { isTransient } from "../retry/transient.ts";

/** True for the service's message that a reasoner does not accept jobs yet. */
export const notReadyText = (text: string): boolean => /not\s+ready\s+to\s+accept\s+jobs/i.test(text);

/** Failures of a read that a retry may solve: transient ones, and a reasoner or an application that is still starting. */
export const mayPass = (error: JobwireError): boolean =>
  isTransient(error) ||
  (error._tag === "NotReady" && (error.reason === "not-ready" || error.reason === "app-not-started"));
