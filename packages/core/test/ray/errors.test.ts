import { describe, expect, it } from "vitest";
import type { JobwireError } from "../../src/errors.ts";
import { describeProxy } from "../../src/http/describe-status.ts";
import type { RefusedResponse } from "../../src/http/http.ts";
import { describeRay } from "../../src/ray/errors.ts";
import { bodyText, recorded, type RecordedExchange, recordedExchanges } from "../support/recordings.ts";

/** As every request does: a proxy's response means the same for every kind of server. */
const describeResponse = (response: RefusedResponse): JobwireError => describeProxy(response) ?? describeRay(response);

const describeExchange = (exchange: RecordedExchange): JobwireError =>
  describeResponse({
    label: `${exchange.request.method} http://127.0.0.1:8265${exchange.request.path.replace(/\?.*/s, "")}`,
    method: exchange.request.method,
    path: exchange.request.path,
    status: exchange.response.status,
    headers: exchange.response.headers ?? {},
    text: bodyText(exchange),
    retryAfterMs: undefined,
  });

const answer = (status: number, text: string, headers: Record<string, string> = {}): JobwireError =>
  describeResponse({
    label: "GET http://h/x",
    method: "GET",
    path: "/x",
    status,
    headers,
    text,
    retryAfterMs: undefined,
  });

const files = [
  "auth-token.json",
  "browser.json",
  "dashboard-faults.json",
  "driver-type.json",
  "jobs-lifecycle.json",
  "jobs-submit.json",
  "logs-http.json",
  "misc.json",
  "state.json",
  "state-rate-limit.json",
  "tail-basic.json",
  "tail-content.json",
  "tail-faults.json",
];

describe("a refusal of a real Ray", () => {
  it("is a typed error with a short, harmless message", () => {
    const byStatus: Record<number, ReadonlyArray<string>> = {
      400: ["InvalidRequest"],
      401: ["Unauthorized"],
      403: ["Forbidden"],
      404: ["NotFound"],
      405: ["BrowserRefused", "BadResponse"],
      413: ["InvalidRequest"],
      429: ["RateLimited"],
      500: ["ServerError", "Conflict", "NotReady", "InvalidRequest"],
      503: ["ServerError"],
    };
    let seen = 0;
    for (const file of files) {
      for (const exchange of recordedExchanges(file)) {
        if (exchange.response.status < 400) continue;
        seen += 1;
        const error = describeExchange(exchange);
        const where = `${file}: ${exchange.case}`;
        expect(byStatus[exchange.response.status], where).toContain(error._tag);
        expect(error.statusCode, where).toBe(exchange.response.status);
        expect(error.message.length, where).toBeLessThan(700);
        // oxlint-disable-next-line no-control-regex -- that is the question
        expect(error.message, where).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        expect(error.serverText ?? bodyText(exchange), where).toBe(bodyText(exchange));
      }
    }
    expect(seen).toBeGreaterThan(120);
  });

  it.each([
    ["jobs-submit.json", "submit, duplicate submission_id", "Conflict", "exists", "already"],
    [
      "jobs-submit.json",
      "submit, missing entrypoint",
      "InvalidRequest",
      "server",
      "missing 1 required positional argument: 'entrypoint'",
    ],
    ["jobs-submit.json", "submit, bad label selector", "InvalidRequest", "server", "Invalid label selector value"],
    ["jobs-submit.json", "submit, body is not JSON", "ServerError", "internal", "reported no reason"],
    ["jobs-lifecycle.json", "delete a RUNNING job", "Conflict", "not-terminal", "has not ended yet"],
    ["jobs-lifecycle.json", "get a deleted job", "NotFound", "unknown-job", "Job rec-01742-ok does not exist"],
    ["jobs-lifecycle.json", "unknown id or path: GET /api/nope", "NotFound", "unknown-path", "Ray dashboard"],
    ["browser.json", "POST /api/jobs/ with sec-fetch-mode", "BrowserRefused", "server", "proxy"],
    ["dashboard-faults.json", "POST to /api/jobs/{id}", "BadResponse", "status", "405"],
    ["driver-type.json", "POST stop", "InvalidRequest", "driver", "driver"],
    ["driver-type.json", "DELETE", "InvalidRequest", "driver", "driver"],
    ["driver-type.json", "GET logs", "InvalidRequest", "driver", "driver"],
    ["tail-content.json", "GET logs with invalid UTF-8 in the file", "ServerError", "undecodable", "tailLogs"],
    ["logs-http.json", "missing file", "NotReady", "no-file", "does not exist yet"],
    ["logs-http.json", "unknown submission_id", "NotReady", "no-file", "does not exist yet"],
    ["logs-http.json", "unknown node", "ServerError", "no-agent", "agent"],
    [
      "state-rate-limit.json",
      "state API call while 100 log streams are open",
      "RateLimited",
      "slots",
      "Max number of in-progress requests=100",
    ],
    ["dashboard-faults.json", "nodes, limit above", "InvalidRequest", "server", "exceeds the supported limit"],
    [
      "dashboard-faults.json",
      "health while the control store does not answer",
      "ServerError",
      "unavailable",
      "Deadline Exceeded",
    ],
    ["tail-faults.json", "submit after the head's agent died", "ServerError", "failed", "Cannot connect to host"],
  ])("%s, %s: %s %s", (file, name, tag, reason, words) => {
    const error = describeExchange(recorded(file, name));
    expect([error._tag, error.reason]).toEqual([tag, reason]);
    expect(error.message).toContain(words);
  });

  it("shows the text of another server that responds", () => {
    const page = answer(404, "<!DOCTYPE html><html><body>nginx</body></html>", { "content-type": "text/html" });
    expect([page._tag, page.reason]).toEqual(["NotFound", "unknown-path"]);
    expect(page.message).toContain('404, a web page ("nginx"). The proxy knows nothing at this address');
    expect(answer(418, "teapot")).toMatchObject({ _tag: "BadResponse", reason: "status" });
    expect(answer(502, `<html>${"x".repeat(5000)}`).message.length).toBeLessThan(400);
    expect(answer(501, "")).toMatchObject({ _tag: "ServerError", reason: "not-implemented" });
    expect(answer(408, "")).toMatchObject({ _tag: "ServerError", reason: "request-timeout" });
    expect(answer(409, "there")).toMatchObject({ _tag: "Conflict" });
  });
});

describe("a gRPC error of Python in the response of a Ray", () => {
  it("is reported by its details and not by its last line", () => {
    const text =
      '<AioRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAVAILABLE\n\tdetails = "failed to connect to all addresses"\n\tdebug_error_string = "UNKNOWN:x"\n>';
    const error = answer(500, text);
    expect(error).toMatchObject({ _tag: "ServerError", reason: "failed", serverText: text });
    expect(error.message).toBe('GET http://h/x: "failed to connect to all addresses"');
  });

  it("without details is reported by its last line with a meaning", () => {
    expect(answer(500, "<AioRpcError of RPC that terminated with:\n\tstatus = StatusCode.CANCELLED\n>").message).toBe(
      "GET http://h/x: status = StatusCode.CANCELLED",
    );
  });
});
