import { type Requirement, requirementsOf } from "./requirement.ts";

/** What holds for the requests of every client. */
export const transportRequirements: ReadonlyArray<Requirement> = requirementsOf("transport", [
  [
    "user-agent",
    "wire: ray §8; Ray 2.46 to 2.51 answer 500 without one",
    "Requests and handshakes carry `jobwire/VERSION runtime/VERSION`, or what the caller set; a page sends its browser's.",
  ],
  [
    "writes-once",
    "R6",
    "A write goes out once, on a connection that no other request uses, also when that connection is lost.",
  ],
  [
    "handshake-redirect",
    "R7; design §6",
    "A redirect of a WebSocket's handshake is followed within its origin on every runtime; another origin gets no request.",
  ],
  [
    "handshake-refused",
    "design §6: a source that is refused is left for the next",
    "A tail goes on by another source when a server or a proxy answers its handshake with 200, 404, 405, 426, 5xx or a loop.",
  ],
  [
    "wrong-server",
    "issue 11, item 13",
    "A port that speaks no HTTP, a sign-in page and a 405 end a call at once; the error says what is there and what to set.",
  ],
  [
    "total-limit",
    "R5; reliability: fault 2",
    "A response that never ends, a chain of redirects or a token that never comes ends a call with Timeout (total); a wait goes on.",
  ],
]);
