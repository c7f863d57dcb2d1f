import { timeoutNames } from "../http/timeout-names.ts";
import type { NamesOf } from "../surface/option-names.ts";
import type { SnowflakeAccountOptions } from "./options.ts";

/** The options of an account. Credentials are values of their own. */
export const accountNames: NamesOf<SnowflakeAccountOptions> = {
  account: 1,
  address: 1,
  credentials: 1,
  queryTag: 1,
  role: 1,
  warehouse: 1,
  database: 1,
  schema: 1,
  allowInsecureToken: 1,
  timeouts: timeoutNames,
};
