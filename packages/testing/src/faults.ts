/**
 * What scripts are made of: answers, faults and gates. Plain data and promises, without any API of a runtime, so that one module can
 * hold a script and what is to be seen of it from a page, too.
 *
 * @module
 */
export type { Answer, Body, Bytes, Cut, Ending, HttpAnswer, SocketClose, SocketFrame } from "./fault/answer.ts";
export { drop, html, http, json, never, redirect, socket, text } from "./fault/answers.ts";
export { answerLost, cutAfter, cutAfterPieces, type Fault, instead, rewrite } from "./fault/fault.ts";
export { createGate, type Gate } from "./fault/gate.ts";
