import { agentFlood } from "./measures/agent-flood.ts";
import { manyTails } from "./measures/many-tails.ts";
import { page } from "./measures/page.ts";
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
  ...realHeadRows,
];
