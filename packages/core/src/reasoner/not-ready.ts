import type { JobwireError } from "../errors.ts";
import { isTransient } from "../retry/transient.ts";

/** True for the words with which the service says that a reasoner does not take jobs yet. */
export const notReadyText = (text: string): boolean => /not\s+ready\s+to\s+accept\s+jobs/i.test(text);

/** Failures of a read that may pass by themselves: the transient ones, and a reasoner or an application that is not up yet. */
export const mayPass = (error: JobwireError): boolean =>
  isTransient(error) ||
  (error._tag === "NotReady" && (error.reason === "not-ready" || error.reason === "app-not-started"));
