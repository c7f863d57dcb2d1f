import { didYouMean } from "../settings/did-you-mean.ts";
import { UsageError } from "../settings/parse-option.ts";

/** One `--filter KEY=VALUE` or `KEY!=VALUE`. */
export interface JobFilter {
  readonly key: string;
  readonly isEqual: boolean;
  readonly value: string;
}

/** A key that starts with this names an entry of a job's metadata. */
export const metadataPrefix = "metadata.";

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
