import type { JobPayload } from "@jobwire/core";
import { parseJson } from "../../settings/parse-document.ts";
import { UsageError } from "../../settings/parse-option.ts";
import { mostDocumentBytes, readFlagFile } from "../../settings/read-file.ts";

/** The flags that make a payload. */
export interface PayloadFlags {
  readonly database?: string;
  readonly rawCode?: string;
  readonly rawCodeFile?: string;
  readonly inputsJson?: string;
  readonly headersJson?: string;
  readonly language?: string;
  readonly payloadJson?: string;
  readonly bypassIndex?: boolean;
  readonly giSetupSkipped?: boolean;
  readonly readonly?: boolean;
  readonly readwrite?: boolean;
}

const objectOf = (flag: string, text: string): Readonly<Record<string, unknown>> => {
  const parsed = parseJson(text);
  if ("problem" in parsed) throw new UsageError(`${flag} is not JSON: ${parsed.problem}`);
  const { value } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${flag} must be a JSON object`);
  }
  return value as Readonly<Record<string, unknown>>;
};

const codeOf = async ({ rawCode, rawCodeFile }: PayloadFlags, signal: AbortSignal): Promise<string | undefined> => {
  if (rawCodeFile === undefined) return rawCode;
  if (rawCode !== undefined) throw new UsageError("give --raw-code or --raw-code-file, not both");
  return await readFlagFile("--raw-code-file", rawCodeFile, mostDocumentBytes, signal);
};

/** The payload that the flags describe; keys of `--payload-json` go before what the other flags make. */
export const payloadOf = async (
  reasonerType: string,
  flags: PayloadFlags,
  signal: AbortSignal,
): Promise<JobPayload> => {
  const given = flags.payloadJson === undefined ? undefined : objectOf("--payload-json", flags.payloadJson);
  const rawCode = await codeOf(flags, signal);
  if (rawCode === undefined) {
    if (given !== undefined) return given;
    throw new UsageError("no payload: give --payload-json, or --raw-code (for Logic with --database)");
  }
  if (flags.readonly === true && flags.readwrite === true) throw new UsageError("give --readonly or --readwrite");
  const { composePayload } = await import("@jobwire/node");
  const composed = composePayload({
    reasonerType,
    rawCode,
    database: flags.database,
    inputs: flags.inputsJson === undefined ? undefined : objectOf("--inputs-json", flags.inputsJson),
    headers: flags.headersJson === undefined ? undefined : objectOf("--headers-json", flags.headersJson),
    language: flags.language,
    readonly: flags.readwrite !== true,
    bypassIndex: flags.bypassIndex,
    giSetupSkipped: flags.giSetupSkipped,
  });
  return { ...composed, ...given };
};
