import { type Exchange, readBytes, sendEmpty, sendText } from "./exchange.ts";
import { IN_TROUBLE, TextAnswer } from "./text-answer.ts";
import { pythonTraceback } from "./python-traceback.ts";
import type { Route } from "./routes.ts";

export const PACKAGE_ROUTES: readonly Route[] = [
  { method: "GET", pattern: "/api/packages/{}/{}", handler: get },
  { method: "PUT", pattern: "/api/packages/{}/{}", handler: put },
];

function get({ cluster, parameters, response }: Exchange): void {
  const [protocol = "", name = ""] = parameters;
  if (protocol !== "gcs") throw new TextAnswer(500, IN_TROUBLE);
  if (!cluster.packages.has(name)) return sendText(response, 404, `Package gcs://${name} does not exist`);
  sendEmpty(response);
}

async function put({ cluster, parameters, request, response }: Exchange): Promise<void> {
  const [protocol = "", name = ""] = parameters;
  const archive = await readBytes(request);
  if (protocol !== "gcs") {
    const frame = ["ray/_private/runtime_env/packaging.py", 697, "upload_package_to_gcs", "raise ValueError("] as const;
    const reason = "ValueError: upload_package_to_gcs should not be called with a remote path.";
    return sendText(response, 500, pythonTraceback([frame], reason));
  }
  cluster.packages.put(name, archive);
  sendEmpty(response);
}
