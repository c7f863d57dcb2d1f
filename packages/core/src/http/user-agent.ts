import type { RuntimeFacts } from "../adapter.ts";
import { version } from "../version.ts";

/** Replaces all characters that a product in a User-Agent header cannot contain. */
const tokenOf = (text: string): string => text.replaceAll(/[^!#$%&'*+.^_`|~0-9A-Za-z-]+/g, "-");

/**
 * The `user-agent` header for each request and handshake, such as `jobwire/0.1.0 node/24.21.0`. None in a page, which sends its
 * browser's own. Ray 2.46 to 2.51 reads the header without a check and responds 500 when it is missing; from 2.52 on it takes
 * every value that begins with `Mozilla` for a browser's.
 */
export const userAgentHeader = ({ name, version: release, capabilities }: RuntimeFacts): Record<string, string> =>
  capabilities.forcedRequestHeaders.includes("user-agent")
    ? {}
    : { "user-agent": `jobwire/${version} ${tokenOf(name)}/${tokenOf(release)}` };
