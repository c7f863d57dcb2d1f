/** Writes one entry. `console.debug`, `console.info`, `console.warn` and `console.error` are such functions. */
export type LogMethod = (message: string, fields: Readonly<Record<string, unknown>>) => void;

/** Gets what a client does: `console` is one, and so are the loggers of most libraries. */
export interface Logger {
  /** Something failed for good. */
  readonly error: LogMethod;
  /** A failure that lasts: the client keeps retrying. */
  readonly warn: LogMethod;
  /** A retry, or a change in a tail. */
  readonly info: LogMethod;
  /** Each request. */
  readonly debug: LogMethod;
}

/** The least important entries that a logger gets; `off` for none. */
export type LogLevel = "debug" | "info" | "warn" | "error" | "off";

/** What a client writes to a logger. */
export interface LogOptions {
  /**
   * Gets what the client does: its requests, retries and tails. Default: the runtime's, which writes to stderr, or to the console of a
   * page. No entry has a token, the value of a header, a body or a line of a log. An error that the logger throws is ignored.
   */
  readonly logger?: Logger | undefined;
  /**
   * The least important entries that the logger gets. Default: the environment variable `JOBWIRE_LOG` where the program may read it,
   * otherwise `info` with a `logger` and `off` without one.
   */
  readonly logLevel?: LogLevel | undefined;
}

/** The logger of a runtime. */
export interface RuntimeLog {
  /** Where entries go unless the program has a logger of its own. */
  readonly logger: Logger;
  /** The level that the environment asks for; core ignores a text that is none. Absent where a runtime has no environment. */
  readonly level?: () => string | undefined;
}
