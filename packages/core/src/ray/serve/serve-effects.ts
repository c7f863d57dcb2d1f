import type { Calls } from "../../surface/calls.ts";
import type { Effectful } from "../../surface/effectful.ts";
import type { RayApi } from "../api.ts";
import { deleteApplication, deploySet, replaceApplication } from "./change-set.ts";
import { makeServeCalls } from "./serve-calls.ts";
import type { RayServe } from "./types.ts";
import { type ServeWaitSettings, waitForApplications } from "./wait-for-applications.ts";

/** Serve of one cluster as Effects. Each request of an operation is retried by itself, never the operation as a whole. */
export const serveEffects = (api: RayApi, calls: Calls, settings: ServeWaitSettings): Effectful<RayServe> => {
  const serve = makeServeCalls(api, settings.budget);
  const { write, limited, ownTotal, span } = calls;
  return {
    get: (own) => write("serve.get", serve.get, own, "never"),
    deploy: (config, own) => write("serve.deploy", deploySet(serve, config, own?.ifRevision), own, "never"),
    replace: (application, own) =>
      write("serve.replace", replaceApplication(serve, application, own?.ifRevision), own, "never"),
    delete: (name, own) => write("serve.delete", deleteApplication(serve, name, own?.ifRevision), own, "never"),
    shutdown: (own) => write("serve.shutdown", serve.delete, own, "never"),
    wait: (names, own) =>
      waitForApplications(serve, settings, names, own).pipe(
        limited("wait for Serve", ownTotal(own)),
        span("serve.wait"),
      ),
    scale: (application, deployment, replicas, own) =>
      write("serve.scale", serve.scale(application, deployment, replicas), own, "never"),
  };
};
