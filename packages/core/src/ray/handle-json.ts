import { InvalidRequest } from "../errors.ts";
import { checkJobId } from "./submission-id.ts";
import type { RayJobHandleJson } from "./types.ts";

/** What a handle is as JSON. */
export const handleJson = (submissionId: string): RayJobHandleJson => ({
  kind: "jobwire/ray-job",
  version: 1,
  submissionId,
});

/** The id in an id or in what {@link handleJson} gave; throws `InvalidRequest` (reason `local`) for anything else. */
export const idOfHandle = (idOrJson: string | RayJobHandleJson): string => {
  if (typeof idOrJson === "string") return checkJobId(idOrJson);
  const json = idOrJson as Partial<Record<keyof RayJobHandleJson, unknown>> | null;
  if (typeof json === "object" && json !== null && json.kind === "jobwire/ray-job" && json.version === 1) {
    return checkJobId(json.submissionId);
  }
  throw new InvalidRequest({
    message: "this is neither a submission id nor the JSON of a Ray job's handle of this version of Jobwire",
    reason: "local",
  });
};
