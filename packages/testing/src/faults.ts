/**
 * The parts of a script: responses, faults and gates. Plain data and promises without any runtime API, so that one module can hold
 * a script and the expectations of a page that runs against it.
 *
 * @module
 */
export type { Answer, Body, Bytes, Cut, Ending, HttpAnswer, SocketClose, SocketFrame } from "./fault/answer.ts";
export { drop, html, http, json, never, redirect, socket, text } from "./fault/answers.ts";
export { answerLost, cutAfter, cutAfterPieces, type Fault, instead, rewrite } from "./fault/fault.ts";
export { createGate, type Gate } from "./fault/gate.ts";
