import { InvalidRequest } from "../errors.ts";
import { parseBaseUrl } from "../http/base-url.ts";

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/**
 * The dashboard's address as a URL without a trailing slash. Throws `InvalidRequest` (reason `local`) with advice for the two
 * addresses that Ray users know and that have no jobs API: `ray://host:10001` (Ray client) and `host:6379` (the cluster's
 * internal port), and for every address that {@link parseBaseUrl} refuses.
 */
export const parseRayAddress = (address: string): string => {
  const text = typeof address === "string" ? address.trim() : "";
  const client = /^ray:\/\/(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[^/?#:@\s]+)/i.exec(text);
  if (client !== null) {
    throw invalid(
      `ray:// is the protocol of the Ray client, which has no jobs API. Use the dashboard's address, most likely http://${client[1] ?? "host"}:8265`,
    );
  }
  if (text === "auto" || text === "local") {
    throw invalid(
      `the address "${text}" works only inside a cluster. Use the dashboard's address, such as http://127.0.0.1:8265`,
    );
  }
  const bare = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(\d+))?$/i.exec(text);
  if (bare !== null) {
    const port = bare[2] ?? "8265";
    throw invalid(
      port === "6379"
        ? `${text} is the cluster's internal port, which has no jobs API. Use the dashboard's address, most likely http://${bare[1] ?? "host"}:8265`
        : `the address ${text} has no scheme. Use http://${bare[1] ?? "host"}:${port}`,
    );
  }
  return parseBaseUrl(text, "http://127.0.0.1:8265").href;
};
