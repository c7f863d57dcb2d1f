/** The running servers that a suite's tests need. */
export interface Stage extends AsyncDisposable {
  /** The variables through which the tests find it. */
  readonly env: Readonly<Record<string, string>>;
}

/** A part of the live suite that can run alone. */
export interface Suite {
  readonly name: string;
  /** Throws {@link SuiteUnavailable} when something is not installed. */
  readonly prepare: () => Promise<Stage>;
}

/** This machine lacks something that a suite needs. The message names it and the fix. */
export class SuiteUnavailable extends Error {
  override readonly name = "SuiteUnavailable";
}
