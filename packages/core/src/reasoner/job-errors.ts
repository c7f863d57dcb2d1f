import { CreateOutcomeUnknown, NotFound } from "../errors.ts";

/** The advice after a create whose outcome is unknown. */
export const createAdvice = "Look for the job in the list before you create it again";

/** The error for a job that the server does not know; `label` names the job and the server. */
export const jobNotFound = (label: string): NotFound =>
  new NotFound({
    message: `${label} was not found. Check the id and the reasoner type, or list the jobs`,
    reason: "unknown-job",
    statusCode: 200,
  });

/** The error for a successful create without an id: most likely the job runs, and its id is unknown. */
export const createdWithoutId = (label: string, shown: string, serverText?: string): CreateOutcomeUnknown =>
  new CreateOutcomeUnknown({
    message: `${label}: the server's response has no id (${shown}). ${createAdvice}`,
    reason: "no-id",
    statusCode: 200,
    serverText,
  });
