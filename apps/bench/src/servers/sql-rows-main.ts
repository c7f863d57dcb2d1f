/** sql-rows-main JOBS: the reference reasoner with JOBS Logic jobs. Prints the address of its SQL API; ends with its stdin. */
import { startReferenceReasoner } from "@jobwire/testing";
import { serveUntilStdinCloses } from "./flood-server.ts";

const server = await startReferenceReasoner({});
for (let i = 0; i < Number(process.argv[2] ?? 0); i++) server.addJob({ type: "LOGIC", reasoner: "bench" });
serveUntilStdinCloses({ address: server.snowflakeUrl, close: () => server.close() });
