import { JOB_ROUTES } from "./job-routes.ts";
import { MISC_ROUTES } from "./misc-routes.ts";
import { NODE_ROUTES } from "./node-routes.ts";
import { PACKAGE_ROUTES } from "./package-routes.ts";
import type { Route } from "./routes.ts";
import { SERVE_ROUTES } from "./serve-routes.ts";
import { STATE_ROUTES } from "./state-routes.ts";

/** The endpoints that have code of their own. */
export const IMPLEMENTED_ROUTES: readonly Route[] = [
  ...MISC_ROUTES,
  ...JOB_ROUTES,
  ...PACKAGE_ROUTES,
  ...STATE_ROUTES,
  ...NODE_ROUTES,
  ...SERVE_ROUTES,
];
