import type { CallOptions } from "../../surface/options.ts";

/** A package by its name, whose archive is only made when Ray does not have it. */
export interface PackageSource {
  /** The package's file name, such as `_ray_pkg_818f499bae936a5e.zip`: the same for the same content. */
  readonly name: string;
  /** Makes the zip archive. */
  readonly archive: (signal: AbortSignal) => Promise<Uint8Array>;
}

/** What an upload does. */
export type UploadStep =
  /** Ray is asked whether it has the package. */
  | { readonly step: "looking"; readonly name: string }
  /** The archive is made. */
  | { readonly step: "packing"; readonly name: string }
  /** The archive is sent. */
  | { readonly step: "uploading"; readonly name: string; readonly bytes: number };

/** Options of an upload. */
export interface UploadOptions extends CallOptions {
  readonly onStep?: ((step: UploadStep) => void) | undefined;
}

/** A package that Ray has. */
export interface RayPackage {
  /** For `working_dir` of a runtime_env: `gcs://` and the name. Ray keeps it for some minutes unless a job uses it. */
  readonly uri: string;
  /** False when Ray had it already. */
  readonly uploaded: boolean;
  /** Size of the archive; null when it was not made. */
  readonly bytes: number | null;
}

/** Packages of a cluster: archives that runtime environments name. */
export interface RayPackages {
  /** Whether Ray has the package; asking keeps it for some minutes. */
  readonly has: (uri: string, options?: CallOptions) => Promise<boolean>;
  /**
   * Uploads a zip archive unless Ray has it. Bytes are named by their SHA-1, as Ray's own client names archives. Rejects with
   * `InvalidRequest` (reason `local`) for what is no zip archive, and above 100 MiB before anything is sent.
   */
  readonly upload: (archive: Uint8Array | PackageSource, options?: UploadOptions) => Promise<RayPackage>;
}
