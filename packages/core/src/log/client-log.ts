import { InvalidRequest, type JobwireError } from "../errors.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { shownValue } from "../surface/shown-value.ts";
import type { LogLevel, Logger, LogOptions, RuntimeLog } from "./logger.ts";

/** The levels, the most important first. */
const levels = ["off", "error", "warn", "info", "debug"] as const satisfies ReadonlyArray<LogLevel>;
/** The number of failures in a row after which a retry is a warning. */
const warnAfter = 3;

const isLevel = (value: unknown): value is LogLevel => levels.includes(value as LogLevel);

const checkLogger = (logger: Logger): Logger => {
  const missing = (["error", "warn", "info", "debug"] as const).find((name) => typeof logger?.[name] !== "function");
  if (missing === undefined) return logger;
  throw new InvalidRequest({
    message: `logger must have the functions error, warn, info and debug, as console has; it has no ${missing}`,
    reason: "local",
  });
};

/** What one client writes to its logger. Every entry is redacted, and no entry can end an operation. */
export class ClientLog {
  readonly #logger: Logger | undefined;
  readonly #rank: number;
  readonly #redactor: Redactor;

  /** Throws `InvalidRequest` (reason `local`) for a logger or a level that cannot work. */
  constructor({ logger, logLevel }: LogOptions, runtime: RuntimeLog | undefined, redactor: Redactor) {
    if (logLevel !== undefined && !isLevel(logLevel)) {
      throw new InvalidRequest({
        message: `logLevel must be debug, info, warn, error or off, not ${shownValue(logLevel)}`,
        reason: "local",
      });
    }
    this.#logger = logger === undefined ? runtime?.logger : checkLogger(logger);
    this.#redactor = redactor;
    const wanted = logLevel ?? runtime?.level?.()?.trim().toLowerCase();
    const level = isLevel(wanted) ? wanted : logger === undefined ? "off" : "info";
    this.#rank = this.#logger === undefined ? 0 : levels.indexOf(level);
  }

  /** True when entries of this level are written. Ask before you make the fields of one. */
  writes(level: Exclude<LogLevel, "off">): boolean {
    return levels.indexOf(level) <= this.#rank;
  }

  /** Writes an entry, if its level is wanted. */
  write(level: Exclude<LogLevel, "off">, message: string, fields: Readonly<Record<string, unknown>>): void {
    if (!this.writes(level)) return;
    try {
      this.#logger?.[level](this.#redactor.text(message), this.#redactor.data(fields));
    } catch {
      // A log must not change what a program does.
    }
  }

  /** Writes that an operation tries again after a failure, and when. */
  retry(error: JobwireError, delayMs: number, attempt: number, fields: Readonly<Record<string, unknown>> = {}): void {
    const level = attempt < warnAfter ? "info" : "warn";
    if (!this.writes(level)) return;
    this.write(level, "retrying", { ...fields, attempt, delayMs, ...errorFields(error) });
  }
}

/** The fields of a failure in an entry. */
export const errorFields = (error: JobwireError): Readonly<Record<string, unknown>> => ({
  error: error._tag,
  reason: error.reason,
  ...(error.statusCode === undefined ? {} : { status: error.statusCode }),
  message: error.message,
});
