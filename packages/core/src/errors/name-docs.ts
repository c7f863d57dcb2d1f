import { defineText } from "./copy-error.ts";
import { withDocsUrl } from "./docs-url.ts";
import { isJobwireError } from "./is-jobwire-error.ts";

/** The same error, with the URL of its docs as the last sentence of its message. Anything but a Jobwire error stays as it is. */
export const nameDocs = <E>(error: E): E => {
  if (!isJobwireError(error) || error.message.endsWith(error.docsUrl)) return error;
  const { shortMessage, stack = "" } = error;
  const message = withDocsUrl(shortMessage, error._tag);
  const at = stack.indexOf(shortMessage);
  defineText(error, "message", message);
  if (at !== -1) defineText(error, "stack", stack.slice(0, at) + message + stack.slice(at + shortMessage.length));
  return error;
};
