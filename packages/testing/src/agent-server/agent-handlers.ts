import type { Answer, HttpAnswer } from "../fault/answer.ts";
import { json } from "../fault/answers.ts";
import type { AgentEndpoint, AgentRequest } from "./agent-endpoint.ts";

/** The proper answers of an agent, by endpoint. What is not there is 404. */
export type AgentHandlers = Readonly<
  Partial<Record<AgentEndpoint, (request: AgentRequest) => Answer | Promise<Answer>>>
>;

/** Thrown by a handler to refuse: its answer is JSON with `detail`, as the Python clients read it. */
export class AgentProblem extends Error {
  readonly answer: HttpAnswer;
  constructor(status: number, detail: unknown) {
    super(`${status}: ${JSON.stringify(detail)}`);
    this.answer = problem(status, detail);
  }
}

/** An agent's refusal. */
export function problem(status: number, detail: unknown): HttpAnswer {
  return json({ detail }, { status });
}

/** The answer of the handler for the request. */
export async function handled(handlers: AgentHandlers, request: AgentRequest): Promise<Answer> {
  try {
    return (await handlers[request.endpoint]?.(request)) ?? problem(404, "Not Found");
  } catch (error) {
    if (error instanceof AgentProblem) return error.answer;
    throw error;
  }
}

/** What the path's id names. Throws the 404 of what is not there. */
export function found<T>(things: ReadonlyMap<string, T>, request: AgentRequest, what: string): T {
  const thing = things.get(request.id ?? "");
  if (thing === undefined) throw new AgentProblem(404, `${what} ${request.id} not found`);
  return thing;
}
