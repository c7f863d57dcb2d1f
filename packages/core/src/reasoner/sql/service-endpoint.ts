import { maxShownDepth, jsonText } from "../../adapter-parts/json-text.ts";
import * as Effect from "effect/Effect";
import { BadResponse, type JobwireError } from "../../errors.ts";
import { withoutEnding } from "../../http/text-parts.ts";
import { excerpt } from "../../http/visible-text.ts";
import type { SnowflakeSql, SqlRow } from "../../snowflake/sql.ts";
import { quoteAppName } from "./app-name.ts";
import { mapSqlError } from "./sql-error.ts";
import { statementsOf } from "./statements.ts";

const hostOf = (row: SqlRow | undefined): string | undefined => {
  if (row === undefined) return undefined;
  const columns = Object.values(row);
  const candidates = [row["PRIVATELINK_INGRESS_URL"], row["SERVICE_ENDPOINT"], columns.length === 1 ? columns[0] : ""];
  const host = candidates.find((it) => typeof it === "string" && it.trim() !== "");
  return typeof host === "string" ? host.trim() : undefined;
};

/**
 * Asks the app for its service's endpoint. Returns a URL without a trailing slash: `https://` unless the app's text has a
 * scheme, and in the private link zone if there is one.
 */
export const findServiceEndpoint = (
  sql: SnowflakeSql,
  appName: string,
  privatelinkZone: string | undefined,
): Effect.Effect<string, JobwireError> => {
  const label = `endpoint of the app ${appName} at ${sql.address}`;
  const { text, bindings } = statementsOf(quoteAppName(appName)).endpoint();
  return sql.execute(text, bindings).pipe(
    Effect.mapError((error) => mapSqlError(label, error)),
    Effect.flatMap(({ rows }) => {
      const host = hostOf(rows[0]);
      if (host === undefined) {
        return Effect.fail(
          new BadResponse({
            message: `${label}: the app returned no endpoint (${excerpt(jsonText(rows[0] ?? null, maxShownDepth), 200)}). Check that its service is running`,
            reason: "shape",
          }),
        );
      }
      const url = withoutEnding(/^https?:\/\//i.test(host) ? host : `https://${host}`, "/");
      // The client sends tokens to this address: `ftp://x` must not become the host "ftp" with a path.
      if (!/^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?(?:\/[^\s?#]*)?$/i.test(url)) {
        return Effect.fail(
          new BadResponse({
            message: `${label}: the app returned "${excerpt(host, 200)}", which is not a host. Check the app's service`,
            reason: "shape",
          }),
        );
      }
      return Effect.succeed(
        privatelinkZone === undefined ? url : url.replace(/\.snowflakecomputing\.app$/i, `.spcs.${privatelinkZone}`),
      );
    }),
  );
};
