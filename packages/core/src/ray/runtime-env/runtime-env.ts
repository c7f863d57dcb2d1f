/** `pip` of a {@link RuntimeEnv} with its settings. */
export interface RuntimeEnvPip {
  /** Requirements, one an entry, as in a requirements file. For `expandRuntimeEnv` also the path of such a file. */
  readonly packages: string | ReadonlyArray<string>;
  /** Run `pip check` afterwards. Default false. */
  readonly pip_check?: boolean | undefined;
  /** The version of pip, such as `==24.0`. */
  readonly pip_version?: string | undefined;
  /** Options of `pip install`. Default `--disable-pip-version-check` and `--no-cache-dir`. */
  readonly pip_install_options?: ReadonlyArray<string> | undefined;
}

/** `uv` of a {@link RuntimeEnv} with its settings. */
export interface RuntimeEnvUv {
  /** Requirements, one an entry, as in a requirements file. For `expandRuntimeEnv` also the path of such a file. */
  readonly packages: string | ReadonlyArray<string>;
  /** Run `uv pip check` afterwards. Default false. */
  readonly uv_check?: boolean | undefined;
  /** The version of uv, such as `==0.4.0`. */
  readonly uv_version?: string | undefined;
  /** Options of `uv pip install`. Default `--no-cache`. */
  readonly uv_pip_install_options?: ReadonlyArray<string> | undefined;
}

/** The packages of pip in a conda environment. */
export interface RuntimeEnvCondaPip {
  /** Requirements, one an entry, as in a requirements file. */
  readonly pip: ReadonlyArray<string>;
}

/** The content of a conda environment file. */
export interface RuntimeEnvConda {
  /** The name of the environment. */
  readonly name?: string | undefined;
  /** Where conda looks for packages, the first one first. */
  readonly channels?: ReadonlyArray<string> | undefined;
  /** Packages of conda, and at most one object with those of pip. */
  readonly dependencies?: ReadonlyArray<string | RuntimeEnvCondaPip> | undefined;
  /** Further fields of conda. */
  readonly [field: string]: unknown;
}

/** How Ray sets a runtime environment up. */
export interface RuntimeEnvConfig {
  /** In seconds, a whole number above 0; -1 is no limit. Default 600. */
  readonly setup_timeout_seconds?: number | undefined;
  /** Set it up before a worker needs it. Default true. */
  readonly eager_install?: boolean | undefined;
  /** Log files that the dashboard shows for this environment. */
  readonly log_files?: ReadonlyArray<string> | undefined;
}

/** A container for the workers. Ray 2.60 prefers `image_uri`. */
export interface RuntimeEnvContainer {
  /** The image of the container. */
  readonly image: string;
  /** The path of Ray's worker in the image. */
  readonly worker_path?: string | undefined;
  /** Options of `podman run`. */
  readonly run_options?: ReadonlyArray<string> | undefined;
}

/** MPI workers: Ray 2.40 has them, 2.60 does not. */
export interface RuntimeEnvMpi {
  /** Arguments of `mpirun`. */
  readonly args?: ReadonlyArray<string> | undefined;
  /** The function that workers other than the first run, as `module.function`. */
  readonly worker_entry?: string | undefined;
}

/** Settings of a profiler: `default`, or its options by name. */
export type RuntimeEnvProfiler = string | Readonly<Record<string, unknown>>;

/**
 * Ray's runtime_env, in Ray's own spelling (2.40 to 2.60). A misspelt key is an error: Ray ignores a key that it does not know, so the
 * job would run without it.
 */
export interface RuntimeEnv {
  /** Environment variables of the job. Values are text: `{ WORKERS: "4" }`. */
  readonly env_vars?: Readonly<Record<string, string>> | undefined;
  /** The job's working directory: the URI of an archive. For `expandRuntimeEnv` also a local folder or archive. */
  readonly working_dir?: string | undefined;
  /** Python modules: URIs of archives and wheels. For `expandRuntimeEnv` also local folders, `.py` files, wheels and archives. */
  readonly py_modules?: ReadonlyArray<string> | undefined;
  /** The Python that workers run, a path on the cluster or a command such as `uv run`. Newer than Ray 2.40. */
  readonly py_executable?: string | undefined;
  /** URIs of jar files. */
  readonly java_jars?: ReadonlyArray<string> | undefined;
  /** Patterns, as in `.gitignore`, of what `expandRuntimeEnv` leaves out of local folders. */
  readonly excludes?: ReadonlyArray<string> | undefined;
  /** Packages that pip installs. For `expandRuntimeEnv` also the path of a requirements file. Not together with `uv` or `conda`. */
  readonly pip?: string | ReadonlyArray<string> | RuntimeEnvPip | undefined;
  /** Packages that uv installs, as `pip`. */
  readonly uv?: string | ReadonlyArray<string> | RuntimeEnvUv | undefined;
  /** A conda environment: its name on the cluster, or its content. For `expandRuntimeEnv` also the path of an environment file. */
  readonly conda?: string | RuntimeEnvConda | undefined;
  /** How Ray sets the environment up. */
  readonly config?: RuntimeEnvConfig | undefined;
  /** Only together with `config` and `env_vars`. */
  readonly container?: RuntimeEnvContainer | undefined;
  /** The image of a container for the workers. Only together with `config` and `env_vars`. */
  readonly image_uri?: string | undefined;
  /** The Python function that each worker calls when it starts, as `module.function`. */
  readonly worker_process_setup_hook?: string | undefined;
  /** NVIDIA Nsight. */
  readonly nsight?: RuntimeEnvProfiler | undefined;
  /** The same, as Ray itself stores it. */
  readonly _nsight?: RuntimeEnvProfiler | undefined;
  /** AMD rocprof-sys. Newer than Ray 2.40. */
  readonly rocprof_sys?: RuntimeEnvProfiler | undefined;
  /** The same, as Ray itself stores it. */
  readonly _rocprof_sys?: RuntimeEnvProfiler | undefined;
  /** MPI workers, on Ray 2.40. */
  readonly mpi?: RuntimeEnvMpi | undefined;
  /** Ray's release, which Ray itself may add. */
  readonly _ray_release?: string | undefined;
  /** Ray's commit, which Ray itself may add. */
  readonly _ray_commit?: string | undefined;
  /** Installs the running Ray in the environment; for tests of Ray. */
  readonly _inject_current_ray?: boolean | undefined;
  /** Settings of your own plugins by their names. Jobwire sends each of them as a key of the runtime_env itself. */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}
