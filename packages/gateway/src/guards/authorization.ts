import { forbidden } from "../api/refusals.ts";
import type { Access, GatewayOptions } from "../options.ts";
import { writes } from "../api/system-operations.ts";

/** Whether an operation is allowed, or the response with the reason why not. */
export type Decision = true | Response;

/** Makes the decision about each operation. Without `authorize` and `allowAnonymous` everything is refused. */
export const authorization = ({
  authorize,
  allowAnonymous,
}: Pick<GatewayOptions, "authorize" | "allowAnonymous">): ((request: Request, access: Access) => Promise<Decision>) => {
  if (authorize === undefined) {
    return (_, { operation }) => {
      if (allowAnonymous === "all" || (allowAnonymous === "read" && !writes.has(operation)))
        return Promise.resolve(true);
      const message =
        allowAnonymous === "read"
          ? "This gateway is read-only"
          : "This gateway has no authorize function, so it allows nothing";
      return Promise.reject(forbidden(message));
    };
  }
  return async (request, access) => {
    // Without the body: the handler reads it, and only once.
    const head = new Request(request.url, { method: request.method, headers: request.headers, signal: request.signal });
    const decision = await authorize(head, access);
    if (decision instanceof Response || decision === true) return decision;
    throw forbidden(`You may not ${access.operation} on ${access.system}`);
  };
};
