import { ExitCode, exitCodeOfStatus } from "../exit-code.ts";
import { type Style, styled as styledText } from "../terminal/style.ts";
import { sanitizeText } from "../terminal/sanitize.ts";

/** Standard error: every message that is not data. */
export interface Notices {
  readonly stream: NodeJS.WriteStream;
  readonly verbose: boolean;
  /** Removes the credentials of the command's client from a text. */
  readonly redact: (text: string) => string;
  /** Prints a plain line. */
  readonly info: (text: string) => void;
  /** Prints a dim line about the progress of the command. */
  readonly note: (text: string) => void;
  /** Prints a line that starts with a red `jobwire:`. */
  readonly error: (text: string) => void;
  /** Prints a job's status, which is the last line about it. */
  readonly status: (status: string, id?: string) => void;
  /** Resolves when the system has accepted everything written, or never will. */
  readonly flush: () => Promise<void>;
}

/** The style of a status. */
export const statusStyle = (status: string): Style => {
  switch (exitCodeOfStatus(status)) {
    case ExitCode.succeeded:
      return "green";
    case ExitCode.failed:
      return "red";
    case ExitCode.stopped:
      return "yellow";
    default:
      return "cyan";
  }
};

/**
 * Wraps a process's stderr. Makes hidden characters visible, also in a file, which somebody may show on a terminal later. Calls
 * `beforeLine` before each line. Colours depend on --color, FORCE_COLOR, NO_COLOR and on whether stderr is a terminal.
 */
export const openNotices = (
  stream: NodeJS.WriteStream,
  verbose: boolean,
  redact: (text: string) => string = (text) => text,
  beforeLine: () => void = () => undefined,
): Notices => {
  const sanitize = (text: string): string => sanitizeText(redact(text));
  const styled = (style: Style, text: string): string => styledText(style, text, stream);
  const line = (text: string): void => {
    beforeLine();
    stream.write(`${text}\n`);
  };
  return {
    stream,
    verbose,
    redact,
    info: (text) => line(sanitize(text)),
    note: (text) => line(styled("dim", sanitize(text))),
    error: (text) => line(`${styled("red", "jobwire:")} ${sanitize(text)}`),
    status: (status, id) => {
      const text = styled(statusStyle(status), sanitize(status));
      line(id === undefined ? text : `${sanitize(id)} ${text}`);
    },
    flush: () => new Promise((resolve) => void stream.write("", () => resolve())),
  };
};
