import { gateway } from "../../../../gateway.ts";

/** A stream of a log is never made ahead and never cached by Next. */
export const dynamic = "force-dynamic";

const handle = (request: Request): Promise<Response> => gateway.fetch(request);

export { handle as DELETE, handle as GET, handle as HEAD, handle as OPTIONS, handle as POST };
