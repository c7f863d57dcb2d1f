// The gateway on Deno's own server.
import process from "node:process";
import { ray } from "@jobwire/deno";
import { createGateway } from "@jobwire/gateway";

declare const Deno: {
  readonly serve: (
    options: {
      readonly hostname: string;
      readonly port: number;
      readonly onListen: (address: { readonly port: number }) => void;
    },
    handler: (request: Request) => Promise<Response>,
  ) => unknown;
};

const cluster = ray({ address: process.env["RAY"] ?? "" });
const gateway = createGateway({ systems: { ray: cluster }, allowAnonymous: "all" });
const onListen = ({ port }: { readonly port: number }): void => console.log(`deno http://127.0.0.1:${port}/`);
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, gateway.fetch);
process.once("SIGTERM", () => void gateway.close().then(() => process.exit()));
