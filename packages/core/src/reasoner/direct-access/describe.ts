import { type ErrorDetails, InvalidRequest, type JobwireError, NotFound, NotReady } from "../../errors.ts";
import { describeStatus } from "../../http/describe-status.ts";
import type { RefusedResponse } from "../../http/http.ts";
import { isPageText } from "../../http/is-page-text.ts";
import { lastMeaningfulLine } from "../../http/visible-text.ts";
import { isRecord } from "../../is-record.ts";
import { notReadyText } from "../not-ready.ts";
import { staleText } from "./stale-endpoint.ts";

/** The server's message on one line: the body's `message` or `error`, or its text. */
const messageOf = (text: string): string => {
  try {
    const problem: unknown = JSON.parse(text);
    if (isRecord(problem)) {
      const words = [problem["message"], problem["error"]].find((it) => typeof it === "string" && it !== "");
      return lastMeaningfulLine(typeof words === "string" ? words : text);
    }
  } catch {
    // Plain text, or a proxy's page.
  }
  return lastMeaningfulLine(text);
};

/** A path that names one job: `/v1alpha1/jobs/{type}/{id}` or `/v1alpha1/transactions/{id}`, and the paths below. */
const ofOneJob = /^\/v1alpha1\/(?:jobs\/[^/]+|transactions)\/[^/]+/;

/** The error for a response of the Direct Access service that is not a success. */
export const describeDirectAccess = (response: RefusedResponse): JobwireError => {
  const { label, status, retryAfterMs, text } = response;
  const message = messageOf(text);
  const details = <Reason extends string>(message: string, reason: Reason): ErrorDetails<Reason> => ({
    message: `${label}: ${message}`,
    reason,
    statusCode: status,
    serverText: text,
    retryAfterMs,
  });
  if (staleText(text)) {
    return new NotReady(
      details(
        `${status}, ${message}. The service has moved, so the client must look up its endpoint again`,
        "stale-endpoint",
      ),
    );
  }
  // The Python client looks for this text only in JSON under 404; it means the same under 409 and 503.
  if (status >= 400 && notReadyText(text)) {
    return new NotReady(
      details(`${status}, ${message}. A new reasoner needs some time, so try again later`, "not-ready"),
    );
  }
  if (status === 404 && ofOneJob.test(response.path) && !isPageText(text)) {
    return new NotFound(details(`404, ${message === "" ? "no such job" : message}`, "unknown-job"));
  }
  if (status === 422) return new InvalidRequest(details(`the service refused the request: ${message}`, "server"));
  return describeStatus(response, message);
};
