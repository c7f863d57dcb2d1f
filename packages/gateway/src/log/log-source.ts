/** Text of a log as its source yields it: whole lines, each with `\n`. */
export interface SourcePart {
  readonly bytes: Uint8Array;
  /** Lines of the log before the end of these bytes, from its start. */
  readonly lines: number;
  /** Plain data from which the source continues exactly after these bytes. */
  readonly mark: unknown;
}

/** How a source is read. */
export interface SourceOptions {
  /** The mark after which it continues; undefined: from the start. */
  readonly from: unknown;
  /** False: ends with what there is now. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
  /** Called when everything that exists now was yielded: the lines to the end of it, the last of which may still be on their way. */
  readonly onShown: (lines: number) => void;
}

/** What the gateway spools: the log of one job, or the events of one. */
export interface LogSource {
  /** What it is, for messages: `the log of job x`. */
  readonly label: string;
  /** Its messages are lines of JSON; otherwise it is text. */
  readonly json: boolean;
  /** Ends normally only after the proven end, or with `follow: false`; throws Jobwire's errors. */
  readonly read: (options: SourceOptions) => AsyncIterable<SourcePart>;
}
