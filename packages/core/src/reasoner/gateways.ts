import { InvalidRequest } from "../errors.ts";
import type { JobGateway } from "./gateway.ts";
import type { Discriminator } from "./reasoner-type.ts";

/** The gateways of one client. */
export interface Gateways {
  /** For every operation except those that only SQL supports. */
  readonly main: JobGateway;
  /** Undefined for Direct Access without an account. */
  readonly sql: JobGateway | undefined;
}

/** The gateway of a cancel. Throws `InvalidRequest` (reason `local`) when the client has none for it. */
export const cancelGateway = (gateways: Gateways, type: Discriminator, allUsers: boolean): JobGateway => {
  if (!allUsers) return gateways.main;
  if (type !== "LOGIC") {
    throw new InvalidRequest({
      message: "cancel: allUsers works for Logic jobs only. Remove it, or name the reasoner type Logic",
      reason: "local",
    });
  }
  if (gateways.sql === undefined) {
    throw new InvalidRequest({
      message: "cancel: allUsers works over SQL only. Set the snowflake option of directAccess",
      reason: "local",
    });
  }
  return gateways.sql;
};
