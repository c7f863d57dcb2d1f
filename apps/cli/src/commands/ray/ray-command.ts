import type { RayCluster } from "@jobwire/core";
import { addConnectionOptions, type ConnectionFlags, openCluster } from "../../settings/connection.ts";
import { type ClientContext, clientCommands, type MakeClientCommand } from "../client-command.ts";

interface RayClient {
  readonly cluster: RayCluster;
}

/** The context of a command about a cluster. */
export type RayContext<Flags> = ClientContext<Flags> & RayClient;

/** Makes a `jobwire ray` command. */
export const rayCommand: MakeClientCommand<ConnectionFlags, RayClient> = clientCommands(
  { name: "ray", addConnectionOptions, open: openCluster },
  (cluster: RayCluster) => ({ cluster }),
);
