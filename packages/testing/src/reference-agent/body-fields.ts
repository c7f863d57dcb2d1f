import { AgentProblem } from "../agent-server/agent-handlers.ts";
import type { AgentRequest } from "../agent-server/agent-endpoint.ts";

/** The required type of a body's field. Null passes everywhere, as with Python's optional fields. */
export interface FieldRule {
  readonly is: "string" | "number" | "integer" | "boolean" | "object" | "array" | readonly string[];
  readonly required?: true;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const fits = (value: unknown, { is }: FieldRule): boolean => {
  if (typeof is !== "string") return typeof value === "string" && is.includes(value);
  switch (is) {
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    default:
      return typeof value === is;
  }
};

/** The body's fields. Throws a 422 that lists what is wrong with them, in the format of FastAPI. */
export function bodyFields(
  request: AgentRequest,
  rules: Readonly<Record<string, FieldRule>>,
): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(request.body).toString("utf8"));
  } catch {
    throw new AgentProblem(422, [{ loc: ["body"], msg: "JSON decode error", type: "json_invalid", input: {} }]);
  }
  if (!isObject(body))
    throw new AgentProblem(422, [{ loc: ["body"], msg: "Input should be an object", type: "dict_type", input: body }]);
  const wrong = Object.entries(rules).flatMap(([name, rule]) => {
    const value = body[name];
    const loc = ["body", name];
    if (value === undefined || value === null)
      return rule.required ? [{ loc, msg: "Field required", type: "missing", input: body }] : [];
    if (fits(value, rule)) return [];
    const wanted = typeof rule.is === "string" ? rule.is : rule.is.join(", ");
    return [{ loc, msg: `Input should be ${wanted}`, type: "type_error", input: value }];
  });
  if (wrong.length > 0) throw new AgentProblem(422, wrong);
  return body;
}
