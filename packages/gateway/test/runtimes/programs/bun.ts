// The gateway on Bun's own server.
import process from "node:process";
import { ray } from "@jobwire/bun";
import { createGateway } from "@jobwire/gateway";

declare const Bun: {
  readonly serve: (options: {
    readonly hostname: string;
    readonly port: number;
    readonly idleTimeout: number;
    readonly fetch: (request: Request) => Promise<Response>;
  }) => { readonly url: URL };
};

const cluster = ray({ address: process.env["RAY"] ?? "" });
const gateway = createGateway({ systems: { ray: cluster }, allowAnonymous: "all" });
// Bun ends a silent response after 10 s unless told otherwise, and a long-poll is silent for longer.
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 120, fetch: gateway.fetch });
console.log(`bun ${server.url}`);
process.once("SIGTERM", () => void gateway.close().then(() => process.exit()));
