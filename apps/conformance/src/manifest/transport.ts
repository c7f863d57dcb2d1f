import { type Requirement, requirementsOf } from "./requirement.ts";

/** The requirements for the requests of every client. */
export const transportRequirements: ReadonlyArray<Requirement> = requirementsOf("transport", [
  [
    "user-agent",
    "server: user-agent",
    "Requests and handshakes carry `jobwire/VERSION runtime/VERSION`, or the caller's own value; a page sends its browser's.",
  ],
  [
    "writes-once",
    "R6",
    "A write is sent once, on a connection that no other request uses, even when that connection is lost.",
  ],
  [
    "handshake-redirect",
    "R7",
    "Every runtime follows a redirect of a WebSocket handshake within its origin; another origin gets no request.",
  ],
  [
    "handshake-refused",
    "api",
    "A tail continues on another source when a server or a proxy responds to its handshake with 200, 404, 405, 426, 5xx or a loop.",
  ],
  [
    "wrong-server",
    "api",
    "A port without HTTP, a sign-in page and a 405 end a call at once; the error names what was found and what to set.",
  ],
  [
    "total-limit",
    "R5; fault 2",
    "A response that never ends, a chain of redirects or a token that never comes ends a call with Timeout (total); a wait continues.",
  ],
]);
