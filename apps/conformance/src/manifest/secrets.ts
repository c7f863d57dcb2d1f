import { type Requirement, requirementsOf } from "./requirement.ts";

/** What holds for the secrets of every client. */
export const secretRequirements: ReadonlyArray<Requirement> = requirementsOf("secrets", [
  ["token/sent", "R7", "A token goes with every request to the configured origin, also one that a function gives."],
  ["token/handshake", "R7", "A token goes with a WebSocket's handshake."],
  [
    "redirect/cross-origin",
    "R7; reliability F2",
    "A redirect to another origin is refused; the other server sees nothing.",
  ],
  ["redirect/same-origin", "R7", "A GET follows redirects within its origin, five at most; a write follows none."],
  ["redirect/page", "R7", "Where a page is not shown a redirect's target, the other server sees nothing either."],
  ["errors/none-shown", "R7", "No error, handle or client shows a token, also when a server sends it back."],
  [
    "echoes/ray",
    "R7",
    "A Ray that repeats the token, in any spelling and place of an answer, finds it in no error and no status.",
  ],
  ["echoes/agent", "R7", "The same of an agent."],
  ["echoes/reasoner", "R7", "The same of a reasoner service, over Direct Access and SQL."],
  ["urls/none", "R7", "No token is in a URL."],
  [
    "headers/checked",
    "R7",
    "CR, LF and NUL in a header or a token, and headers of the connection itself, are refused.",
  ],
  ["headers/own", "R7; reliability F1", "Configured headers are sent, and none that makes Ray see a browser."],
  ["plain-http/refused", "R7", "A token or headers over plain http to another host need an explicit word."],
  ["ids/checked", "R7; wire: ray §1", "Ids that would change the path are refused."],
  ["ids/encoded", "R7", "Ids are encoded in paths."],
]);
