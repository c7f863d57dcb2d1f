import { type Requirement, requirementsOf } from "./requirement.ts";

/** The requirements for the secrets of every client. */
export const secretRequirements: ReadonlyArray<Requirement> = requirementsOf("secrets", [
  [
    "token/sent",
    "R7",
    "Every request to the configured origin carries the token, including one that a function returns.",
  ],
  ["token/handshake", "R7", "A WebSocket handshake carries the token."],
  ["redirect/cross-origin", "R7", "A redirect to another origin is refused, and the other server gets no request."],
  ["redirect/same-origin", "R7", "A GET follows redirects within its origin, five at most; a write follows none."],
  ["redirect/page", "R7", "If a page cannot see a redirect's target, the other server still gets no request."],
  ["errors/none-shown", "R7", "No error, handle or client reveals a token, even when a server sends it back."],
  [
    "echoes/ray",
    "R7",
    "If Ray repeats the token, in any spelling and place of a response, no error and no status reveals it.",
  ],
  ["echoes/agent", "R7", "The same holds for an agent."],
  ["echoes/reasoner", "R7", "The same holds for a reasoner service, over Direct Access and SQL."],
  ["urls/none", "R7", "No token is in a URL."],
  [
    "headers/checked",
    "R7",
    "CR, LF and NUL in a header or a token, and headers of the connection itself, are refused.",
  ],
  [
    "headers/own",
    "R7; server: browser-check",
    "Configured headers are sent, and no header makes Ray take the client for a browser.",
  ],
  ["plain-http/refused", "R7", "A token or headers over plain http to another host need an explicit option."],
  ["ids/checked", "R7; server: submission-ids", "Ids that would change the path are refused."],
  ["ids/encoded", "R7", "Ids are encoded in paths."],
]);
