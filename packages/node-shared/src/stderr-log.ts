import type { LogMethod, RuntimeLog } from "@jobwire/core/adapter-parts";

/** The variable that turns the log of every client on. */
export const logVariable = "JOBWIRE_LOG";

/** Writes to stderr: stdout belongs to the program. */
const written =
  (level: string): LogMethod =>
  (message, fields) =>
    // oxlint-disable-next-line no-console -- the log of a program that asked for it
    console.error(`[jobwire] ${level}: ${message}`, fields);

/** The log of a client without a logger of its own: on stderr, at the level that `JOBWIRE_LOG` names, read when a client is made. */
export const stderrLog = (level: () => string | undefined): RuntimeLog => ({
  logger: { error: written("error"), warn: written("warn"), info: written("info"), debug: written("debug") },
  level,
});
