import type { ScriptedResponse, HttpResponse } from "../fault/response.ts";
import { json } from "../fault/responses.ts";
import type { AgentEndpoint, AgentRequest } from "./agent-endpoint.ts";

/** The regular responses of an agent, by endpoint. A missing endpoint is 404. */
export type AgentHandlers = Readonly<
  Partial<Record<AgentEndpoint, (request: AgentRequest) => ScriptedResponse | Promise<ScriptedResponse>>>
>;

/** A handler throws this to refuse: the response is JSON with `detail`, as the Python clients read it. */
export class AgentProblem extends Error {
  readonly answer: HttpResponse;
  constructor(status: number, detail: unknown) {
    super(`${status}: ${JSON.stringify(detail)}`);
    this.answer = problem(status, detail);
  }
}

/** An agent's refusal. */
export function problem(status: number, detail: unknown): HttpResponse {
  return json({ detail }, { status });
}

/** The response of the request's handler. */
export async function handled(handlers: AgentHandlers, request: AgentRequest): Promise<ScriptedResponse> {
  try {
    return (await handlers[request.endpoint]?.(request)) ?? problem(404, "Not Found");
  } catch (error) {
    if (error instanceof AgentProblem) return error.answer;
    throw error;
  }
}

/** The object that the path's id names. Throws a 404 if it does not exist. */
export function found<T>(things: ReadonlyMap<string, T>, request: AgentRequest, what: string): T {
  const thing = things.get(request.id ?? "");
  if (thing === undefined) throw new AgentProblem(404, `${what} ${request.id} not found`);
  return thing;
}
