import { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { deployCommand } from "./deploy.ts";
import { deleteApplicationCommand, scaleCommand, shutdownCommand } from "./change.ts";
import { serveStatusCommand } from "./status.ts";

/** `jobwire ray serve`. */
export const serveCommand = (cli: Cli): Command => {
  const serve = new Command("serve").description("Deploy, show and delete Serve applications");
  for (const make of [serveStatusCommand, deployCommand, deleteApplicationCommand, scaleCommand, shutdownCommand]) {
    serve.addCommand(make(cli));
  }
  return serve;
};
