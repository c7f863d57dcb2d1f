import { type ErrorDetails, InvalidRequest } from "../errors.ts";

/** The error for an operation that Ray supports only for submitted jobs. */
export const driverRefused = (label: string, details: Partial<ErrorDetails<never>> = {}): InvalidRequest =>
  new InvalidRequest({
    ...details,
    message: `${label}: this job is a driver, a program that joined the cluster on its own. Only submitted jobs have a log, and only they can be stopped or deleted. Use the id of a submitted job`,
    reason: "driver",
  });
