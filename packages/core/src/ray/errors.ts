import {
  BadResponse,
  BrowserRefused,
  Conflict,
  type ErrorDetails,
  InvalidRequest,
  type JobwireError,
  NotFound,
  NotReady,
  ServerError,
} from "../errors.ts";
import { describeStatus, refusedDetails, saidOrPage } from "../http/describe-status.ts";
import type { RefusedAnswer } from "../http/http.ts";
import { holdsInOrder } from "../http/text-parts.ts";
import { excerpt, lastMeaningfulLine } from "../http/visible-text.ts";
import { driverRefused } from "./driver-refused.ts";

/**
 * The state API answers some errors as an envelope whose `msg` has the reason, Serve's scaling as an object with `error`;
 * everything else is plain text.
 */
const reasonText = (text: string): string => {
  if (!text.trimStart().startsWith("{")) return text;
  try {
    const { msg, error } = JSON.parse(text) as { readonly msg?: unknown; readonly error?: unknown };
    for (const reason of [msg, error]) if (typeof reason === "string" && reason !== "") return reason;
  } catch {
    // Not an envelope: the text is taken as it is.
  }
  return text;
};

/** The line without what the validator says of types at its end. */
const withoutType = (line: string): string => {
  const text = line.trim();
  const at = text.indexOf("[type=");
  return at !== -1 && text.endsWith("]") ? text.slice(0, at).trimEnd() : text;
};

/**
 * The line that carries the reason. Where Ray prints what its validator found (recording serve-on), that is every line but the
 * heading and the links: `applications.0.import_path: Field required`.
 */
const reasonLine = (text: string): string => {
  if (!/^(?:Invalid request body: )?\d+ validation errors? for /.test(text)) return lastMeaningfulLine(text);
  const lines = text
    .split("\n")
    .slice(1)
    .filter((line) => !line.trimStart().startsWith("For further information visit"));
  return excerpt(lines.map(withoutType).join(": "), 300);
};

/**
 * What a 500 of Ray means. Its errors have no codes, so the words decide; each pattern was seen on 2.60.0 (2.40.0 where the
 * text comes after a marker byte in a 200).
 */
export const rayFailure = (label: string, text: string, details: Partial<ErrorDetails<never>>): JobwireError => {
  const line = lastMeaningfulLine(text);
  const make = <Reason extends string>(message: string, reason: Reason): ErrorDetails<Reason> => ({
    ...details,
    message: `${label}: ${message}`,
    reason,
    serverText: details.serverText ?? text,
  });
  if (holdsInOrder(text, "Job with submission_id ", " already exists")) {
    return new Conflict(make("a job with this id exists already; choose another submission id", "exists"));
  }
  if (/in a non-terminal state/.test(text)) {
    return new Conflict(make("the job has not ended yet; stop it and wait for its end first", "not-terminal"));
  }
  if (/status code 400: /.test(text)) {
    // The node's agent refused the request and the head wraps its 400 in a 500; a bad label selector comes so.
    return new InvalidRequest(make(`refused: ${line}`, "server"));
  }
  if (/UnicodeDecodeError/.test(text)) {
    return new ServerError(
      make(
        "the log holds a byte that is not UTF-8, which this endpoint of Ray cannot give; use tailLogs, which reads the file",
        "undecodable",
      ),
    );
  }
  if (/has no driver node id info/.test(text)) return new NotReady(make("the job has no node yet", "no-node"));
  if (/A file is not found at|Could not find a log file/.test(text)) {
    return new NotReady(make("there is no log file yet, or no more", "no-file"));
  }
  if (holdsInOrder(text, "Agent for node id: ", " doesn't exist")) {
    return new ServerError(make("the node's agent is gone; the node may have died", "no-agent"));
  }
  if (/got itself in trouble/.test(text)) {
    return new ServerError(
      make("the server failed without saying why; one of its modules may be restarting", "internal"),
    );
  }
  return new ServerError(make(line === "" ? "the server failed without saying why" : line, "failed"));
};

/** The error for an answer of a Ray dashboard that is not a success. */
export const describeRay = (answer: RefusedAnswer): JobwireError => {
  const { label, status, retryAfterMs } = answer;
  const text = reasonText(answer.text);
  const line = reasonLine(text);
  const said = saidOrPage(answer, line);
  const details = refusedDetails(answer);
  switch (status) {
    case 400:
      if (/submission type jobs/.test(text)) return driverRefused(label, details<never>(""));
      break;
    case 404:
      if (/^Job [\s\S]* does not exist$/.test(text.trim())) return new NotFound(details(line, "unknown-job"));
      if (/^Package .* does not exist$/.test(text.trim())) return new NotFound(details(line, "unknown-package"));
      if (text === "Application or Deployment not found") return new NotFound(details(line, "unknown-deployment"));
      return new NotFound(
        details(`404, ${said}; is this the address of a Ray dashboard (usually port 8265)?`, "unknown-path"),
      );
    case 405:
      return /browser traffic/.test(text)
        ? new BrowserRefused(
            details(
              "Ray takes this runtime's requests for a browser's and refuses writes; use Jobwire's own adapter for this runtime, or a proxy that removes Sec-Fetch-*, Origin and Referer headers",
              "server",
            ),
          )
        : new BadResponse(
            details(`405, ${said}; is this the address of a Ray dashboard (usually port 8265)?`, "status"),
          );
    case 412:
      return new Conflict(details(said, "precondition"));
    case 500:
      return rayFailure(label, text, { statusCode: 500, retryAfterMs, serverText: answer.text });
    default:
      break;
  }
  return describeStatus(answer, line);
};
