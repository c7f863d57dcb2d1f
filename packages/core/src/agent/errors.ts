import { maxShownDepth, jsonText } from "../adapter-parts/json-text.ts";
import { InvalidRequest, type JobwireError, NotFound, type NotFoundReason, ServerError } from "../errors.ts";
import { describeStatus, refusedDetails } from "../http/describe-status.ts";
import type { RefusedResponse } from "../http/http.ts";
import { excerpt, lastMeaningfulLine } from "../http/visible-text.ts";
import { isRecord } from "../is-record.ts";

interface Problem {
  readonly detail?: unknown;
  readonly error_type?: unknown;
}

const maxFields = 10;

const problemOf = (text: string): Problem | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    // Plain text, or a proxy's page.
    return undefined;
  }
};

const pathText = (part: unknown): string =>
  typeof part === "string" || typeof part === "number" ? String(part) : jsonText(part, maxShownDepth);

/** Formats `body.action: field required`, one entry of a list of invalid fields. */
const fieldText = (field: unknown): string => {
  const { loc, msg } = (typeof field === "object" && field !== null ? field : {}) as Record<string, unknown>;
  const message = typeof msg === "string" ? msg : jsonText(field, maxShownDepth);
  return excerpt(Array.isArray(loc) ? `${loc.map(pathText).join(".")}: ${message}` : message, 200);
};

/** The server's message on one line: its `detail`, with every field of a list, or its text. */
const messageOf = (response: RefusedResponse, problem: Problem | undefined): string => {
  const detail = problem?.detail;
  if (detail === undefined || detail === null) return lastMeaningfulLine(response.text);
  if (typeof detail === "string") return excerpt(detail, 300);
  if (!Array.isArray(detail)) return excerpt(jsonText(detail, maxShownDepth), 300);
  const fields = detail.slice(0, maxFields).map(fieldText);
  if (detail.length > maxFields) fields.push(`and ${detail.length - maxFields} more`);
  return fields.join("; ");
};

const unknownReason = (path: string): NotFoundReason =>
  /^\/jobs\/[^/]+\//.test(path)
    ? "unknown-job"
    : /^\/(?:nodes|tasks|serve_applications|plugin_releases)\/[^/]+/.test(path)
      ? "unknown-name"
      : "unknown-path";

/** The error for a response of an agent that is not a success. */
export const describeAgent = (response: RefusedResponse): JobwireError => {
  const { status } = response;
  const problem = problemOf(response.text);
  const text = messageOf(response, problem);
  const details = refusedDetails(response);
  switch (status) {
    case 404:
      return new NotFound(details(`404${text === "" ? "" : `, ${text}`}`, unknownReason(response.path)));
    case 422:
      return new InvalidRequest(details(`the agent refused the request: ${text}`, "server"));
    case 503:
      // A retry does not help soon, so the caller must see the error: the Python client hides it for 12 s.
      if (problem?.error_type === "gpu_unavailable")
        return new ServerError(
          details(
            `503, no GPU is free${text === "" ? "" : `: ${text}`}. Try again when one is free`,
            "gpu-unavailable",
          ),
        );
      break;
    default:
      break;
  }
  return describeStatus(response, text);
};
