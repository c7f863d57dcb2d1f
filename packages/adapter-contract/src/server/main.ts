/** Runs a contract server until its standard input ends, and prints its address: for tests that run on another runtime. */
import { startContractServer } from "./start-contract-server.ts";

const server = await startContractServer();
process.stdout.write(`${server.url}\n`);
process.stdin.resume().once("close", () => void server.close());
