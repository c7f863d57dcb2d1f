import { Effect, type Scope } from "effect";
import type { JobwireError } from "../../src/errors.ts";
import type { RayEffects } from "../../src/ray/effects.ts";
import { makeRay } from "../../src/ray/make-ray.ts";
import { bodyText, recorded } from "./recordings.ts";
import { type ScriptedAdapter, type ScriptedAnswer, scriptedAdapter, type SeenRequest } from "./scripted-adapter.ts";

/** A Ray client over a script, and the recorded requests. */
export interface ScriptedRay {
  readonly ray: RayEffects;
  readonly script: ScriptedAdapter;
}

/** A client of a cluster with these responses. */
export const rayOver = (
  request: (request: SeenRequest, index: number) => ScriptedAnswer,
): Effect.Effect<ScriptedRay, JobwireError, Scope.Scope> => {
  const script = scriptedAdapter({ request });
  return Effect.map(makeRay(script.adapter, { address: "http://127.0.0.1:8265" }), (ray) => ({ ray, script }));
};

/** The response of a real Ray in this case. */
export const asRecorded = (file: string, name: string): ScriptedAnswer => {
  const exchange = recorded(file, name);
  return { status: exchange.response.status, body: bodyText(exchange) };
};
