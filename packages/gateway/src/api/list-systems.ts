import type { Decision } from "../guards/authorization.ts";
import type { Access, System } from "../options.ts";
import { jsonResponse } from "./json-response.ts";
import { forbidden } from "./refusals.ts";
import { operationsOf } from "./system-operations.ts";

/** `GET /v1/systems`: the systems with what the caller may do; refused when the caller may do nothing. */
export const listSystems = async (
  systems: ReadonlyMap<string, System>,
  decide: (access: Access) => Promise<Decision>,
): Promise<Response> => {
  const shown: Array<unknown> = [];
  let refused: Response | undefined;
  for (const [name, system] of systems) {
    const operations: Array<string> = [];
    for (const operation of operationsOf[system.kind]) {
      try {
        const decision = await decide({ system: name, operation, jobId: null });
        if (decision === true) operations.push(operation);
        else refused ??= decision;
      } catch {
        // The list has only what the caller may do.
      }
    }
    if (operations.length > 0) shown.push({ name, kind: system.kind, operations });
  }
  if (shown.length === 0 && systems.size > 0) {
    if (refused !== undefined) return refused;
    throw forbidden("You may not read any system of this gateway");
  }
  return jsonResponse({ systems: shown });
};
