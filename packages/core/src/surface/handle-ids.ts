import { InvalidRequest } from "../errors.ts";
import type { JobBackend } from "./job-backend.ts";
import type { JobTypes } from "./job-types.ts";

/** The fields of a handle that name the job. */
export const handleFields = <Types extends JobTypes>({ ids }: JobBackend<Types>, id: Types["id"]): object =>
  ids.fields?.(id) ?? { id };

/** The JSON of a handle. */
export const handleJson = <Types extends JobTypes>(backend: JobBackend<Types>, id: Types["id"]): Types["json"] => ({
  kind: backend.ids.kind,
  version: 1,
  ...handleFields(backend, id),
});

/** Reads the id from an id or from the result of {@link handleJson}; throws `InvalidRequest` (reason `local`) for anything else. */
export const idOfHandle = <Types extends JobTypes>({ ids, noun }: JobBackend<Types>, given: unknown): Types["id"] => {
  if (typeof given !== "object" || given === null || !("kind" in given)) return ids.check(given);
  const json = given as Readonly<Record<string, unknown>>;
  if (json["kind"] === ids.kind && json["version"] === 1) {
    return ids.check(ids.fromFields === undefined ? json["id"] : ids.fromFields(json));
  }
  throw new InvalidRequest({
    message: `This is not the JSON of a handle of ${noun} from this version of Jobwire. Pass a job's id, or the result of a handle's toJSON`,
    reason: "local",
  });
};

/** An id as spans and messages show it, for any value. */
export const shownId = (given: unknown): string => {
  const id: unknown = typeof given === "object" && given !== null && "id" in given ? given.id : given;
  return typeof id === "string" ? id : typeof id;
};
