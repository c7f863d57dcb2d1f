import { didYouMean } from "../settings/did-you-mean.ts";
import { UsageError } from "../settings/parse-option.ts";
import type { ListedJob } from "./listed-job.ts";

/** One `--filter KEY=VALUE` or `KEY!=VALUE`. */
export interface JobFilter {
  readonly key: string;
  readonly isEqual: boolean;
  readonly value: string;
}

const metadataPrefix = "metadata.";

/** Makes the parser of `--filter` for lists with these keys. */
export const collectJobFilter =
  (keys: ReadonlyArray<string>, hasMetadata: boolean) =>
  (text: string, before: ReadonlyArray<JobFilter> = []): ReadonlyArray<JobFilter> => {
    const at = text.indexOf("=");
    const isEqual = text[at - 1] !== "!";
    const key = text.slice(0, isEqual ? at : at - 1).trim();
    const known = hasMetadata ? [...keys, `${metadataPrefix}NAME`] : keys;
    const list = known.join(", ");
    if (at < 1 || key === "") {
      throw new UsageError(`--filter has no key before a "=". Pass KEY=VALUE or KEY!=VALUE, with a key of ${list}.`);
    }
    const isMetadata = hasMetadata && key.startsWith(metadataPrefix) && key.length > metadataPrefix.length;
    if (!isMetadata && !keys.includes(key)) {
      throw new UsageError(`--filter has no key "${key}".${didYouMean(key, keys)} Pass one of ${list}.`);
    }
    return [...before, { key, isEqual, value: text.slice(at + 1) }];
  };

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
