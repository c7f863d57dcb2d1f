import * as Effect from "effect/Effect";
import { checked } from "../surface/checked.ts";
import { BadResponse, type JobwireError } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import type { AgentApi } from "./api.ts";
import { decodeAnything, decodeNothing, decodePage, decodeRecord } from "./objects.ts";
import type { PluginDebugRun, PluginRun } from "./plugin-types.ts";
import { checkAgentText, debugRunBody, runBody } from "./run-body.ts";
import type { AgentRecord } from "./types.ts";

const pageSize = 100;
/** A longer list is circular, or too long for one array. */
const maxPages = 1_000;

/** The page number in a `next` link. Uses only the number: a link may name another origin, which must not get the token. */
const pageOf = (next: string): number | undefined => {
  const page = /[?&]page=(\d+)(?:&|$)/.exec(next)?.[1];
  return page === undefined ? undefined : Number(page);
};

/** Lists the releases: `GET plugin_releases/`, once for each page. */
export const listPluginReleases = (api: AgentApi): Effect.Effect<ReadonlyArray<AgentRecord>, JobwireError> =>
  Effect.gen(function* () {
    const what = "plugin releases";
    const partial = (problem: string): BadResponse =>
      new BadResponse({ message: `${what} at ${api.address}: ${problem}`, reason: "partial", statusCode: 200 });
    const releases: Array<AgentRecord> = [];
    let page: number | undefined;
    for (let read = 0; read < maxPages; read++) {
      const query = page === undefined ? { page_size: pageSize } : { page, page_size: pageSize };
      const { items, next } = yield* api.ask(
        what,
        (client, init) => client.GET("/plugin_releases/", { params: { query }, ...init }),
        decodePage,
      );
      // One by one: a page may have more items than a call may have arguments.
      for (const item of items) releases.push(item);
      if (next === undefined) return releases;
      const following = pageOf(next);
      if (following === undefined || following <= (page ?? 1))
        return yield* Effect.fail(
          partial(`the link to the next page is not usable: ${excerpt(next, 100)}. Check the agent's version`),
        );
      page = following;
    }
    return yield* Effect.fail(partial(`the list has more than ${maxPages} pages. Check the agent's version`));
  });

/** Reads a release: `GET plugin_releases/{lookup}`, once; the path has no final slash. */
export const getPluginRelease = (api: AgentApi, lookup: string): Effect.Effect<AgentRecord, JobwireError> =>
  api.ask(
    `plugin release ${lookup}`,
    (client, init) => client.GET("/plugin_releases/{lookup}", { params: { path: { lookup } }, ...init }),
    decodeRecord,
  );

/** Creates a release: `POST plugin_releases/`, once. */
export const createPluginRelease = (
  api: AgentApi,
  release: { readonly plugin: string; readonly version: string },
): Effect.Effect<AgentRecord, JobwireError> =>
  Effect.flatMap(
    checked(() => ({
      plugin: checkAgentText("plugin", release?.plugin),
      version: checkAgentText("version", release?.version),
    })),
    (body) =>
      api.ask(
        `creation of plugin release ${body.plugin}@${body.version}`,
        (client, init) => client.POST("/plugin_releases/", { body, ...init }),
        decodeRecord,
      ),
  );

/** Deletes a release: `DELETE plugin_releases/{lookup}`, once; the path has no final slash. */
export const deletePluginRelease = (api: AgentApi, lookup: string): Effect.Effect<void, JobwireError> =>
  api.ask(
    `delete of plugin release ${lookup}`,
    (client, init) => client.DELETE("/plugin_releases/{lookup}", { params: { path: { lookup } }, ...init }),
    decodeNothing,
  );

/** Runs a release: `POST plugin_releases/{lookup}/run/`, once. Returns the agent's response, whose shape is unknown. */
export const runPlugin = (api: AgentApi, lookup: string, run: PluginRun): Effect.Effect<unknown, JobwireError> =>
  Effect.flatMap(
    checked(() => runBody(run)),
    (body) =>
      api.ask(
        `run of plugin release ${lookup}`,
        (client, init) =>
          client.POST("/plugin_releases/{lookup}/run/", { params: { path: { lookup } }, body, ...init }),
        decodeAnything,
      ),
  );

/** Runs a plugin without a release: `POST plugin_releases/run_debug/`, once. */
export const runPluginDebug = (api: AgentApi, run: PluginDebugRun): Effect.Effect<unknown, JobwireError> =>
  Effect.flatMap(
    checked(() => debugRunBody(run)),
    (body) =>
      api.ask(
        "debug run",
        (client, init) => client.POST("/plugin_releases/run_debug/", { body, ...init }),
        decodeAnything,
      ),
  );
