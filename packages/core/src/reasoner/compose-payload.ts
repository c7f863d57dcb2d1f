import { InvalidRequest } from "../errors.ts";
import { checkCode } from "./checks.ts";
import { checkReasonerType } from "./reasoner-type.ts";
import type { JobPayload, ReasonerType } from "./types.ts";

/** What a payload is made of. */
export interface ComposeOptions {
  readonly reasonerType: ReasonerType;
  /** Needed for Logic. */
  readonly database?: string | undefined;
  /** The program. */
  readonly rawCode: string;
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** Default true. */
  readonly readonly?: boolean | undefined;
  /** Default false. */
  readonly nowaitDurable?: boolean | undefined;
  /** Default `rel`. */
  readonly language?: string | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly timeoutMins?: number | undefined;
  /** Default false. */
  readonly bypassIndex?: boolean | undefined;
  /** Default false. */
  readonly giSetupSkipped?: boolean | undefined;
}

/**
 * The payload for `create`, with the keys that the service knows; Logic's has three of them under further names. Throws
 * `InvalidRequest` (reason `local`) for an unknown type and for Logic without a database.
 */
export const composePayload = (options: ComposeOptions): JobPayload => {
  const type = checkReasonerType(options.reasonerType);
  const { headers, timeoutMins } = options;
  const rawCode = checkCode("composePayload: rawCode", options.rawCode);
  const database = options.database?.trim() === "" ? undefined : options.database;
  const inputs = options.inputs ?? {};
  if (type === "LOGIC" && database === undefined) {
    throw new InvalidRequest({ message: "composePayload: a Logic job needs a database", reason: "local" });
  }
  return {
    raw_code: rawCode,
    inputs,
    readonly: options.readonly ?? true,
    nowait_durable: options.nowaitDurable ?? false,
    language: options.language ?? "rel",
    bypass_index: options.bypassIndex ?? false,
    gi_setup_skipped: options.giSetupSkipped ?? false,
    ...(database === undefined ? {} : { database }),
    ...(headers === undefined ? {} : { headers }),
    ...(timeoutMins === undefined ? {} : { timeout_mins: timeoutMins }),
    ...(type === "LOGIC" ? { dbname: database, query: rawCode, v1_inputs: inputs } : {}),
  };
};

/** {@link composePayload} for a Logic job. */
export const composeTransactionPayload = (
  options: Omit<ComposeOptions, "reasonerType" | "database"> & { readonly database: string },
): JobPayload => composePayload({ ...options, reasonerType: "Logic" });

/** {@link composePayload} for a Prescriptive or Predictive job. */
export const composeJobPayload = (options: Omit<ComposeOptions, "reasonerType">): JobPayload =>
  composePayload({ ...options, reasonerType: "Prescriptive" });
