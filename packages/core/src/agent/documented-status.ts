import { isJobwireError, type JobwireError } from "../errors.ts";

/** The status codes that the agent's documentation assigns to failures without a response. */
const statusOf = (error: JobwireError): number | undefined => {
  switch (error._tag) {
    case "Timeout":
      return 408;
    case "ConnectionFailed":
      return 503;
    case "InvalidRequest":
      return 400;
    default:
      return undefined;
  }
};

/** Sets the status code that the agent's documentation names for the error, if it has none. */
export const withDocumentedStatus = <E>(error: E): E => {
  if (!isJobwireError(error) || error.statusCode !== undefined) return error;
  const statusCode = statusOf(error);
  // The error was made for this call, and no other code has it yet.
  return statusCode === undefined ? error : Object.assign(error, { statusCode });
};
