import { type ErrorDetails, InvalidRequest, type JobwireError, NotFound, NotReady } from "../../errors.ts";
import { describeStatus } from "../../http/describe-status.ts";
import type { RefusedAnswer } from "../../http/http.ts";
import { lastMeaningfulLine } from "../../http/visible-text.ts";
import { isRow } from "../job-row.ts";
import { notReadyText } from "../not-ready.ts";
import { staleText } from "./stale-endpoint.ts";

/** What the answer says on one line: its `message` or `error`, or its text. */
const said = (text: string): string => {
  try {
    const problem: unknown = JSON.parse(text);
    if (isRow(problem)) {
      const words = [problem["message"], problem["error"]].find((it) => typeof it === "string" && it !== "");
      return lastMeaningfulLine(typeof words === "string" ? words : text);
    }
  } catch {
    // Plain text, or a proxy's page.
  }
  return lastMeaningfulLine(text);
};

/** A path that names one job: `/v1alpha1/jobs/{type}/{id}` or `/v1alpha1/transactions/{id}`, and what is below. */
const ofOneJob = /^\/v1alpha1\/(?:jobs\/[^/]+|transactions)\/[^/]+/;

/** The error for an answer of the Direct Access service that is not a success. */
export const describeDirectAccess = (answer: RefusedAnswer): JobwireError => {
  const { label, status, retryAfterMs, text } = answer;
  const words = said(text);
  const details = <Reason extends string>(message: string, reason: Reason): ErrorDetails<Reason> => ({
    message: `${label}: ${message}`,
    reason,
    statusCode: status,
    serverText: text,
    retryAfterMs,
  });
  if (staleText(text)) {
    return new NotReady(
      details(`${status}, ${words}; the service has moved: its endpoint must be found again`, "stale-endpoint"),
    );
  }
  // The Python client knows these words only as JSON under 404; they say the same under 409 and 503 (wire page, 2.5).
  if (status >= 400 && notReadyText(text)) {
    return new NotReady(details(`${status}, ${words}; a reasoner that was just created needs some time`, "not-ready"));
  }
  if (status === 404 && ofOneJob.test(answer.path) && !/<html|<!doctype/i.test(text)) {
    return new NotFound(details(`404, ${words === "" ? "no such job" : words}`, "unknown-job"));
  }
  if (status === 422) return new InvalidRequest(details(`refused: ${words}`, "server"));
  return describeStatus(answer, words);
};
