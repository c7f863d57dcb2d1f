import type { RayCluster } from "@jobwire/core";
import type { ExpandedPackage, WorkingDirStep } from "@jobwire/node";
import { type ListedPackage, leftOutSummary } from "../output/listed-files.ts";
import type { Notices } from "../output/notices.ts";
import { withSpinner } from "../output/spinner.ts";
import { clients } from "./clients.ts";
import { type PackagingFlags, packagingOptions } from "./packaging.ts";

type RuntimeEnv = Readonly<Record<string, unknown>>;

const size = (bytes: number): string =>
  bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;

const stepText = (step: WorkingDirStep): string => {
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

const packedSummary = ({ files, leftOut, path }: Pick<ExpandedPackage, "files" | "leftOut" | "path">): string =>
  `${path}: ${files} ${files === 1 ? "file" : "files"} packed, ${leftOutSummary(leftOut)}; --list-files shows them`;

/** The command that packs local files, and its flags. */
export interface LocalFilesRequest {
  readonly cluster: RayCluster;
  readonly notices: Notices;
  readonly signal: AbortSignal;
  readonly environment: NodeJS.ProcessEnv;
  readonly flags: PackagingFlags;
}

/**
 * The runtime_env with the text of its local files, and with the URIs of its local folders in place of their paths. Uploads a folder
 * unless Ray has the same package already.
 */
export const withLocalFiles = async (request: LocalFilesRequest, runtimeEnv: RuntimeEnv): Promise<RuntimeEnv> => {
  const { cluster, notices, signal, flags, environment } = request;
  const { expandRuntimeEnv } = await clients();
  const options = await packagingOptions(flags, environment);
  const expanded = await withSpinner(notices, "reading local files", ({ update }) =>
    expandRuntimeEnv(cluster, runtimeEnv, { ...options, signal, onStep: (step) => update(stepText(step)) }),
  );
  for (const { path, uri, bytes, files, uploaded, leftOut } of expanded.packages) {
    notices.note(uploaded ? `Uploaded ${path}, ${size(bytes ?? 0)}: ${uri}` : `Ray already has ${path}: ${uri}`);
    if (files !== null) notices.note(packedSummary({ path, files, leftOut }));
  }
  return expanded.runtimeEnv;
};

/** The packages that a runtime_env would upload. */
export const listLocalFiles = async (
  request: LocalFilesRequest,
  runtimeEnv: RuntimeEnv,
): Promise<ReadonlyArray<ListedPackage>> => {
  const { signal, flags, environment } = request;
  const { localPackages } = await clients();
  const options = await packagingOptions(flags, environment);
  const found = await localPackages(runtimeEnv, { ...options, signal });
  return found.map(({ field, path, source, paths, leftOut }) => ({
    field,
    path,
    name: source.name,
    files: paths ?? null,
    leftOut,
  }));
};
