/** Runs a contract server until its standard input ends, and prints its address: for tests that run on another runtime. */
import { startContractServer } from "./start-contract-server.ts";

const server = await startContractServer();
process.stdout.write(`${server.url}\n`);
// Not "close", which Deno never emits for stdin; and its sockets that are still open would hold the process.
process.stdin.resume().once("end", () => void server.close().finally(() => process.exit()));
