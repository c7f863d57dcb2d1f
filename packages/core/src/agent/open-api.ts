import type { Adapter } from "../adapter.ts";
import { InvalidRequest } from "../errors.ts";
import { parseBaseUrl } from "../http/base-url.ts";
import { makeHttp } from "../http/make-http.ts";
import { secretValue } from "../http/secret-value.ts";
import type { ClientLog } from "../log/client-log.ts";
import type { Redactor } from "../redaction/redactor.ts";
import { type AgentApi, makeAgentApi } from "./api.ts";
import { describeAgent } from "./errors.ts";
import { agentTimes } from "./timeouts.ts";
import type { AgentOptions, AgentSecret } from "./types.ts";

const secret = (what: string, value: AgentSecret): string => {
  const text = secretValue(value);
  if (typeof text === "string" && text.trim() !== "") return text;
  throw new InvalidRequest({ message: `${what} is empty`, reason: "local" });
};

/** The agent behind the adapter, with all its options applied; throws `InvalidRequest` (reason `local`). */
export const openAgentApi = (
  adapter: Adapter,
  options: AgentOptions,
  own: { readonly redactor?: Redactor; readonly log?: ClientLog | undefined } = {},
): AgentApi => {
  const { agentToken, userToken, tenant, allowInsecureToken } = options;
  const { href: baseUrl } = parseBaseUrl(options.address, "https://host/agents/7");
  return makeAgentApi(
    makeHttp(adapter, {
      baseUrl,
      allowInsecureToken,
      redactor: own.redactor,
      log: own.log,
      token: typeof agentToken === "function" ? agentToken : secret("agentToken", agentToken),
      // The agent wants the token as it is, without a scheme word.
      tokenValue: (token) => token,
      headers: {
        ...(userToken === undefined ? {} : { "synapse-user": `Token ${secret("userToken", userToken)}` }),
        ...(tenant === undefined ? {} : { "synapse-tenant": `Token ${secret("tenant", tenant)}` }),
      },
      timeouts: { ...agentTimes(options.timeouts), requestMs: options.timeouts?.requestMs },
      describe: describeAgent,
      notHttp: "Set address to the agent's http or https address",
    }),
  );
};
