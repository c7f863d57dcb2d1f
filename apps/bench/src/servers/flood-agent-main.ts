/** flood-agent-main: a flood server that speaks as a Synapse Agent. Prints its address; ends with its stdin. */
import { startFloodAgent } from "./flood-agent.ts";
import { serveUntilStdinCloses } from "./flood-server.ts";

serveUntilStdinCloses(await startFloodAgent());
