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
    "total-limit",
    "R5; reliability: fault 2",
    "A response that never ends, a chain of redirects or a token that never comes ends a call with Timeout (total); a wait goes on.",
  ],
]);
