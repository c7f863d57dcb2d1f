import { deepestShown, jsonText } from "../adapter-parts/json-text.ts";
import { InvalidRequest, type JobwireError, NotFound, ServerError } from "../errors.ts";
import { describeStatus, refusedDetails } from "../http/describe-status.ts";
import type { RefusedAnswer } from "../http/http.ts";
import { excerpt, lastMeaningfulLine } from "../http/visible-text.ts";

interface Problem {
  readonly detail?: unknown;
  readonly error_type?: unknown;
}

const mostFields = 10;

const problemOf = (text: string): Problem | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    // Plain text, or a proxy's page.
    return undefined;
  }
};

const placeText = (part: unknown): string =>
  typeof part === "string" || typeof part === "number" ? String(part) : jsonText(part, deepestShown);

/** `body.action: field required`, as a list of fields with problems is written. */
const fieldText = (field: unknown): string => {
  const { loc, msg } = (typeof field === "object" && field !== null ? field : {}) as Record<string, unknown>;
  const said = typeof msg === "string" ? msg : jsonText(field, deepestShown);
  return excerpt(Array.isArray(loc) ? `${loc.map(placeText).join(".")}: ${said}` : said, 200);
};

/** What the answer says, on one line: its `detail`, with every field of a list, or its text. */
const said = (answer: RefusedAnswer, problem: Problem | undefined): string => {
  const detail = problem?.detail;
  if (detail === undefined || detail === null) return lastMeaningfulLine(answer.text);
  if (typeof detail === "string") return excerpt(detail, 300);
  if (!Array.isArray(detail)) return excerpt(jsonText(detail, deepestShown), 300);
  const fields = detail.slice(0, mostFields).map(fieldText);
  if (detail.length > mostFields) fields.push(`and ${detail.length - mostFields} more`);
  return fields.join("; ");
};

const unknownReason = (path: string): string =>
  /^\/jobs\/[^/]+\//.test(path)
    ? "unknown-job"
    : /^\/(?:nodes|tasks|serve_applications|plugin_releases)\/[^/]+/.test(path)
      ? "unknown-name"
      : "unknown-path";

/** The error for an answer of an agent that is not a success. */
export const describeAgent = (answer: RefusedAnswer): JobwireError => {
  const { status } = answer;
  const problem = problemOf(answer.text);
  const text = said(answer, problem);
  const details = refusedDetails(answer);
  switch (status) {
    case 404:
      return new NotFound(details(`404${text === "" ? "" : `, ${text}`}`, unknownReason(answer.path)));
    case 422:
      return new InvalidRequest(details(`refused: ${text}`, "server"));
    case 503:
      // No retry will help soon, and the caller must see it: the Python client hides it for 12 s (wire page, defect 18).
      if (problem?.error_type === "gpu_unavailable")
        return new ServerError(details(`503, no GPU is free${text === "" ? "" : `: ${text}`}`, "gpu-unavailable"));
      break;
    default:
      break;
  }
  return describeStatus(answer, text);
};
