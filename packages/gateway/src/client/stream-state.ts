import { BadResponse } from "@jobwire/core/errors";

/** Where a stream's response, or an event of it, ends. */
export interface StreamState {
  /** The offset after it. */
  readonly next: string;
  /** It reaches the end of what the gateway has now. */
  readonly upToDate: boolean;
  /** The stream is complete, and this reaches its end. */
  readonly closed: boolean;
}

/** The state in the headers of a response; throws `BadResponse` when it has none. */
export const stateOfHeaders = (label: string, headers: Readonly<Record<string, string>>): StreamState => {
  const next = headers["stream-next-offset"];
  if (next === undefined) {
    throw new BadResponse({
      message: `${label}: the response has no header Stream-Next-Offset. Check that the address is a gateway's, and that it lists this page's origin`,
      reason: "shape",
      statusCode: 200,
    });
  }
  const closed = headers["stream-closed"] === "true";
  return { next, closed, upToDate: closed || headers["stream-up-to-date"] === "true" };
};

/** The state in a control event; throws `BadResponse` for anything else. */
export const stateOfControl = (label: string, text: string): StreamState => {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    // Reported below.
  }
  const { streamNextOffset: next, upToDate, streamClosed } = (fields ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof next !== "string") {
    throw new BadResponse({
      message: `${label}: a control event of the stream has no offset. Check that the address is a gateway's`,
      reason: "shape",
      statusCode: 200,
    });
  }
  return { next, closed: streamClosed === true, upToDate: streamClosed === true || upToDate === true };
};
