import * as Effect from "effect/Effect";
import { checked } from "../../surface/checked.ts";
import { BadResponse, Conflict, type JobwireError, NotFound } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { ServeCalls } from "./serve-calls.ts";
import { checkGivenConfig, checkServeConfig, nameOf } from "./serve-config.ts";
import type { ServeApplication, ServeApplicationConfig, ServeConfig, ServeStatus } from "./types.ts";

const changed = (address: string, problem: string): Conflict =>
  new Conflict({ message: `Serve at ${address}: ${problem}. Read the applications and try again`, reason: "changed" });

/** The applications that a deploy keeps: not those being deleted, and not those from Python, which a deploy does not affect. */
const kept = (status: ServeStatus): ReadonlyArray<ServeApplication> =>
  status.applications.filter(({ status: word, source }) => word !== "DELETING" && source !== "imperative");

/**
 * Deploys a whole set, unless it no longer has the revision `ifRevision`. Ray itself has no such condition: this reads the set
 * right before the deploy, and compares its names right after.
 */
const putSet = (
  calls: ServeCalls,
  config: ServeConfig,
  ifRevision: string | undefined,
): Effect.Effect<ServeStatus, JobwireError> =>
  Effect.gen(function* () {
    yield* checked(() => checkServeConfig(config));
    if (ifRevision !== undefined && (yield* calls.get).revision !== ifRevision) {
      return yield* Effect.fail(
        changed(calls.address, "another deploy changed the applications, so nothing was deployed"),
      );
    }
    yield* calls.put(config);
    const after = yield* calls.get;
    const wanted = config.applications.map(nameOf).toSorted();
    const there = kept(after)
      .map(({ name }) => name)
      .toSorted();
    if (JSON.stringify(wanted) !== JSON.stringify(there)) {
      return yield* Effect.fail(
        changed(calls.address, "the set was deployed, but right afterwards the applications differed from it"),
      );
    }
    return after;
  });

/** {@link putSet} for the caller's own config. */
export const deploySet = (
  calls: ServeCalls,
  config: ServeConfig,
  ifRevision: string | undefined,
): Effect.Effect<ServeStatus, JobwireError> =>
  Effect.andThen(
    checked(() => checkGivenConfig(config)),
    putSet(calls, config, ifRevision),
  );

/** Reads the set, changes it, and deploys it again unless another deploy happened in between. */
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
          message: `Serve at ${calls.address}: application ${excerpt(odd.name, 60)} is unreadable (${odd.unreadable?.join(", ")}), so it cannot be deployed again, and nothing was changed. Deploy the whole set`,
          reason: "shape",
        }),
      );
    }
    const applications = yield* change(before);
    const capacity = before.targetCapacity === null ? {} : { target_capacity: before.targetCapacity };
    return yield* putSet(calls, { applications, ...capacity }, ifRevision ?? before.revision);
  });

/** The configs of all applications except one, as they were deployed. */
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
              message: `Serve at ${address} does not return the config of ${excerpt(other, 60)}, so it cannot be deployed again, and nothing was changed. Deploy the whole set`,
              reason: "no-config",
            }),
          )
        : Effect.succeed({ name: other, ...config }),
  );

/** Deploys one application next to the others; it replaces the one with its name. */
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
      return Effect.fail(
        new NotFound({
          message: `${label} was not found. Check its name against the list of applications`,
          reason: "unknown-application",
        }),
      );
    }
    if (found.source === "imperative") {
      const message = `${label} was deployed from Python, so a deploy cannot delete it. Delete it from Python, or shut Serve down`;
      return Effect.fail(new Conflict({ message, reason: "imperative" }));
    }
    return othersThan(calls.address, status, name);
  });
