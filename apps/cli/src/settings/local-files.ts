import type { RayCluster } from "@jobwire/core";
import type { ExpandedPackage, LeftOutEntry, WorkingDirStep } from "@jobwire/node";
import type { Notices } from "../output/notices.ts";
import { withSpinner } from "../output/spinner.ts";
import { type PackagingFlags, packagingOptions } from "./packaging.ts";

type RuntimeEnv = Readonly<Record<string, unknown>>;

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

/** How many entries are left out, and by which kind of rule: `3 left out (2 by .gitignore, 1 by default excludes)`. */
export const leftOutCounts = (leftOut: ReadonlyArray<LeftOutEntry>): string => {
  const counts = new Map<string, number>();
  for (const { from } of leftOut) {
    const kind = from.slice(from.lastIndexOf("/") + 1);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const kinds = [...counts].map(([kind, count]) => `${count} by ${kind}`);
  return leftOut.length === 0 ? "nothing left out" : `${leftOut.length} left out (${kinds.join(", ")})`;
};

const counted = ({ files, leftOut, path }: Pick<ExpandedPackage, "files" | "leftOut" | "path">): string =>
  `${path}: ${files} ${files === 1 ? "file" : "files"} packed, ${leftOutCounts(leftOut)}; --list-files shows them`;

/** Where local files come from, and what packs them. */
export interface LocalFilesRequest {
  readonly cluster: RayCluster;
  readonly notices: Notices;
  readonly signal: AbortSignal;
  readonly environment: NodeJS.ProcessEnv;
  readonly flags: PackagingFlags;
}

/** A runtime_env with local files read and local folders uploaded, unless Ray has them, and named by their URIs. */
export const withLocalFiles = async (request: LocalFilesRequest, runtimeEnv: RuntimeEnv): Promise<RuntimeEnv> => {
  const { cluster, notices, signal, flags, environment } = request;
  const { expandRuntimeEnv } = await import("@jobwire/node");
  const options = await packagingOptions(flags, environment);
  const expanded = await withSpinner(notices, "reading local files", ({ update }) =>
    expandRuntimeEnv(cluster, runtimeEnv, { ...options, signal, onStep: (step) => update(said(step)) }),
  );
  for (const uploaded of expanded.packages) {
    const { path, uri, bytes, files } = uploaded;
    notices.aside(
      uploaded.uploaded ? `${path} uploaded, ${size(bytes ?? 0)}: ${uri}` : `${path} is there already: ${uri}`,
    );
    if (files !== null) notices.aside(counted(uploaded));
  }
  return expanded.runtimeEnv;
};

/** A local package as `--list-files` shows it. */
export interface ListedPackage {
  readonly field: string;
  readonly path: string;
  /** The name of the package. */
  readonly name: string;
  /** Null for an archive, which is not opened. */
  readonly files: ReadonlyArray<string> | null;
  readonly leftOut: ReadonlyArray<LeftOutEntry>;
}

/** What would be packed of a runtime_env, and what not. */
export const listLocalFiles = async (
  request: LocalFilesRequest,
  runtimeEnv: RuntimeEnv,
): Promise<ReadonlyArray<ListedPackage>> => {
  const { signal, flags, environment } = request;
  const { localPackages } = await import("@jobwire/node");
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
