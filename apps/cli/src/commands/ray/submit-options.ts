import type { Command } from "commander";
import type { ConnectionFlags } from "../../settings/connection.ts";
import { jsonNumbers, jsonObject, jsonStrings } from "../../settings/json-flag.ts";
import type { PackagingFlags } from "../../settings/packaging.ts";
import { collectPair, collectText, parseAmount, parseCount } from "../../settings/parse-option.ts";
import type { RuntimeEnvFlags } from "../../settings/runtime-env.ts";
import type { InterruptFlags } from "../jobs/interrupt-option.ts";
import type { LogFlags } from "../jobs/log-options.ts";

/** The flags of `jobwire ray submit`. */
export interface SubmitFlags extends ConnectionFlags, LogFlags, PackagingFlags, RuntimeEnvFlags, InterruptFlags {
  readonly wait: boolean;
  readonly submissionId?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly metadataJson?: Readonly<Record<string, string>>;
  readonly entrypointNumCpus?: number;
  readonly entrypointNumGpus?: number;
  readonly entrypointMemory?: number;
  readonly entrypointResources?: Readonly<Record<string, number>>;
  readonly entrypointLabelSelector?: Readonly<Record<string, string>>;
}

const addMetadataOptions = (command: Command): Command =>
  command
    .option("--metadata <K=V>", "Set a metadata entry of the job; repeatable", collectPair)
    .option(
      "--metadata-json <json>",
      "Set metadata entries of the job, as a JSON object of strings; --metadata overrides it",
      jsonStrings("--metadata-json", '{"team": "red"}'),
    );

const addEntrypointOptions = (command: Command): Command =>
  command
    .option("--entrypoint-num-cpus <number>", "Reserve this many CPUs for the entrypoint", parseAmount)
    .option("--entrypoint-num-gpus <number>", "Reserve this many GPUs for the entrypoint", parseAmount)
    .option("--entrypoint-memory <bytes>", "Reserve this much memory for the entrypoint", parseCount)
    .option(
      "--entrypoint-resources <json>",
      "Reserve custom resources, as a JSON object of numbers",
      jsonNumbers("--entrypoint-resources", '{"accelerator": 1}'),
    )
    .option(
      "--entrypoint-label-selector <json>",
      "Run the entrypoint on a node with these labels, as a JSON object of strings",
      jsonStrings("--entrypoint-label-selector", '{"ray.io/accelerator-type": "H100"}'),
    );

const addRuntimeEnvOptions = (command: Command): Command =>
  command
    .option("--env <K=V>", "Set an environment variable of the job; repeatable", collectPair)
    .option(
      "--runtime-env <file>",
      "Read the runtime_env from a JSON file, a .yaml or .yml file, or stdin with -; Jobwire reads or uploads local files in it",
    )
    .option(
      "--runtime-env-json <json>",
      "Set the runtime_env, as a JSON object; other users of this machine can see it",
      jsonObject("--runtime-env-json", '{"pip": ["requests"]}'),
    )
    .option(
      "--working-dir <folder>",
      "Upload this folder or archive and run the job in it; or a URI that Ray can fetch",
    )
    .option(
      "--py-modules <path>",
      "Upload this Python module, wheel or archive for the job's imports, or a URI that Ray can fetch; repeatable",
      collectText,
    );

/** Adds the options that describe a new job to a command. */
export const addSubmitOptions = (command: Command): Command =>
  addRuntimeEnvOptions(
    addEntrypointOptions(
      addMetadataOptions(
        command
          .option("--no-wait", "Return right after submitting and print only the job's id on stdout")
          .option("--submission-id <id>", "Id of the new job (default: a random id)"),
      ),
    ),
  );
