// Longer than 300 lines because it is one table, read and changed as a whole.
import type { ConformanceCase } from "../case/conformance-case.ts";
import { abortedCases } from "../cases/faults/aborts.ts";
import { clockCases } from "../cases/faults/clocks.ts";
import { encodingCases } from "../cases/faults/encodings.ts";
import { lostConnectionCases } from "../cases/faults/lost-connections.ts";
import { lostAnswerCases } from "../cases/faults/lost-responses.ts";
import { manyAtOnceCases } from "../cases/faults/many-at-once.ts";
import { oddLogCases } from "../cases/faults/odd-logs.ts";
import { rateLimitCases } from "../cases/faults/rate-limits.ts";
import { refusalCases } from "../cases/faults/refusals.ts";
import { restartCases } from "../cases/faults/restarts.ts";
import { silenceCases } from "../cases/faults/silence.ts";
import { slowLinkCases } from "../cases/faults/slow-links.ts";
import { slowReaderFaultCases } from "../cases/faults/slow-readers.ts";
import { transientStatusCases } from "../cases/faults/transient-statuses.ts";
import { wrongAnswerCases } from "../cases/faults/wrong-responses.ts";
import type { Backend, Cannot, FaultRow, FaultTransport, FaultVariant } from "./fault-row.ts";

const all: ReadonlyArray<FaultTransport> = ["W", "H", "P", "U"];
const logs: ReadonlyArray<FaultTransport> = ["W", "H", "P"];
const reasoner: ReadonlyArray<Backend> = ["direct-access", "sql"];

const variants = (...names: ReadonlyArray<string>): ReadonlyArray<FaultVariant> => names.map((name) => ({ name }));
/** Cases that are older than the table, or about one backend. */
const also = (...shownBy: NonNullable<FaultVariant["shownBy"]>): FaultVariant => ({
  name: "suite",
  shownBy,
  partial: true,
});

/** Combinations that no row has. */
export const cannotAnywhere: ReadonlyArray<Cannot> = [
  {
    backends: ["ray"],
    transports: ["H"],
    why: "Ray's client uses no HTTP stream: `logs/stream` proves no end, so the client polls the log file instead (P)",
  },
  {
    backends: reasoner,
    transports: ["W", "H"],
    why: "a reasoner has no log to follow: its client polls events page by page (P)",
  },
];

const noSocketFraming: Cannot = {
  backends: ["agent"],
  transports: ["W"],
  why: "each message of an agent's socket is a line, so slices would be several lines",
};
const newlinesOfSockets: ReadonlyArray<Cannot> = [
  { transports: ["W", "H"], why: "a socket or a stream sends lines with its own newlines, of one byte" },
  { backends: reasoner, transports: ["P"], why: "an event has no newline to cut" },
];
const noRetryAfterOnSockets: Cannot = {
  transports: ["W"],
  why: "only Node shows the headers of a refused handshake; the tail switches from a refused socket to the next source",
};
const statementsTakeTurns: Cannot = {
  backends: ["sql"],
  transports: ["U"],
  why: "one call is a statement of up to three requests, so the log shows it",
};
const lostAnywhere = (how: string): ReadonlyArray<FaultVariant> => [
  ...variants(
    `${how}-before-any-byte`,
    `${how}-after-a-line`,
    `${how}-inside-a-line`,
    `${how}-inside-a-character`,
    `${how}-before-the-last-byte`,
  ),
  { name: `${how}-inside-a-newline`, cannot: newlinesOfSockets },
];

/** The rows of the fault matrix, numbered from 1: what goes wrong, what must hold, where, and in which variants. */
export const faultTable: ReadonlyArray<FaultRow> = [
  {
    id: 1,
    fault: "Refused, unresolved or no TLS at the first connection",
    holds: "ConnectionFailed when the retry window is over; the message names the server",
    on: all,
    cases: refusalCases,
    variants: [
      ...variants("refused", "no-such-name", "tls"),
      also("ray/errors/refused", "ray/errors/refused-reason", "agent/service/unreachable", {
        case: "transport/wrong-server/*",
        as: ["U"],
      }),
    ],
  },
  {
    id: 2,
    fault: "401 or 403",
    holds:
      "Unauthorized or Forbidden, no retry, no credential in the error; a proxy that passes only the jobs API costs a source and no line",
    on: all,
    cases: refusalCases,
    variants: [
      ...variants("401", "403"),
      ...["401", "403", "404", "redirect"].map(
        (how): FaultVariant => ({ name: `other-paths-${how}`, on: ["W", "P"], partial: true }),
      ),
      also(
        "ray/errors/forbidden",
        "ray/jobs/token",
        { case: "reasoner/unauthorized", as: ["U"] },
        "agent/tail/refused",
      ),
    ],
  },
  {
    id: 3,
    fault: "404 for the job; 405 for a browser",
    holds: "NotFound or BrowserRefused, no retry",
    on: all,
    cases: refusalCases,
    variants: [
      { name: "unknown-job" },
      {
        name: "browser-refused",
        shownBy: ["ray/errors/browser-refused"],
        on: ["U"],
        cannot: [{ backends: ["agent", ...reasoner], why: "only Ray refuses browsers with 405" }],
      },
      also({ case: "ray/errors/not-found", as: ["U"] }),
    ],
  },
  {
    id: 4,
    fault: "408, 429, 5xx; Retry-After in seconds, as a date, negative, absurd",
    holds: "the client waits for the longer of back-off and Retry-After, at most to the deadline; then a typed error",
    on: ["U", "P", "H"],
    cases: [...transientStatusCases, ...rateLimitCases],
    variants: [
      ...variants(
        "status-408",
        "status-429",
        "status-500",
        "status-502",
        "status-503",
        "status-504",
        "retry-after-seconds",
        "retry-after-date",
        "retry-after-negative",
        "retry-after-invalid",
        "always-503",
      ),
      {
        name: "rate-limited-429",
        cannot: [statementsTakeTurns],
      },
      {
        name: "rate-limited-503",
        cannot: [statementsTakeTurns],
      },
      {
        name: "retry-after-an-hour",
        on: ["U"],
      },
      also(
        "ray/errors/rate-limited",
        "ray/errors/absurd-retry-after",
        "ray/errors/server-error",
        "ray/wait/survives-failures",
        "ray/wait/retry-after",
        { case: "reasoner/wait/survives-failures", as: ["U"] },
      ),
    ],
    cannot: [noRetryAfterOnSockets],
  },
  {
    id: 5,
    fault: "The connection is reset after k lines",
    holds: "every line once after the resume, and a status that reports it",
    on: logs,
    cases: lostConnectionCases,
    variants: [
      ...lostAnywhere("reset"),
      also("ray/cut/reset", "agent/tail/cut-reset", "ray/cut/repetitive-log", "ray/cut/events"),
    ],
  },
  {
    id: 6,
    fault: "The socket ends without a close frame (code 1006, or 0)",
    holds: "as row 5",
    on: ["W"],
    cases: lostConnectionCases,
    variants: [
      ...variants(
        "fin-before-any-byte",
        "fin-after-a-line",
        "fin-inside-a-line",
        "fin-inside-a-character",
        "fin-before-the-last-byte",
      ),
      also("ray/cut/fin", "agent/tail/cut-fin"),
    ],
  },
  {
    id: 7,
    fault: "Close 1000, 1001, 1009, 1011 or 1012 while the job runs",
    holds: "the tail reads the status and continues; the close is never the end",
    on: ["W"],
    cases: lostConnectionCases,
    variants: [
      ...variants("close-1000", "close-1001", "close-1009", "close-1011", "close-1012"),
      also("ray/cut/close-codes"),
    ],
  },
  {
    id: 8,
    fault: "The job has ended and its socket closes before the last lines",
    holds: "the last lines come from another source",
    on: ["W"],
    cases: lostConnectionCases,
    variants: variants("close-1000", "fin"),
  },
  {
    id: 9,
    fault: "A body that ends too early: close-delimited, chunked, short length",
    holds: "the log continues, or a typed error; never a normal end",
    on: ["H", "P"],
    cases: lostConnectionCases,
    variants: [
      ...variants("chunked", "close-delimited"),
      {
        name: "short-length",
        cannot: [{ backends: ["agent"], transports: ["H"], why: "a stream that continues has no length" }],
      },
    ],
  },
  {
    id: 10,
    fault: "Half-open: no more bytes, the socket stays",
    holds: "a timeout fires, the log continues on another connection, and the time is bounded",
    on: all,
    cases: [...lostConnectionCases, ...silenceCases],
    variants: [
      { name: "stall-before-any-byte", on: logs },
      { name: "stall-inside-a-line", on: logs },
      { name: "stall-inside-a-character", on: logs },
      { name: "never-answered", on: ["U"] },
      { name: "stopped-body", on: ["U"] },
      { name: "total-time", on: ["U"] },
      also(
        "ray/cut/stall",
        "ray/errors/half-open",
        { case: "transport/total-limit/*", as: ["U"] },
        { case: "reasoner/wait/deadline", as: ["U"] },
      ),
    ],
  },
  {
    id: 11,
    fault: "Heartbeats without lines, while the job runs and after it ended",
    holds: "a quiet job continues, a line that the source does not bring comes from another, and the end is found",
    on: ["W", "H"],
    variants: [
      {
        name: "empty-frames",
        shownBy: [{ case: "ray/heartbeats/*", as: ["W"] }, "agent/heartbeats/empty-frames-*"],
        on: ["W"],
      },
      ...["empty-binary-frames", "ping-frames", "progress-frames"].map(
        (name): FaultVariant => ({
          name,
          shownBy: [`agent/heartbeats/${name}-*`],
          on: ["W"],
          cannot: [
            {
              backends: ["ray"],
              why: "Ray's socket sends text of the log; only an empty frame may come besides",
            },
          ],
        }),
      ),
      ...["comments", "blank-lines", "pings", "progress", "named-events", "ids-and-retries"].map(
        (name): FaultVariant => ({ name, shownBy: [`agent/heartbeats/${name}-*`], on: ["H"] }),
      ),
    ],
  },
  {
    id: 12,
    fault: "Latency, low bandwidth, one-byte slices",
    holds: "every line once, no false timeout at the defaults",
    on: all,
    cases: slowLinkCases,
    variants: [
      { name: "one-byte-slices", cannot: [noSocketFraming] },
      {
        name: "dripping",
        cannot: [{ transports: ["W"], why: "a socket sends whole messages; one-byte-slices has the smallest" }],
      },
      { name: "latency" },
    ],
  },
  {
    id: 13,
    fault: "One line of 5 MiB, a line or a message over a limit",
    holds: "it arrives whole, from another source if necessary, or ends with a typed error and a position; no loop",
    on: logs,
    cases: oddLogCases,
    variants: [
      { name: "line-of-5-mib" },
      {
        name: "over-the-limit",
        cannot: [
          { backends: reasoner, why: "events have no line limit; a response has one (response-over-the-limit)" },
        ],
      },
      {
        name: "message-over-the-limit",
        on: ["W"],
        cannot: [{ backends: ["agent"], why: "a message of an agent is a line (over-the-limit)" }],
      },
      {
        name: "response-over-the-limit",
        on: ["P"],
        cannot: [{ backends: ["ray", "agent"], why: "the response is the log itself, which has no limit" }],
      },
      also("ray/cut/large-line"),
    ],
  },
  {
    id: 14,
    fault: "A fast server and a reader that stalls",
    holds: "memory stays bounded, and the server must stop sending",
    on: logs,
    cases: slowReaderFaultCases,
    variants: [
      {
        name: "slow-reader",
        shownBy: ["ray/slow-reader/200-mb"],
        cannot: [
          {
            backends: ["agent"],
            transports: ["P"],
            why: "the plain log only verifies a stream's text; the client pulls it piece by piece through the same code as Ray's file",
          },
        ],
      },
    ],
  },
  {
    id: 15,
    fault: "The log is replaced or truncated between two connections",
    holds: "LogReset at the position; two logs are never joined",
    on: logs,
    cases: oddLogCases,
    variants: [
      ...["replaced", "truncated"].map(
        (name): FaultVariant => ({
          name,
          cannot: [{ backends: reasoner, why: "events are numbered by the service's own tokens (token-refused)" }],
        }),
      ),
      {
        name: "token-refused",
        on: ["P"],
        cannot: [{ backends: ["ray", "agent"], why: "their logs have no token" }],
      },
      also("ray/position/log-replaced", "ray/lost-log/file-removed"),
    ],
  },
  {
    id: 16,
    fault: "An `auto` tail changes its source while it follows",
    holds: "every line once across the seam",
    on: all,
    cases: oddLogCases,
    variants: [
      {
        name: "every-source-in-turn",
        cannot: [{ backends: reasoner, transports: ["P"], why: "events have one source" }],
      },
      also({ case: "agent/tail/auto-falls-back", as: ["W", "H"] }, { case: "ray/cut/no-loop", as: ["W"] }),
    ],
    cannot: [{ transports: ["U"], why: "a call has one source" }],
  },
  {
    id: 17,
    fault: "The head restarts; the job is unknown for a while, then back, or never back",
    holds: "the client looks for it for up to retryForMs; then JobLost, not the NotFound of an unknown job",
    on: all,
    cases: restartCases,
    variants: [
      {
        name: "comes-back",
        cannot: [
          {
            backends: reasoner,
            transports: ["P"],
            why: "events of a job that the service does not know are NotFound at once: it never forgets a job for a while",
          },
        ],
      },
      { name: "never-back" },
      { name: "restarts", on: logs },
      also("ray/cut/head-restarts", "ray/position/job-deleted", "ray/wait/gone", "ray/lost-log/*"),
    ],
  },
  {
    id: 18,
    fault: "A status that flaps or is unknown, more fields, HTML with 200, half JSON, a byte order mark",
    holds: "tolerant where that is safe, else BadResponse with a short excerpt",
    on: ["U", "P"],
    cases: [...oddLogCases, ...wrongAnswerCases],
    variants: [
      { name: "html", on: ["U"] },
      {
        name: "half-json",
        cannot: [{ backends: ["agent"], transports: ["P"], why: "an agent's log is text (html-once)" }],
      },
      { name: "other-shape", on: ["U"] },
      { name: "empty", on: ["U"] },
      { name: "html-once", on: ["H", "P"] },
      { name: "byte-order-mark", on: ["U"] },
      { name: "more-fields", on: ["U"] },
      { name: "status-flaps", on: ["U"] },
      also("ray/errors/bad-response-html", "ray/errors/bom", "ray/wait/unknown-status", {
        case: "transport/handshake/*",
        as: ["W"],
      }),
    ],
  },
  {
    id: 19,
    fault: "The response to a write is lost after the server accepted it; the id is taken",
    holds: "one job, its id returned, or an error that reports an unknown outcome",
    on: ["U"],
    cases: lostAnswerCases,
    variants: [
      { name: "stop-answer-lost" },
      {
        name: "create-answer-lost",
        shownBy: [
          "ray/submit/answer-lost",
          "ray/submit/outcome-unknown",
          "fault/19/run-answer-lost/call/agent",
          { case: "reasoner/create/lost-by-503", as: ["U"] },
          { case: "reasoner/create/lost-by-drop", as: ["U"] },
        ],
      },
      {
        name: "duplicate-id",
        shownBy: ["ray/submit/duplicate", "agent/service/writes"],
        cannot: [{ backends: reasoner, why: "the service itself makes the ids of its jobs" }],
      },
      also("agent/jobs/stop-once", "ray/submit/not-taken", { case: "transport/writes-once/*", as: ["U"] }),
    ],
  },
  {
    id: 20,
    fault: "A redirect: same origin, another origin, another scheme, a loop",
    holds: "only GETs follow, within the origin; else RedirectRefused, and no request to the other server",
    on: all,
    cases: refusalCases,
    variants: [
      ...variants("cross-origin", "other-scheme", "loop"),
      {
        name: "same-origin",
        on: ["U"],
        cannot: [{ backends: ["sql"], why: "a statement is a POST, which follows no redirect" }],
      },
      { name: "hidden", on: ["U"] },
      also(
        { case: "transport/handshake/redirect-*", as: ["W"] },
        "secrets/redirect/cross-origin",
        "secrets/redirect/same-origin",
        "secrets/redirect/opaque",
      ),
    ],
  },
  {
    id: 21,
    fault: "Abort before and while connecting, mid-line, in a back-off, in the reconciliation; return(); close()",
    holds: "it settles at once, and nothing is left open on the server",
    on: all,
    cases: abortedCases,
    variants: [
      ...["before-dial", "during-dial", "mid-line", "while-live", "back-off", "reconciliation", "close"].map(
        (name): FaultVariant => ({ name, on: logs }),
      ),
      { name: "unanswered", on: ["U"] },
      also(
        { case: "ray/abort/before", as: ["U"] },
        "ray/abort/while-live",
        "ray/abort/back-off",
        "ray/abort/break",
        "agent/tail/abort",
        { case: "reasoner/abort", as: ["U", "P"] },
      ),
    ],
  },
  {
    id: 22,
    fault: "The clock jumps; the machine sleeps",
    holds: "timeouts use a monotonic clock, and there is no burst of requests",
    on: all,
    cases: clockCases,
    variants: [{ name: "clock-jumps" }, { name: "late-timers", on: logs }],
  },
  {
    id: 23,
    fault: "Many tails or waits at once, on a healthy or a failing server",
    holds: "they share a retry budget, and one server's failures do not affect another",
    on: all,
    cases: manyAtOnceCases,
    variants: [
      { name: "many-on-a-failing-server" },
      { name: "many-on-a-healthy-server", on: logs },
      also("ray/wait/many"),
    ],
  },
  {
    id: 24,
    fault: "Hostile text: escapes, lone CR, NUL, direction marks, invalid UTF-8",
    holds:
      "the library yields it unchanged; the CLI's own tests show what a terminal gets (apps/cli/test/sanitize.test.ts)",
    on: logs,
    cases: oddLogCases,
    variants: [
      { name: "control-characters" },
      also("ray/tail/mixed-log", "ray/tail/not-utf8", "agent/tail/style-text-sse-text"),
    ],
  },
  {
    id: 25,
    fault: "CR or LF in a header, a token in a URL",
    holds: "refused before anything is sent; the secret appears nowhere",
    on: ["U"],
    cases: refusalCases,
    variants: [
      ...variants("header-injection", "token-in-url"),
      also("secrets/headers/checked", "secrets/plain-http/refused", "ray/submit/refused-before"),
    ],
  },
  {
    id: 26,
    fault: "A decompression bomb, stacked encodings",
    holds: "decoded correctly or a typed error, with bounded memory",
    on: ["H", "P", "U"],
    cases: encodingCases,
    variants: variants("bomb", "stacked", "deflate"),
  },
];

/** The cases of the table, each once. */
export const generatedFaultCases: ReadonlyArray<ConformanceCase> = [
  ...new Set(faultTable.flatMap(({ cases = [] }) => cases)),
];
