import { Effect } from "effect";
import { checked } from "../../surface/checked.ts";
import { BadResponse, Conflict, type JobwireError, NotFound } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { ServeCalls } from "./serve-calls.ts";
import { checkGivenConfig, checkServeConfig, nameOf } from "./serve-config.ts";
import type { ServeApplication, ServeApplicationConfig, ServeConfig, ServeStatus } from "./types.ts";

const changed = (address: string, what: string): Conflict =>
  new Conflict({ message: `Serve at ${address}: ${what}; read it and try again`, reason: "changed" });

/** Those that a deploy puts back: not those on their way out, and not those from Python, which it does not reach. */
const kept = (status: ServeStatus): ReadonlyArray<ServeApplication> =>
  status.applications.filter(({ status: word, source }) => word !== "DELETING" && source !== "imperative");

/**
 * Puts a whole set, unless it is not the one of `ifRevision` any more. Ray has no such condition itself: the set is read right
 * before and, by its names, right after.
 */
const putSet = (
  calls: ServeCalls,
  config: ServeConfig,
  ifRevision: string | undefined,
): Effect.Effect<ServeStatus, JobwireError> =>
  Effect.gen(function* () {
    yield* checked(() => checkServeConfig(config));
    if (ifRevision !== undefined && (yield* calls.get).revision !== ifRevision) {
      return yield* Effect.fail(changed(calls.address, "somebody else deployed since, so nothing was deployed"));
    }
    yield* calls.put(config);
    const after = yield* calls.get;
    const wanted = config.applications.map(nameOf).toSorted();
    const there = kept(after)
      .map(({ name }) => name)
      .toSorted();
    if (JSON.stringify(wanted) !== JSON.stringify(there)) {
      return yield* Effect.fail(
        changed(calls.address, "this was deployed, and right after it the applications were others"),
      );
    }
    return after;
  });

/** {@link putSet} of what the caller gives. */
export const deploySet = (
  calls: ServeCalls,
  config: ServeConfig,
  ifRevision: string | undefined,
): Effect.Effect<ServeStatus, JobwireError> =>
  Effect.andThen(
    checked(() => checkGivenConfig(config)),
    putSet(calls, config, ifRevision),
  );

/** Reads the set, changes it, and puts it back unless somebody else deployed in between. */
const changeSet = (
  calls: ServeCalls,
  ifRevision: string | undefined,
  change: (status: ServeStatus) => Effect.Effect<ReadonlyArray<ServeApplicationConfig>, JobwireError>,
): Effect.Effect<ServeStatus, JobwireError> =>
  Effect.gen(function* () {
    const before = yield* calls.get;
    const odd = before.applications.find(({ unreadable }) => unreadable !== undefined);
    if (odd !== undefined) {
      return yield* Effect.fail(
        new BadResponse({
          message: `Serve at ${calls.address}: ${excerpt(odd.name, 60)} could not be read (${odd.unreadable?.join(", ")}), so it cannot be put back, and nothing was changed`,
          reason: "shape",
        }),
      );
    }
    const applications = yield* change(before);
    const capacity = before.targetCapacity === null ? {} : { target_capacity: before.targetCapacity };
    return yield* putSet(calls, { applications, ...capacity }, ifRevision ?? before.revision);
  });

/** The configs of all but one, as they were deployed. */
const othersThan = (
  address: string,
  status: ServeStatus,
  name: string,
): Effect.Effect<ReadonlyArray<ServeApplicationConfig>, JobwireError> =>
  Effect.forEach(
    kept(status).filter((application) => application.name !== name),
    ({ name: other, config }) =>
      config === null
        ? Effect.fail(
            new Conflict({
              message: `Serve at ${address} does not say how ${excerpt(other, 60)} was deployed, so it cannot be put back; deploy the whole set`,
              reason: "no-config",
            }),
          )
        : Effect.succeed({ name: other, ...config }),
  );

/** Deploys one application beside the others, in place of the one of its name. */
export const replaceApplication = (
  calls: ServeCalls,
  application: ServeApplicationConfig,
  ifRevision: string | undefined,
): Effect.Effect<ServeStatus, JobwireError> =>
  Effect.flatMap(
    checked(() => checkGivenConfig({ applications: [application] })),
    () =>
      changeSet(calls, ifRevision, (status) =>
        Effect.map(othersThan(calls.address, status, nameOf(application)), (others) => [...others, application]),
      ),
  );

/** Deploys the set without this application. */
export const deleteApplication = (
  calls: ServeCalls,
  name: string,
  ifRevision: string | undefined,
): Effect.Effect<ServeStatus, JobwireError> =>
  changeSet(calls, ifRevision, (status) => {
    const found = status.applications.find((application) => application.name === name);
    const label = `application ${excerpt(String(name), 60)} of Serve at ${calls.address}`;
    if (found === undefined || found.status === "DELETING") {
      return Effect.fail(new NotFound({ message: `${label} does not exist`, reason: "unknown-application" }));
    }
    if (found.source === "imperative") {
      const message = `${label} was deployed from Python and can only be deleted there, or with all of Serve`;
      return Effect.fail(new Conflict({ message, reason: "imperative" }));
    }
    return othersThan(calls.address, status, name);
  });
