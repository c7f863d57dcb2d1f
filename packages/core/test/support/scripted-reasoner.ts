import { Effect, type Scope } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { ReasonerEffects } from "../../src/reasoner/effects.ts";
import { makeReasoner } from "../../src/reasoner/make-reasoner.ts";
import { type DirectAccessOptions, directAccess, type ReasonerOptions } from "../../src/reasoner/options.ts";
import { type ScriptedAdapter, type ScriptedAnswer, scriptedAdapter, type SeenRequest } from "./scripted-adapter.ts";

/** The address of the scripted service. */
export const reasonerAddress = "http://127.0.0.1:8080";

/** The options of a test's client. */
export interface ScriptedReasonerOptions {
  readonly client?: Partial<Omit<ReasonerOptions, "backend">>;
  readonly access?: Partial<DirectAccessOptions>;
}

/** A client over Direct Access, and its service. */
export const reasonerOver = (
  request: (request: SeenRequest, index: number) => ScriptedAnswer | Promise<ScriptedAnswer>,
  { client, access }: ScriptedReasonerOptions = {},
): Effect.Effect<
  { readonly reasoner: ReasonerEffects; readonly script: ScriptedAdapter },
  JobwireError,
  Scope.Scope
> => {
  const script = scriptedAdapter({ request });
  const backend = directAccess({ address: reasonerAddress, token: "token-1234", ...access });
  return Effect.map(makeReasoner(script.adapter, { backend, ...client }), (reasoner) => ({ reasoner, script }));
};

/** A row as the service sends it. */
export const wireRow = (
  id: string,
  state: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  id,
  type: "SOLVER",
  worker_name: "eng1",
  state,
  created_by: "alice@example.com",
  created_on: 1_760_000_001_000,
  finished_at: null,
  duration: null,
  payload: "{}",
  abort_reason: null,
  ...more,
});

/** The response to a get of a Prescriptive or Predictive job. */
export const jobAnswer = (id: string, state: string, more?: Readonly<Record<string, unknown>>): ScriptedAnswer => ({
  json: { job: wireRow(id, state, more) },
});

/** The response to a get of a Logic job. */
export const transactionAnswer = (
  id: string,
  state: string,
  more?: Readonly<Record<string, unknown>>,
): ScriptedAnswer => ({ json: { transaction: { ...wireRow(id, state, more), type: undefined } } });

/** `METHOD path?query` of each request. */
export const calls = (script: ScriptedAdapter): ReadonlyArray<string> =>
  script.requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`);
