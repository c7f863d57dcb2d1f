/** The response of a call, for programs that need more than its data. */
export interface CallResponse {
  /** The status of the call's last response. */
  readonly status: number;
  /** Its headers, in lower case, redacted; without those that set cookies. */
  readonly headers: Readonly<Record<string, string>>;
  /** The URL of its request, redacted. */
  readonly url: string;
  /** The number of requests that the call sent, retries included. */
  readonly attempts: number;
  /** Milliseconds from the beginning of the call until its end. */
  readonly durationMs: number;
}
