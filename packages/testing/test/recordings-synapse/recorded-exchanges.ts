/** Reads the recordings of the Synapse clients as responses to check against a specification. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The text of `synapse-agent.yaml`, as `@jobwire/specs` publishes it. */
export const agentSpecText: string = readFileSync(
  createRequire(import.meta.url).resolve("@jobwire/specs/synapse-agent.yaml"),
  "utf8",
);

/** One recorded request, with what is known of its response. */
export interface AgentExchange {
  readonly name: string;
  readonly method: string;
  /** From the path on, without the base URL's own path. */
  readonly url: string;
  /** The request body as text; null when there was none. */
  readonly sent: string | null;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  /** Undefined when the recorder did not see the response and the client's result does not reveal it. */
  readonly answer: AgentAnswer | undefined;
}

/** For calls whose recording has only the client's return value: the status and content type it implies. */
export interface AgentAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string | null;
}

/** The names of the recordings. */
export const recordingFiles = [
  "rest_calls.json",
  "rest_errors.json",
  "rest_misc.json",
  "rest_post_redirect_longpoll.json",
  "tail_handshakes.json",
  "wire_tails.json",
] as const;

/** A recording, parsed. */
export const recording = (file: (typeof recordingFiles)[number]): unknown =>
  JSON.parse(readFileSync(new URL(`../../recordings/synapse/${file}`, import.meta.url), "utf8"));

interface Request {
  readonly method: string;
  readonly target: string;
  readonly body?: string;
  readonly headers: ReadonlyArray<readonly [string, string]>;
}

/** A client's return value or exception. */
type Outcome = unknown;

const json = (value: unknown): Pick<AgentAnswer, "contentType" | "body"> => ({
  contentType: "application/json",
  body: JSON.stringify(value),
});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A response derived from the client's return value: null is 204, text is text, anything else was JSON. */
const returned = (value: unknown): AgentAnswer => {
  if (value === null) return { status: 204, contentType: null, body: null };
  return typeof value === "string"
    ? { status: 200, contentType: "text/plain", body: value }
    : { status: 200, ...json(value) };
};

/** A Python value that the client made of a response is not the response. */
const isPythonValue = (value: unknown): boolean => typeof value === "string" && /^\(?<?\w+(?:\(| object )/.test(value);

/** A response derived from an exception, when it holds the agent's own text and not the client's (`Agent …`, a reason phrase). */
const thrown = (error: Readonly<Record<string, unknown>>): AgentAnswer | undefined => {
  const { status_code: status, detail } = error;
  if (typeof status !== "number") return undefined;
  if (isObject(detail)) return { status, ...json(detail) };
  if (typeof detail !== "string" || /^Agent |^Internal Server Error$/.test(detail)) return undefined;
  return { status, contentType: "text/plain", body: detail };
};

const answered = (outcome: Outcome): AgentAnswer | undefined => {
  if (!isObject(outcome)) return outcome === undefined || outcome === "" ? undefined : returned(outcome);
  if ("class" in outcome) return thrown(outcome);
  if (isObject(outcome["error"])) return thrown(outcome["error"]);
  if ("result" in outcome) return isPythonValue(outcome["result"]) ? undefined : returned(outcome["result"]);
  // `ok_after`: only the number of attempts was kept.
  return "ok_after" in outcome ? undefined : returned(outcome);
};

const callsOf = (): ReadonlyArray<AgentExchange> => {
  const sides = recording("rest_calls.json") as Record<
    string,
    ReadonlyArray<{ call: string; prefix?: string; requests: ReadonlyArray<Request>; outcome: Outcome }>
  >;
  return Object.entries(sides).flatMap(([side, calls]) =>
    calls.flatMap(({ call, prefix = "", requests, outcome }) =>
      requests.map((request) => ({
        name: `${side} ${call}${prefix}`,
        method: request.method,
        url: request.target.slice(prefix.replace(/\/$/, "").length),
        sent: request.body ?? null,
        headers: request.headers,
        answer: answered(outcome),
      })),
    ),
  );
};

const probed = { get: "GET jobs", post: "POST jobs", delete: "DELETE serve_applications" } as const;

/** The error recordings name the kind of call and the id: `get` read a job, `post` stopped one, `delete` an application. */
const probesOf = (file: "rest_errors.json" | "rest_post_redirect_longpoll.json"): ReadonlyArray<AgentExchange> =>
  (
    recording(file) as ReadonlyArray<{ side: string; kind?: keyof typeof probed; id: string; outcome: Outcome }>
  ).flatMap(({ side, kind, id, outcome }) => {
    if (kind === undefined) return [];
    const [method = "", collection = ""] = probed[kind].split(" ");
    const url = `/${collection}/${id}/${kind === "post" ? "stop/" : ""}`;
    // The client followed a redirect, or took it for a response: its result is not the agent's response to this request.
    const redirected = /^st-30\d/.test(id) && !(isObject(outcome) && "class" in outcome);
    const answer = redirected ? undefined : answered(outcome);
    return [{ name: `${side} ${kind} ${id}`, method, url, sent: null, headers: [], answer }];
  });

const miscOf = (): ReadonlyArray<AgentExchange> =>
  (recording("rest_misc.json") as ReadonlyArray<{ case: string; outcome: Outcome }>).flatMap(
    ({ case: name, outcome }) => {
      const job = / sent=\['(.*)'\]$/.exec(name)?.[1];
      const log = / get_job_logs (\S+)$/.exec(name)?.[1];
      const url = job ?? (log === undefined ? undefined : `/jobs/${log}/logs/`);
      return url === undefined
        ? []
        : [{ name, method: "GET", url, sent: null, headers: [], answer: answered(outcome) }];
    },
  );

const handshakesOf = (): ReadonlyArray<AgentExchange> =>
  (recording("tail_handshakes.json") as ReadonlyArray<Request>).map((request, index) => ({
    name: `tail handshake ${index}`,
    method: request.method,
    url: request.target,
    sent: null,
    headers: request.headers,
    answer: undefined,
  }));

/** Tails are recorded as bytes: these statuses, content types and bodies are what was on the wire. */
const tailsOf = (): ReadonlyArray<AgentExchange> =>
  (
    recording("wire_tails.json") as ReadonlyArray<{
      client: string;
      job: string;
      request_head: ReadonlyArray<string>;
      response_head: ReadonlyArray<string>;
      response_body?: string;
    }>
  ).map(({ client, job, request_head: request, response_head: response, response_body: body }) => {
    const [method = "", url = ""] = request[0]?.split(" ") ?? [];
    const status = Number(response[0]?.split(" ")[1]);
    const contentType = response.find((line) => /^content-type: /i.test(line))?.slice(14) ?? null;
    const headers = request
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const);
    return {
      name: `${client} ${job}`,
      method,
      url,
      sent: null,
      headers,
      answer: { status, contentType, body: body ?? null },
    };
  });

/** Every recorded request, by file. */
export const agentExchanges = (): ReadonlyMap<string, ReadonlyArray<AgentExchange>> =>
  new Map<string, ReadonlyArray<AgentExchange>>([
    ["rest_calls.json", callsOf()],
    ["rest_errors.json", probesOf("rest_errors.json")],
    ["rest_misc.json", miscOf()],
    ["rest_post_redirect_longpoll.json", probesOf("rest_post_redirect_longpoll.json")],
    ["tail_handshakes.json", handshakesOf()],
    ["wire_tails.json", tailsOf()],
  ]);
