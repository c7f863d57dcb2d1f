import { type ErrorDetails, InvalidRequest } from "../errors.ts";

/** The error for what Ray offers only for submitted jobs. */
export const driverRefused = (label: string, details: Partial<ErrorDetails<never>> = {}): InvalidRequest =>
  new InvalidRequest({
    ...details,
    message: `${label}: this is a driver, a program that joined the cluster by itself; only submitted jobs have a log and can be stopped or deleted`,
    reason: "driver",
  });
