import { setTimeout as sleep } from "node:timers/promises";
import { type PlainRequest, plainExchange } from "./plain-exchange.ts";
import type { SpecValidator } from "./spec-validator.ts";

/** Where to send the requests. */
export interface TourOptions {
  /** Origin of the server, `http:` only. */
  readonly address: string;
  readonly validator: SpecValidator;
  /** How long a response, or a job's expected state, may take. Default 60,000 ms. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/** The result of a tour. */
export interface TourReport {
  /** Responses that were checked against the specification. */
  readonly answers: number;
  /** Responses whose body was checked too; the others are HEAD, an upgrade and an abandoned stream. */
  readonly bodies: number;
  /** Empty when every response is described and has the expected status. */
  readonly problems: ReadonlyArray<string>;
  /** `operationId status`, sorted, each once. */
  readonly visited: ReadonlyArray<string>;
}

/** The expected status; several where it varies. */
export type Expected = number | ReadonlyArray<number>;

/** Sends one request, checks the response against the specification, and returns the response body if it is JSON. */
export type Visit = (status: Expected, method: string, path: string, more?: Partial<PlainRequest>) => Promise<unknown>;

/** A tour of what a specification describes. */
export interface Tour {
  /** Makes a visitor that sends these headers. */
  readonly visitor: (headers: Readonly<Record<string, string>>) => Visit;
  /** Requests every read without parameters that this tour has not visited yet, and expects 200. */
  readonly visitSimpleReads: (visit: Visit) => Promise<void>;
  /** Calls `look` every 200 ms until it returns a value; throws Error after the limit. */
  readonly until: <T>(what: string, look: () => Promise<T | undefined>) => Promise<T>;
  readonly report: () => TourReport;
}

/** Headers that ask for a WebSocket. */
export const upgradeHeaders: Readonly<Record<string, string>> = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** Begins a tour. `expectedOf` names in the report the server whose statuses are expected. */
export const startTour = (
  { address, validator, limitMs = 60_000, signal = new AbortController().signal }: TourOptions,
  expectedOf: string,
): Tour => {
  const problems: Array<string> = [];
  const visited = new Set<string>();
  let answers = 0;
  let bodies = 0;
  return {
    visitor:
      (headers) =>
      async (status, method, path, more = {}) => {
        const sent = { method, path, ...more, headers: { ...headers, ...more.headers } };
        const answer = await plainExchange(address, sent, AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
        const verdict = validator.validate({ method, url: path, ...answer });
        answers += 1;
        if (verdict.bodyChecked) bodies += 1;
        problems.push(...verdict.problems);
        const expected = [status].flat();
        if (!expected.includes(answer.status))
          problems.push(`${method} ${path} -> ${answer.status}: ${expectedOf} responds ${expected.join(" or ")}`);
        visited.add(`${verdict.operationId ?? "other-method"} ${answer.status}`);
        const { contentType, body } = answer;
        if (contentType?.startsWith("application/json") !== true || body === null || body.length === 0)
          return undefined;
        return JSON.parse(Buffer.from(body).toString("utf8"));
      },
    visitSimpleReads: async (visit) => {
      const isVisited = ({ operationId }: { readonly operationId: string }): boolean =>
        [...visited].some((seen) => seen.startsWith(`${operationId} `));
      for (const read of validator.simpleReads) if (!isVisited(read)) await visit(200, "GET", read.path);
    },
    until: async (what, look) => {
      const end = Date.now() + limitMs;
      for (;;) {
        const seen = await look();
        if (seen !== undefined) return seen;
        if (Date.now() > end) throw new Error(`did not happen within ${limitMs} ms: ${what}`);
        await sleep(200, undefined, { signal });
      }
    },
    report: () => ({ answers, bodies, problems, visited: [...visited].sort() }),
  };
};
