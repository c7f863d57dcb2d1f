import type { Calls } from "../../surface/calls.ts";
import type { Effectful } from "../../surface/effectful.ts";
import type { RayApi } from "../api.ts";
import { deleteApplication, deploySet, replaceApplication } from "./change-set.ts";
import { makeServeCalls } from "./serve-calls.ts";
import type { RayServe } from "./types.ts";
import { type ServeWaitSettings, waitForApplications } from "./wait-for-applications.ts";

/** The calls of Serve of one cluster, as Effects. Each request of an operation is retried by itself, never the operation as a whole. */
export const serveEffects = (api: RayApi, calls: Calls, settings: ServeWaitSettings): Effectful<RayServe> => {
  const serve = makeServeCalls(api, settings.budget);
  const { write, limited, ownTimeout: timeoutOf, span } = calls;
  return {
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
};
