import { type JobFilter, metadataPrefix } from "./job-filter.ts";
import type { ListedJob } from "./listed-job.ts";

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Whether a job passes a filter. `id`, `metadata.NAME` and the like must equal the value; a text must contain it. */
export const passes = (
  { fields, texts, metadata }: ListedJob<unknown>,
  { key, isEqual, value }: JobFilter,
): boolean => {
  if (key.startsWith(metadataPrefix)) {
    const name = key.slice(metadataPrefix.length);
    const found = metadata !== null && Object.hasOwn(metadata, name) && asText(metadata[name]) === value;
    return found === isEqual;
  }
  const matches = Object.hasOwn(texts, key) ? (texts[key] ?? "").includes(value) : fields[key] === value;
  return matches === isEqual;
};
