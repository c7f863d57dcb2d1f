import * as Effect from "effect/Effect";
import { checked } from "../surface/checked.ts";
import type { JobwireError } from "../errors.ts";
import { checkInclude } from "./checks.ts";
import type { ReasonerContext } from "./client-context.ts";
import { checkListQuery } from "./list-query.ts";
import { checkReasonerType, discriminators } from "./reasoner-type.ts";
import type { ListOptions, ReasonerJob } from "./types.ts";

/** Lists once: filters, sorts newest first, applies offset and limit, then adds the included parts of the remaining jobs. */
export const listJobs = (
  { gateways, by, expanded }: ReasonerContext,
  options: Omit<ListOptions, "signal">,
): Effect.Effect<ReadonlyArray<ReasonerJob>, JobwireError> =>
  Effect.gen(function* () {
    const { query, types, included } = yield* checked(() => {
      const type = options.reasonerType === undefined ? undefined : checkReasonerType(options.reasonerType);
      return {
        query: checkListQuery(options),
        types: type === undefined ? discriminators : [type],
        included: checkInclude(options.include, type),
      };
    });
    if (query.limit === 0) return [];
    const gateway = yield* by(gateways.main, "jobs.list");
    const { rows, skipped } = yield* gateway.list(types, query);
    const from = skipped ? 0 : query.offset;
    const wanted = rows.slice(from, query.limit === undefined ? undefined : from + query.limit);
    return yield* Effect.forEach(wanted, (row) => expanded(row, included), { concurrency: "unbounded" });
  });
