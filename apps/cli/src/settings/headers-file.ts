import { UsageError } from "./parse-option.ts";
import { readDocument } from "./read-document.ts";

/** The headers of a file, which may be secrets: no message shows one. */
export const readHeadersFile = async (path: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>> => {
  const document = await readDocument("--headers-file", path, signal);
  for (const [name, value] of Object.entries(document)) {
    if (typeof value !== "string") {
      throw new UsageError(`--headers-file ${path} has a value for ${name} that is not a string. Write it in quotes.`);
    }
  }
  return document as Readonly<Record<string, string>>;
};
