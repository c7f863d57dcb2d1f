import type { JobPayload } from "@jobwire/core";
import { type JsonObject, jsonObject } from "../../settings/json-flag.ts";
import { UsageError } from "../../settings/parse-option.ts";
import { maxDocumentBytes, readFlagFile } from "../../settings/read-file.ts";

/** The flags that describe a payload. */
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

const objectOf = (flag: string, text: string | undefined): JsonObject | undefined =>
  text === undefined ? undefined : jsonObject(flag, '{"key": "value"}')(text);

const readCode = async ({ rawCode, rawCodeFile }: PayloadFlags, signal: AbortSignal): Promise<string | undefined> => {
  if (rawCodeFile === undefined) return rawCode;
  if (rawCode !== undefined)
    throw new UsageError("--raw-code and --raw-code-file exclude each other. Pass one of them.");
  return await readFlagFile("--raw-code-file", rawCodeFile, maxDocumentBytes, signal);
};

/** The payload that the flags describe. Keys of `--payload-json` win over those that the other flags make. */
export const readPayload = async (
  reasonerType: string,
  flags: PayloadFlags,
  signal: AbortSignal,
): Promise<JobPayload> => {
  const payload = objectOf("--payload-json", flags.payloadJson);
  const rawCode = await readCode(flags, signal);
  if (rawCode === undefined) {
    if (payload !== undefined) return payload;
    throw new UsageError("The job has no payload. Pass --payload-json, or --raw-code (for Logic with --database).");
  }
  if (flags.readonly === true && flags.readwrite === true)
    throw new UsageError("--readonly and --readwrite exclude each other. Pass one of them.");
  const { composePayload } = await import("@jobwire/node");
  const composed = composePayload({
    reasonerType,
    rawCode,
    database: flags.database,
    inputs: objectOf("--inputs-json", flags.inputsJson),
    headers: objectOf("--headers-json", flags.headersJson),
    language: flags.language,
    readonly: flags.readwrite !== true,
    bypassIndex: flags.bypassIndex,
    giSetupSkipped: flags.giSetupSkipped,
  });
  return { ...composed, ...payload };
};
