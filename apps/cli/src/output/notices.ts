import { styleText } from "node:util";
import { ExitCode, exitCodeOfStatus } from "../exit-code.ts";
import { harmlessText } from "../terminal/harmless.ts";

type Style = Parameters<typeof styleText>[0];

/** Standard error: everything that is not data. */
export interface Notices {
  readonly stream: NodeJS.WriteStream;
  readonly verbose: boolean;
  /** The text without the credentials of the client that this is about. */
  readonly redact: (text: string) => string;
  /** A plain line. */
  readonly say: (text: string) => void;
  /** A line about the connection, dim. */
  readonly aside: (text: string) => void;
  /** A line that starts with `jobwire:`, in red. */
  readonly error: (text: string) => void;
  /** A job's status word as the last thing said about it. */
  readonly status: (status: string, id?: string) => void;
}

/** The style of a status word. */
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
 * Wraps a process's stderr. Hidden characters of a text are made visible, also where stderr is no terminal: somebody shows the file
 * on one later. Colours follow NO_COLOR, FORCE_COLOR and whether it is a terminal (`util.styleText`).
 */
export const openNotices = (
  stream: NodeJS.WriteStream,
  verbose: boolean,
  redact: (text: string) => string = (text) => text,
): Notices => {
  const fit = (text: string): string => harmlessText(redact(text));
  const styled = (style: Style, text: string): string => styleText(style, text, { stream });
  const line = (text: string): void => void stream.write(`${text}\n`);
  return {
    stream,
    verbose,
    redact,
    say: (text) => line(fit(text)),
    aside: (text) => line(styled("dim", fit(text))),
    error: (text) => line(`${styled("red", "jobwire:")} ${fit(text)}`),
    status: (status, id) => {
      const word = styled(statusStyle(status), fit(status));
      line(id === undefined ? word : `${fit(id)} ${word}`);
    },
  };
};
