import * as Context from "effect/Context";
import * as Layer from "effect/Layer";
import type { Adapter } from "../adapter.ts";
import type { JobwireError } from "../errors.ts";
import { makeWhenBuilt, type OptionsWhenBuilt } from "../surface/options-when-built.ts";
import type { ReasonerEffects } from "./effects.ts";
import { makeReasoner } from "./make-reasoner.ts";
import type { ReasonerOptions } from "./options.ts";

/** The class that Effect makes for the service `Reasoner`. */
const ReasonerBase: Context.ServiceClass<Reasoner, "jobwire/Reasoner", ReasonerEffects> = Context.Service<
  Reasoner,
  ReasonerEffects
>()("jobwire/Reasoner");

/** Reasoner jobs as a service of Effect. */
export class Reasoner extends ReasonerBase {}

/** The service over the given runtime; fails with `InvalidRequest` when the options cannot work. */
export const makeReasonerLayer = (
  adapter: Adapter,
  options: OptionsWhenBuilt<ReasonerOptions>,
): Layer.Layer<Reasoner, JobwireError> =>
  Layer.effect(
    Reasoner,
    makeWhenBuilt(options, (read) => makeReasoner(adapter, read)),
  );
