import {
  BadResponse,
  BrowserRefused,
  Conflict,
  type ErrorDetails,
  InvalidRequest,
  type JobwireError,
  NotFound,
  NotReady,
  RateLimited,
  ServerError,
} from "../errors.ts";
import { describeStatus, refusedDetails } from "../http/describe-status.ts";
import type { RefusedResponse } from "../http/http.ts";
import { holdsInOrder } from "../http/text-parts.ts";
import { excerpt, lastMeaningfulLine } from "../http/visible-text.ts";
import { driverRefused } from "./driver-refused.ts";

/**
 * The reason in an error's text. Some errors of the state API are an envelope whose `msg` has the reason, those of Serve's
 * scaling an object with `error`; everything else is plain text.
 */
const reasonText = (text: string): string => {
  if (!text.trimStart().startsWith("{")) return text;
  try {
    const { msg, error } = JSON.parse(text) as { readonly msg?: unknown; readonly error?: unknown };
    for (const reason of [msg, error]) if (typeof reason === "string" && reason !== "") return reason;
  } catch {
    // Not an envelope: the text itself is the reason.
  }
  return text;
};

/** The line without the validator's type information at its end. */
const withoutType = (line: string): string => {
  const text = line.trim();
  const at = text.indexOf("[type=");
  return at !== -1 && text.endsWith("]") ? text.slice(0, at).trimEnd() : text;
};

/**
 * The line that has the reason. If Ray prints its validator's findings, these are all lines except the heading and the links,
 * such as `applications.0.import_path: Field required`.
 */
const reasonLine = (text: string): string => {
  if (!/^(?:Invalid request body: )?\d+ validation errors? for /.test(text)) return lastMeaningfulLine(text);
  const lines = text
    .split("\n")
    .slice(1)
    .filter((line) => !line.trimStart().startsWith("For further information visit"));
  return excerpt(lines.map(withoutType).join(": "), 300);
};

/** The reason in a gRPC error of Python, which the head sends as it is when a node's agent is gone (seen on 2.60.0). */
const grpcDetails = (text: string): string | undefined => {
  if (!text.includes("AioRpcError")) return undefined;
  const mark = "details = ";
  const line = text.split("\n").find((one) => one.trimStart().startsWith(mark));
  return line === undefined ? undefined : excerpt(line.trim().slice(mark.length), 300);
};

/**
 * Interprets a 500 of Ray. Its errors have no codes, so the text decides; each pattern was seen on 2.60.0 (on 2.40.0 for texts
 * after a marker byte in a 200).
 */
export const rayFailure = (label: string, text: string, details: Partial<ErrorDetails<never>>): JobwireError => {
  const line = grpcDetails(text) ?? lastMeaningfulLine(text);
  const make = <Reason extends string>(message: string, reason: Reason): ErrorDetails<Reason> => ({
    ...details,
    message: `${label}: ${message}`,
    reason,
    serverText: details.serverText ?? text,
  });
  if (holdsInOrder(text, "Job with submission_id ", " already exists")) {
    return new Conflict(make("a job with this id already exists. Choose another submission id", "exists"));
  }
  if (/in a non-terminal state/.test(text)) {
    return new Conflict(make("the job has not ended yet. Stop it and wait for its end first", "not-terminal"));
  }
  if (/status code 400: /.test(text)) {
    // The node's agent refused the request, and the head wraps its 400 in a 500: for example for an invalid label selector.
    return new InvalidRequest(make(`Ray refused the request: ${line}`, "server"));
  }
  if (/UnicodeDecodeError/.test(text)) {
    return new ServerError(
      make(
        "the log contains a byte that is not UTF-8, which this endpoint of Ray cannot return. Use tailLogs, which reads the file",
        "undecodable",
      ),
    );
  }
  if (/has no driver node id info/.test(text)) {
    return new NotReady(make("the job has no node yet. Try again once it runs", "no-node"));
  }
  if (/A file is not found at|Could not find a log file/.test(text)) {
    return new NotReady(make("the log file does not exist yet, or no longer exists", "no-file"));
  }
  if (holdsInOrder(text, "Agent for node id: ", " doesn't exist")) {
    return new ServerError(make("the node's agent does not respond. The node may have died", "no-agent"));
  }
  if (/got itself in trouble/.test(text)) {
    return new ServerError(
      make("the server failed and reported no reason. One of its modules may be restarting, so try again", "internal"),
    );
  }
  return new ServerError(make(line === "" ? "the server failed and reported no reason" : line, "failed"));
};

/** True for the text of Ray's 403 for a token that it does not know, such as one from before a rotation (seen on 2.60.0). */
export const refusesToken = (text: string): boolean => text.trim() === "Forbidden: Invalid authentication token";

/** The error for a response of a Ray dashboard that is not a success. */
export const describeRay = (response: RefusedResponse): JobwireError => {
  const { label, status, retryAfterMs } = response;
  const text = reasonText(response.text);
  const line = reasonLine(text);
  const details = refusedDetails(response);
  switch (status) {
    case 400:
      if (/submission type jobs/.test(text)) return driverRefused(label, details<never>(""));
      break;
    case 404:
      if (/^Job [\s\S]* does not exist$/.test(text.trim())) {
        return new NotFound(
          details(
            `${line}. It may have been deleted, or the cluster restarted without persistence. List the jobs to see which exist`,
            "unknown-job",
          ),
        );
      }
      if (/^Package .* does not exist$/.test(text.trim())) {
        return new NotFound(details(`${line}. Upload it first`, "unknown-package"));
      }
      if (text === "Application or Deployment not found") {
        return new NotFound(details(`${line}. Check both names`, "unknown-deployment"));
      }
      return new NotFound(
        details(`404, ${line}. Check that the address is a Ray dashboard (usually port 8265)`, "unknown-path"),
      );
    case 405:
      return /browser traffic/.test(text)
        ? new BrowserRefused(
            details(
              "Ray takes this runtime's requests for a browser's and refuses writes. Use Jobwire's own adapter for this runtime, or a proxy that removes the Sec-Fetch-*, Origin and Referer headers",
              "server",
            ),
          )
        : new BadResponse(
            details(`405, ${line}. Check that the address is a Ray dashboard (usually port 8265)`, "status"),
          );
    case 412:
      return new Conflict(details(line, "precondition"));
    case 429:
      // `Max number of in-progress requests=100 reached`, seen on 2.60.0. Any other 429 is that of a proxy.
      if (text.includes("Max number of in-progress requests")) return new RateLimited(details(`429, ${line}`, "slots"));
      break;
    case 500:
      return rayFailure(label, text, { statusCode: 500, retryAfterMs, serverText: response.text });
    default:
      break;
  }
  return describeStatus(response, line);
};
