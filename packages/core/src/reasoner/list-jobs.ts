import { Effect } from "effect";
import { checked } from "../surface/checked.ts";
import type { JobwireError } from "../errors.ts";
import { checkInclude } from "./checks.ts";
import type { ReasonerContext } from "./client-context.ts";
import { checkListQuery } from "./list-query.ts";
import { checkReasonerType, discriminators } from "./reasoner-type.ts";
import type { ListOptions, ReasonerJob } from "./types.ts";

/** Lists once: filtered, newest first, then offset and limit, then the includes of what is left. */
export const listJobs = (
  { gateways, by, expanded }: ReasonerContext,
  own: Omit<ListOptions, "signal">,
): Effect.Effect<ReadonlyArray<ReasonerJob>, JobwireError> =>
  Effect.gen(function* () {
    const { query, types, included } = yield* checked(() => {
      const type = own.reasonerType === undefined ? undefined : checkReasonerType(own.reasonerType);
      return {
        query: checkListQuery(own),
        types: type === undefined ? discriminators : [type],
        included: checkInclude(own.include, type),
      };
    });
    if (query.limit === 0) return [];
    const gateway = yield* by(gateways.main, "jobs.list");
    const { rows, skipped } = yield* gateway.list(types, query);
    const from = skipped ? 0 : query.offset;
    const wanted = rows.slice(from, query.limit === undefined ? undefined : from + query.limit);
    return yield* Effect.forEach(wanted, (row) => expanded(row, included), { concurrency: "unbounded" });
  });
