import * as Effect from "effect/Effect";
import type { Adapter } from "../adapter.ts";
import { checked } from "../surface/checked.ts";
import { InvalidRequest } from "../errors.ts";
import { parseBaseUrl } from "../http/base-url.ts";
import { retryingInCall } from "../retry/call-retries.ts";
import type { Redactor } from "../redaction/redactor.ts";
import type { RetryBudget } from "../retry/retry-budget.ts";
import { makeSnowflakeSql } from "../snowflake/make-sql.ts";
import { makeSnowflakeTokens } from "../snowflake/make-tokens.ts";
import { checkOptionalText } from "./checks.ts";
import { makeDirectAccessApi } from "./direct-access/api.ts";
import { fixedEndpoint, foundEndpoint } from "./direct-access/endpoint.ts";
import { makeDirectAccessGateway } from "./direct-access/gateway.ts";
import type { Gateways } from "./gateways.ts";
import type { DirectAccessOptions, ReasonerOptions } from "./options.ts";
import { makeSqlGateway } from "./sql/gateway.ts";
import { findServiceEndpoint } from "./sql/service-endpoint.ts";

const defaultApp = "RELATIONALAI";

const local = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/**
 * Makes the gateways that the options describe. Throws `InvalidRequest` (reason `local`) when they cannot work; sends nothing.
 */
export const makeGateways = (
  adapter: Adapter,
  options: ReasonerOptions,
  budget: RetryBudget,
  redactor: Redactor,
): Gateways => {
  const { backend, timeouts } = options;
  if (backend?.kind === "sql") {
    const account = { timeouts, ...backend.options };
    const snowflake = makeSnowflakeSql(adapter, account, {
      tokens: makeSnowflakeTokens(adapter, account, budget, redactor),
      budget,
      redactor,
    });
    const gateway = makeSqlGateway(snowflake, checkOptionalText("appName", backend.options.appName) ?? defaultApp);
    return { main: gateway, sql: gateway };
  }
  if (backend?.kind === "direct-access")
    return directAccessGateways(adapter, backend.options, timeouts, budget, redactor);
  throw local("backend is not a backend. Make it with directAccess or sql");
};

const directAccessGateways = (
  adapter: Adapter,
  options: DirectAccessOptions,
  timeouts: ReasonerOptions["timeouts"],
  budget: RetryBudget,
  redactor: Redactor,
): Gateways => {
  const appName = checkOptionalText("appName", options.appName) ?? defaultApp;
  const account = options.snowflake === undefined ? undefined : { timeouts, ...options.snowflake };
  const tokens = account === undefined ? undefined : makeSnowflakeTokens(adapter, account, budget, redactor);
  const snowflake =
    account === undefined || tokens === undefined
      ? undefined
      : makeSnowflakeSql(adapter, account, { tokens, budget, redactor });
  const guardRails = options.enableGuardRails === true;

  const apiAt = (baseUrl: string) =>
    makeDirectAccessApi(adapter, {
      baseUrl,
      token:
        options.token ??
        tokens?.ingress(new URL(parseBaseUrl(baseUrl, "https://host.snowflakecomputing.app").href).host),
      allowInsecureToken: options.allowInsecureToken,
      timeouts,
      redactor,
      log: budget.log,
    });

  const sql = snowflake === undefined ? undefined : makeSqlGateway(snowflake, appName);
  if (options.address !== undefined) {
    return { main: makeDirectAccessGateway(fixedEndpoint(apiAt(options.address)), guardRails), sql };
  }
  if (snowflake === undefined) {
    throw local(
      "directAccess has neither address nor snowflake. Set address, or set snowflake to look the endpoint up",
    );
  }
  const zone = checkOptionalText("spcsPrivatelinkZone", options.spcsPrivatelinkZone);
  const lookUp = findServiceEndpoint(snowflake, appName, zone).pipe(
    retryingInCall({ budget, policy: "reasoner" }),
    Effect.flatMap((url) => checked(() => apiAt(url))),
  );
  const endpoint = foundEndpoint(`direct access of ${snowflake.address}`, lookUp);
  return { main: makeDirectAccessGateway(endpoint, guardRails), sql };
};
