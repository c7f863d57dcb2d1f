import { namedTable } from "../../surface/named-table.ts";
import type { Calls } from "../../surface/calls.ts";
import type { Effectful } from "../../surface/effectful.ts";
import { checkedSurface } from "../../surface/checked-calls.ts";
import { callNames, singleCallNames } from "../../surface/job-option-names.ts";
import type { SurfaceNames } from "../../surface/option-names.ts";
import type { RayApi } from "../api.ts";
import { serveAt } from "../options-at.ts";
import { deleteApplication, deploySet, replaceApplication } from "./change-set.ts";
import { makeServeCalls } from "./serve-calls.ts";
import type { RayServe } from "./types.ts";
import { type ServeWaitSettings, waitForApplications } from "./wait-for-applications.ts";

const deployNames = /* @__PURE__ */ namedTable(() => ({ ...callNames, ifRevision: 1 }) as const);
const names: SurfaceNames<RayServe> = /* @__PURE__ */ namedTable(() => ({
  get: callNames,
  deploy: deployNames,
  replace: deployNames,
  delete: deployNames,
  shutdown: callNames,
  wait: { ...singleCallNames, retryForMs: 1, pollIntervalMs: 1, onChange: 1, onRetry: 1 },
  scale: callNames,
}));

/** The calls of Serve of one cluster, as Effects. Each request of an operation is retried by itself, never the operation as a whole. */
export const serveEffects = (api: RayApi, calls: Calls, settings: ServeWaitSettings): Effectful<RayServe> => {
  const serve = makeServeCalls(api, settings.budget);
  const { write, limited, ownTimeout: timeoutOf, span } = calls;
  const effects: Effectful<RayServe> = {
    get: (options) => write("serve.get", serve.get, options, "never"),
    deploy: (config, options) => write("serve.deploy", deploySet(serve, config, options?.ifRevision), options, "never"),
    replace: (application, options) =>
      write("serve.replace", replaceApplication(serve, application, options?.ifRevision), options, "never"),
    delete: (name, options) =>
      write("serve.delete", deleteApplication(serve, name, options?.ifRevision), options, "never"),
    shutdown: (options) => write("serve.shutdown", serve.delete, options, "never"),
    wait: (names, options) =>
      waitForApplications(serve, settings, names, options).pipe(
        limited("wait for Serve", timeoutOf(options)),
        span("serve.wait"),
      ),
    scale: (application, deployment, replicas, options) =>
      write("serve.scale", serve.scale(application, deployment, replicas), options, "never"),
  };
  return checkedSurface<{ readonly serve: RayServe }>({ serve: effects }, { serve: serveAt }, { serve: names }).serve;
};
