import { withCallSite } from "../call-site/with-call-site.ts";
import { InvalidRequest } from "../errors.ts";
import { checkCode } from "./checks.ts";
import { checkReasonerType } from "./reasoner-type.ts";
import type { JobPayload, ReasonerType } from "./types.ts";

/** The parts of a payload. */
export interface ComposeOptions {
  /** The type of reasoner, which decides the shape of the payload. */
  readonly reasonerType: ReasonerType;
  /** Required for Logic. */
  readonly database?: string | undefined;
  /** The text of the program. */
  readonly rawCode: string;
  /** The program's inputs by name. Default: none. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** Run the program without changes to the database. Default true. */
  readonly readonly?: boolean | undefined;
  /** The payload's `nowait_durable`. Default false. */
  readonly nowaitDurable?: boolean | undefined;
  /** The program's language. Default `rel`. */
  readonly language?: string | undefined;
  /** The payload's `headers`. Default: not sent. */
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  /** The payload's `timeout_mins`, in minutes. Default: not sent. */
  readonly timeoutMins?: number | undefined;
  /** The payload's `bypass_index`. Default false. */
  readonly bypassIndex?: boolean | undefined;
  /** The payload's `gi_setup_skipped`. Default false. */
  readonly giSetupSkipped?: boolean | undefined;
}

/**
 * Builds the payload for `create` with the keys that the service knows; Logic payloads repeat three of them under other names.
 * Throws `InvalidRequest` (reason `local`) for an unknown type and for Logic without a database.
 *
 * @example
 * ```ts
 * import { composePayload } from "jobwire";
 *
 * console.log(composePayload({ reasonerType: "Logic", database: "DB", rawCode: "def output = 1" }));
 * ```
 */
export const composePayload = (options: ComposeOptions): JobPayload =>
  withCallSite(composePayload, () => {
    const type = checkReasonerType(options.reasonerType);
    const { headers, timeoutMins } = options;
    const rawCode = checkCode("composePayload: rawCode", options.rawCode);
    const database = options.database?.trim() === "" ? undefined : options.database;
    const inputs = options.inputs ?? {};
    if (type === "LOGIC" && database === undefined) {
      throw new InvalidRequest({
        message: "composePayload: a Logic job needs a database. Set the database option",
        reason: "local",
      });
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
  });

/**
 * {@link composePayload} for a Logic job.
 *
 * @example
 * ```ts
 * import { composeTransactionPayload } from "jobwire";
 *
 * console.log(composeTransactionPayload({ database: "DB", rawCode: "def output = 1" }));
 * ```
 */
export const composeTransactionPayload = (
  options: Omit<ComposeOptions, "reasonerType" | "database"> & {
    /** The name of the database on which the program runs. */
    readonly database: string;
  },
): JobPayload => withCallSite(composeTransactionPayload, () => composePayload({ ...options, reasonerType: "Logic" }));

/**
 * {@link composePayload} for a Prescriptive or Predictive job.
 *
 * @example
 * ```ts
 * import { composeJobPayload } from "jobwire";
 *
 * console.log(composeJobPayload({ rawCode: "solve()", inputs: { horizon: 7 } }));
 * ```
 */
export const composeJobPayload = (options: Omit<ComposeOptions, "reasonerType">): JobPayload =>
  withCallSite(composeJobPayload, () => composePayload({ ...options, reasonerType: "Prescriptive" }));
