import type { ReasonerBackend, SnowflakeAccountOptions, SnowflakeCredentials, TokenSource } from "@jobwire/core";
import { withCallSite } from "@jobwire/core/adapter-parts";
import { InvalidRequest } from "@jobwire/core/errors";
import { credentialsByTokenType, directAccess, keyPair, SecretText, sql } from "@jobwire/core/options";
import { type Environment, valueOf } from "./environment.ts";
import { readPrivateKey } from "./private-key.ts";
import { tokenFile } from "./token-file.ts";

/** The variables that {@link reasonerFromEnv} reads; docs/reasoner.md describes each. */
export const reasonerVariables: ReadonlyArray<string> = [
  "JOBWIRE_REASONER_BACKEND",
  "JOBWIRE_REASONER_URL",
  "JOBWIRE_REASONER_TOKEN",
  "JOBWIRE_REASONER_TOKEN_FILE",
  "JOBWIRE_REASONER_APP",
  "JOBWIRE_REASONER_PRIVATELINK_ZONE",
  "JOBWIRE_REASONER_GUARD_RAILS",
  "JOBWIRE_SNOWFLAKE_ACCOUNT",
  "JOBWIRE_SNOWFLAKE_ADDRESS",
  "JOBWIRE_SNOWFLAKE_USER",
  "JOBWIRE_SNOWFLAKE_ROLE",
  "JOBWIRE_SNOWFLAKE_WAREHOUSE",
  "JOBWIRE_SNOWFLAKE_DATABASE",
  "JOBWIRE_SNOWFLAKE_SCHEMA",
  "JOBWIRE_SNOWFLAKE_TOKEN",
  "JOBWIRE_SNOWFLAKE_TOKEN_FILE",
  "JOBWIRE_SNOWFLAKE_TOKEN_TYPE",
  "JOBWIRE_SNOWFLAKE_PRIVATE_KEY_FILE",
  "JOBWIRE_SNOWFLAKE_PRIVATE_KEY_PASSPHRASE",
];

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/**
 * Makes the backend that the environment names, for `reasoner({ backend: reasonerFromEnv() })`: Direct Access, unless
 * `JOBWIRE_REASONER_BACKEND` is `sql`. The address is `JOBWIRE_REASONER_URL`, or is found through `JOBWIRE_SNOWFLAKE_ACCOUNT`;
 * tokens and keys are `JOBWIRE_REASONER_TOKEN`, `JOBWIRE_SNOWFLAKE_TOKEN` or `JOBWIRE_SNOWFLAKE_PRIVATE_KEY_FILE`; tokens can also
 * be in files. An empty variable counts as not set. Throws `InvalidRequest` (reason `local`) that names the variable and shows no
 * secret.
 *
 * @example
 * ```ts
 * import { reasoner, reasonerFromEnv } from "jobwire";
 *
 * const client = reasoner({ backend: reasonerFromEnv() });
 * for (const { id, state } of await client.jobs.list({ limit: 10 })) console.log(id, state);
 * await client.close();
 * ```
 */
export const reasonerFromEnv = (env: Environment = process.env): ReasonerBackend =>
  withCallSite(reasonerFromEnv, () => {
    const kind = valueOf(env, "JOBWIRE_REASONER_BACKEND") ?? "direct-access";
    if (kind !== "direct-access" && kind !== "sql") {
      throw invalid("JOBWIRE_REASONER_BACKEND is neither direct-access nor sql. Set it to one of them, or unset it.");
    }
    const appName = valueOf(env, "JOBWIRE_REASONER_APP");
    const account = accountFrom(env);
    if (kind === "sql") {
      if (account === undefined)
        throw invalid(
          "JOBWIRE_SNOWFLAKE_ACCOUNT is not set, but the SQL backend needs it. Set it to the account's name.",
        );
      return sql({ ...account, appName });
    }
    const address = valueOf(env, "JOBWIRE_REASONER_URL");
    if (address === undefined && account === undefined) {
      throw invalid(
        "neither JOBWIRE_REASONER_URL nor JOBWIRE_SNOWFLAKE_ACCOUNT is set. Set the endpoint's address, or the account to find it by.",
      );
    }
    const own = secret(env, "JOBWIRE_REASONER_TOKEN", "JOBWIRE_REASONER_TOKEN_FILE");
    return directAccess({
      address,
      token: own,
      snowflake: account,
      appName,
      spcsPrivatelinkZone: valueOf(env, "JOBWIRE_REASONER_PRIVATELINK_ZONE"),
      enableGuardRails: valueOf(env, "JOBWIRE_REASONER_GUARD_RAILS")?.toLowerCase() === "true",
    });
  });

const secret = (env: Environment, name: string, file: string): TokenSource | undefined => {
  const value = valueOf(env, name);
  if (value !== undefined) return new SecretText(value, name);
  const path = valueOf(env, file);
  return path === undefined ? undefined : tokenFile(path, file);
};

const accountFrom = (env: Environment): SnowflakeAccountOptions | undefined => {
  const account = valueOf(env, "JOBWIRE_SNOWFLAKE_ACCOUNT");
  if (account === undefined) return undefined;
  return {
    account,
    address: valueOf(env, "JOBWIRE_SNOWFLAKE_ADDRESS"),
    credentials: credentialsFrom(env),
    role: valueOf(env, "JOBWIRE_SNOWFLAKE_ROLE"),
    warehouse: valueOf(env, "JOBWIRE_SNOWFLAKE_WAREHOUSE"),
    database: valueOf(env, "JOBWIRE_SNOWFLAKE_DATABASE"),
    schema: valueOf(env, "JOBWIRE_SNOWFLAKE_SCHEMA"),
  };
};

const credentialsFrom = (env: Environment): SnowflakeCredentials => {
  const keyFile = valueOf(env, "JOBWIRE_SNOWFLAKE_PRIVATE_KEY_FILE");
  if (keyFile !== undefined) {
    const user = valueOf(env, "JOBWIRE_SNOWFLAKE_USER");
    if (user === undefined)
      throw invalid("JOBWIRE_SNOWFLAKE_USER is not set, but a private key needs it. Set it to the user's name.");
    return keyPair({
      user,
      privateKey: readPrivateKey(keyFile, valueOf(env, "JOBWIRE_SNOWFLAKE_PRIVATE_KEY_PASSPHRASE")),
    });
  }
  const given = secret(env, "JOBWIRE_SNOWFLAKE_TOKEN", "JOBWIRE_SNOWFLAKE_TOKEN_FILE");
  if (given === undefined) {
    throw invalid(
      "JOBWIRE_SNOWFLAKE_ACCOUNT is set without credentials. Set JOBWIRE_SNOWFLAKE_TOKEN, JOBWIRE_SNOWFLAKE_TOKEN_FILE or JOBWIRE_SNOWFLAKE_PRIVATE_KEY_FILE.",
    );
  }
  const names = Object.keys(credentialsByTokenType);
  const type = valueOf(env, "JOBWIRE_SNOWFLAKE_TOKEN_TYPE")?.toLowerCase() ?? names[0] ?? "";
  const make = Object.hasOwn(credentialsByTokenType, type) ? credentialsByTokenType[type] : undefined;
  if (make !== undefined) return make(given);
  throw invalid(`JOBWIRE_SNOWFLAKE_TOKEN_TYPE is none of ${names.join(", ")}. Set it to one of them.`);
};
