import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { makeWhenBuilt, type OptionsWhenBuilt } from "../surface/options-when-built.ts";
import type { ReasonerEffects } from "./effects.ts";
import { makeReasoner } from "./make-reasoner.ts";
import type { ReasonerOptions } from "./options.ts";

/** Reasoner jobs as a service of Effect. */
export interface Reasoner extends Context.ServiceClass.Shape<"jobwire/Reasoner", ReasonerEffects> {}

/** The key of the service: `yield* Reasoner` in an Effect. */
export const Reasoner: Context.ServiceClass<Reasoner, "jobwire/Reasoner", ReasonerEffects> = Context.Service<
  Reasoner,
  ReasonerEffects
>()("jobwire/Reasoner");

/**
 * The service over the given runtime; fails with `InvalidRequest` when the options cannot work.
 *
 * @example
 * ```ts
 * import { directAccess, makeReasonerLayer, Reasoner } from "@jobwire/core/effect";
 * import { nodeAdapter } from "@jobwire/node";
 * import { Effect } from "effect";
 *
 * const backend = directAccess({ address: "http://127.0.0.1:8090", token: "secret" });
 * const program = Effect.flatMap(Reasoner, ({ jobs }) => jobs.list({ limit: 10 }));
 * console.log(await Effect.runPromise(Effect.provide(program, makeReasonerLayer(nodeAdapter, { backend }))));
 * ```
 */
export const makeReasonerLayer = (
  adapter: Adapter,
  options: OptionsWhenBuilt<ReasonerOptions>,
): Layer.Layer<Reasoner, JobwireError> =>
  Layer.effect(
    Reasoner,
    makeWhenBuilt(options, (read) => makeReasoner(adapter, read)),
  );
