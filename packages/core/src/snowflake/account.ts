import { InvalidRequest } from "../errors.ts";
import { parseBaseUrl } from "../http/base-url.ts";
import { excerpt } from "../http/visible-text.ts";

/** An account: its address and its name in tokens. */
export interface SnowflakeAccount {
  /** The account's URL, without a trailing slash. */
  readonly address: string;
  /** The name in a key-pair assertion: the first label of the host, in upper case, without a region. */
  readonly name: string;
}

const domain = /\.snowflakecomputing\.(?:com|cn)$/;

/**
 * Parses an account: an identifier (`org-account`, `xy12345.us-east-1`; host names have `-` for `_`), a host or a URL.
 * `address` replaces the account's own address, for a private link or a reference server. Throws `InvalidRequest` (reason
 * `local`).
 */
export const parseAccount = (account: unknown, address?: string): SnowflakeAccount => {
  const given = typeof account === "string" ? account.trim() : "";
  const isUrl = /^https?:\/\//i.test(given);
  const url = isUrl ? new URL(parseBaseUrl(given).href) : undefined;
  const bare = url === undefined ? given.replaceAll("_", "-").toLowerCase() : url.hostname;
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(bare)) {
    throw new InvalidRequest({
      message: `${given === "" ? "the account is empty" : `"${excerpt(given, 80)}" is not a Snowflake account`}. Set its identifier, such as myorg-myaccount`,
      reason: "local",
    });
  }
  const own = url?.origin ?? `https://${domain.test(bare) ? bare : `${bare}.snowflakecomputing.com`}`;
  return {
    address: address === undefined ? own : parseBaseUrl(address, "https://org-account.snowflakecomputing.com").href,
    name: (bare.split(".")[0] ?? bare).toUpperCase(),
  };
};
