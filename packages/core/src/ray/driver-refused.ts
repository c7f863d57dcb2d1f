import { InvalidRequest } from "../errors.ts";

/** The error for what Ray offers only for submitted jobs (it answers 400 itself, in words that help less). */
export const driverRefused = (label: string, what: string): InvalidRequest =>
  new InvalidRequest({
    message: `${label} is a driver, a program that joined the cluster by itself; ${what} only for submitted jobs`,
    reason: "driver",
  });
