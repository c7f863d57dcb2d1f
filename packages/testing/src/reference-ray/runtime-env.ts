import type { PackageStore } from "./package-store.ts";
import { pythonTraceback } from "./python-traceback.ts";

/** The effect of a submitted `runtime_env`: the variables to add and the working directory, or the text of its failure. */
export type PreparedRuntimeEnv =
  | { readonly environment: Readonly<Record<string, string>>; readonly folder: string | undefined }
  | { readonly failure: string };

/** Keys that make Ray install or download something; the reference Ray never does, so they fail the job. */
const INSTALLERS: readonly string[] = ["pip", "uv", "conda", "container", "image_uri", "py_modules"];

/**
 * Applies `env_vars` and an uploaded `working_dir`. Everything that Ray would install or download fails as on a Ray without
 * network. Unknown keys are ignored, as Ray ignores them.
 */
export function prepareRuntimeEnv(
  runtimeEnv: Readonly<Record<string, unknown>> | undefined,
  nodeIp: string,
  packages: PackageStore,
): PreparedRuntimeEnv {
  const wanted = runtimeEnv ?? {};
  const failure = (plugin: string, reason: string): PreparedRuntimeEnv => ({
    failure:
      "runtime_env setup failed: Failed to set up runtime environment.\n" +
      "Could not create the actor because its associated runtime env failed to be created.\n" +
      `[Node ${nodeIp}] ${pythonTraceback(
        [
          [
            "ray/_private/runtime_env/agent/runtime_env_agent.py",
            561,
            "_create_runtime_env_with_retry",
            "runtime_env_context = await asyncio.wait_for(",
            "await asyncio.wait_for(",
          ],
          [`ray/_private/runtime_env/${plugin}.py`, 260, "create", "raise RuntimeError("],
        ],
        reason,
      )}\n`,
  });
  const installer = INSTALLERS.find((key) => wanted[key] !== undefined && wanted[key] !== null);
  if (installer !== undefined)
    return failure(installer, `RuntimeError: the reference Ray installs nothing; runtime_env asks for ${installer}`);
  const environment = Object.fromEntries(
    Object.entries((wanted["env_vars"] ?? {}) as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
  );
  const directory = wanted["working_dir"];
  if (typeof directory !== "string") return { environment, folder: undefined };
  if (directory.startsWith("gcs://")) {
    let folder: string | undefined;
    try {
      folder = packages.folder(directory.slice("gcs://".length));
    } catch {
      return failure("packaging", "zipfile.BadZipFile: File is not a zip file");
    }
    if (folder !== undefined) return { environment, folder };
    return failure(
      "packaging",
      `OSError: Failed to download runtime_env file package ${directory} from the GCS to the Ray worker node. The package may ` +
        "have prematurely been deleted from the GCS due to a long upload time or a problem with Ray. Try setting the " +
        "environment variable RAY_RUNTIME_ENV_TEMPORARY_REFERENCE_EXPIRATION_S  to a value larger than the upload time in " +
        "seconds (the default is 600). If this fails, try re-running after making any change to a file in the file package.",
    );
  }
  return failure("working_dir", `RuntimeError: the reference Ray downloads nothing; runtime_env asks for ${directory}`);
}

/** The same object with every value of `env_vars` hidden: browser-like clients see this. */
export function redactRuntimeEnv(runtimeEnv: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const variables = runtimeEnv["env_vars"];
  if (typeof variables !== "object" || variables === null) return runtimeEnv;
  return {
    ...runtimeEnv,
    env_vars: Object.fromEntries(Object.keys(variables).map((name) => [name, "<redacted>"])),
  };
}
