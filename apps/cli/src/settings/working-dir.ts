import type { RayCluster } from "@jobwire/core";
import type { WorkingDirStep } from "@jobwire/node";
import type { Notices } from "../output/notices.ts";
import { withSpinner } from "../output/spinner.ts";
import { UsageError } from "./parse-option.ts";

/** A URI is the cluster's to fetch; anything else is a folder or an archive here. */
const isUri = (text: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(text);

const size = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;

const said = (step: WorkingDirStep): string => {
  switch (step.step) {
    case "reading":
      return `reading the folder: ${step.files} files, ${size(step.bytes)}`;
    case "looking":
      return "asking Ray whether it has the package";
    case "packing":
      return "packing";
    case "uploading":
      return `uploading ${size(step.bytes)}`;
  }
};

/** Where a working_dir comes from. */
export interface WorkingDirRequest {
  readonly cluster: RayCluster;
  readonly notices: Notices;
  readonly signal: AbortSignal;
  /** As the runtime_env file or flag has it. */
  readonly runtimeEnv: Readonly<Record<string, unknown>> | undefined;
  /** `--working-dir`, before what the runtime_env says. */
  readonly workingDir: string | undefined;
  /** `--exclude`, beside the `excludes` of the runtime_env. */
  readonly excludes: ReadonlyArray<string>;
}

/** The runtime_env with a local `working_dir` uploaded, unless Ray has it, and named by its URI. */
export const withWorkingDir = async (request: WorkingDirRequest): Promise<WorkingDirRequest["runtimeEnv"]> => {
  const { cluster, notices, signal, runtimeEnv } = request;
  const given = runtimeEnv?.["excludes"] ?? [];
  if (!Array.isArray(given) || given.some((rule) => typeof rule !== "string")) {
    throw new UsageError("excludes of the runtime_env must be a list of texts");
  }
  const path = request.workingDir ?? runtimeEnv?.["working_dir"];
  if (typeof path !== "string" || isUri(path)) {
    return request.workingDir === undefined ? runtimeEnv : { ...runtimeEnv, working_dir: path };
  }
  const { uploadWorkingDir } = await import("@jobwire/node");
  const excludes = [...(given as ReadonlyArray<string>), ...request.excludes];
  const uploaded = await withSpinner(notices, "reading the folder", ({ update }) =>
    uploadWorkingDir(cluster, path, { excludes, signal, onStep: (step) => update(said(step)) }),
  );
  notices.aside(
    uploaded.uploaded
      ? `${path} uploaded, ${size(uploaded.bytes ?? 0)}: ${uploaded.uri}`
      : `${path} is there already: ${uploaded.uri}`,
  );
  return { ...runtimeEnv, working_dir: uploaded.uri };
};
