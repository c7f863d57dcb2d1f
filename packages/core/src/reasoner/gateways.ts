import { InvalidRequest } from "../errors.ts";
import type { JobGateway } from "./gateway.ts";
import type { Discriminator } from "./reasoner-type.ts";

/** The ways of one client. */
export interface Gateways {
  /** The way of everything, but for what only SQL can do. */
  readonly main: JobGateway;
  /** Undefined over Direct Access without an account. */
  readonly sql: JobGateway | undefined;
}

/** The way of a cancel. Throws `InvalidRequest` (reason `local`) when there is none. */
export const cancelGateway = (gateways: Gateways, type: Discriminator, allUsers: boolean): JobGateway => {
  if (!allUsers) return gateways.main;
  if (type !== "LOGIC") {
    throw new InvalidRequest({ message: "cancel: allUsers is for Logic jobs only", reason: "local" });
  }
  if (gateways.sql === undefined) {
    throw new InvalidRequest({
      message: "cancel: allUsers goes over SQL; give directAccess the snowflake option",
      reason: "local",
    });
  }
  return gateways.sql;
};
