import { agentFlood } from "./measures/agent-flood.ts";
import { gatewayViewers } from "./measures/gateway.ts";
import { linear } from "./measures/linear.ts";
import { jobList, sqlRows } from "./measures/lists.ts";
import { manyTails } from "./measures/many-tails.ts";
import { page } from "./measures/page.ts";
import { pythonPeers } from "./measures/peers.ts";
import { rayFile, raySocket } from "./measures/ray-flood.ts";
import { realHeadRows } from "./measures/real-head.ts";
import { start } from "./measures/start.ts";
import type { Row } from "./row.ts";

/** Everything that the benchmark measures, in the order of its table. */
export const rows: ReadonlyArray<Row> = [
  { name: "ray-socket", measure: raySocket },
  { name: "ray-file", measure: rayFile },
  { name: "agent", measure: agentFlood },
  { name: "tails-100", measure: (context) => manyTails(context, 100, "auto") },
  { name: "tails-500", measure: (context) => manyTails(context, 500, "websocket") },
  { name: "start", measure: start },
  { name: "page", measure: async () => [await page()] },
  { name: "linear", measure: linear },
  { name: "list", measure: jobList },
  { name: "sql", measure: sqlRows },
  { name: "gateway", measure: gatewayViewers },
  { name: "python", measure: pythonPeers },
  ...realHeadRows,
];
