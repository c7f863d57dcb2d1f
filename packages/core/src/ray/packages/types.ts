import type { CallOptions } from "../../surface/options.ts";

/** A package by its name; the client creates its archive only when Ray does not have it. */
export interface PackageSource {
  /** The package's file name, such as `_ray_pkg_818f499bae936a5e.zip`: the same for the same content. */
  readonly name: string;
  /** Creates the zip archive. */
  readonly archive: (signal: AbortSignal) => Promise<Uint8Array>;
}

/** The current step of an upload. */
export type UploadStep =
  /** The client asks Ray whether it has the package. */
  | {
      readonly step: "looking";
      /** The package's name, which its content determines. */
      readonly name: string;
    }
  /** The client creates the archive. */
  | {
      readonly step: "packing";
      /** The package's name, which its content determines. */
      readonly name: string;
    }
  /** The client sends the archive of `bytes` bytes. */
  | {
      readonly step: "uploading";
      /** The package's name, which its content determines. */
      readonly name: string;
      /** The size of the archive. */
      readonly bytes: number;
    };

/** Options of an upload. */
export interface UploadOptions extends CallOptions {
  /** Called before each step. */
  readonly onStep?: ((step: UploadStep) => void) | undefined;
}

/** A package that Ray has. */
export interface RayPackage {
  /**
   * The value for `working_dir` of a runtime_env: `gcs://` and the name. Ray keeps the package for some minutes unless a job
   * uses it.
   */
  readonly uri: string;
  /** False when Ray already had it. */
  readonly uploaded: boolean;
  /** The archive's size in bytes; null when it was not created. */
  readonly bytes: number | null;
}

/** The packages of a cluster: archives that runtime environments name. */
export interface RayPackages {
  /** True when Ray has the package; the request also makes Ray keep it for some more minutes. */
  readonly has: (uri: string, options?: CallOptions) => Promise<boolean>;
  /**
   * Uploads a zip archive unless Ray has it. The name of plain bytes is their SHA-1, as Ray's own client names archives.
   * Rejects with `InvalidRequest` (reason `local`) for bytes that are not a zip archive or exceed 100 MiB, before it sends
   * anything.
   */
  readonly upload: (archive: Uint8Array | PackageSource, options?: UploadOptions) => Promise<RayPackage>;
}
