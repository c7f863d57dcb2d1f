import { InvalidRequest } from "../errors.ts";
import { shownValue } from "../surface/shown-value.ts";
import { checkReasonerJobId } from "./checks.ts";
import { isRecord } from "../is-record.ts";
import { checkReasonerType, labelOfType } from "./reasoner-type.ts";
import type { ReasonerJobId } from "./types.ts";

/** What names a job, its type by its public name. Throws `InvalidRequest` (reason `local`). */
export const checkReasonerJob = (given: unknown): ReasonerJobId => {
  if (!isRecord(given)) {
    throw new InvalidRequest({
      message: `A reasoner job's id is an object { reasonerType, id }, not ${shownValue(given)}`,
      reason: "local",
    });
  }
  const name = given["name"];
  return {
    reasonerType: labelOfType(checkReasonerType(given["reasonerType"])),
    id: checkReasonerJobId(given["id"]),
    name: typeof name === "string" ? name : null,
  };
};
