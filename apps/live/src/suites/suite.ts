/** What a suite's tests need around them, running. */
export interface Stage extends AsyncDisposable {
  /** How the tests find it. */
  readonly env: Readonly<Record<string, string>>;
}

/** A part of the live suite that can be run alone. */
export interface Suite {
  readonly name: string;
  /** Throws {@link SuiteUnavailable} when something is not installed. */
  readonly prepare: () => Promise<Stage>;
}

/** Something a suite needs is not on this machine; the message says what to do. */
export class SuiteUnavailable extends Error {
  override readonly name = "SuiteUnavailable";
}
