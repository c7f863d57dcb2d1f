/**
 * The parts of a script: responses, faults and gates. Plain data and promises without any runtime API, so that one module can hold
 * a script and the expectations of a page that runs against it.
 *
 * @module
 */
export type {
  ScriptedResponse,
  Body,
  Bytes,
  Cut,
  Ending,
  HttpResponse,
  SocketClose,
  SocketFrame,
} from "./fault/response.ts";
export { drop, html, http, json, never, redirect, socket, text } from "./fault/responses.ts";
export * from "./fault/fault.ts";
export { createGate, type Gate } from "./fault/gate.ts";
