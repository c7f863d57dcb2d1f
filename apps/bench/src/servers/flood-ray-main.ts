/** flood-ray-main [JOBS]: a flood server that speaks as a Ray dashboard with a list of JOBS jobs. Prints its address; ends with its stdin. */
import { startFloodRay } from "./flood-ray.ts";
import { serveUntilStdinCloses } from "./flood-server.ts";

serveUntilStdinCloses(await startFloodRay(Number(process.argv[2] ?? 0)));
