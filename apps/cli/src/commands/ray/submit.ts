import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { addPackagingOptions } from "../../settings/packaging.ts";
import { addInterruptOption } from "../jobs/interrupt-option.ts";
import { addLogOptions } from "../jobs/log-options.ts";
import { rayCommand } from "./ray-command.ts";
import { addSubmitOptions, type SubmitFlags } from "./submit-options.ts";

/** `jobwire ray submit -- COMMAND`: submits a job, follows its log to the proven end, and exits with the job's exit code. */
export const submitCommand = (cli: Cli): Command =>
  addInterruptOption(
    addSubmitOptions(
      addPackagingOptions(
        addLogOptions(
          rayCommand<SubmitFlags>(
            cli,
            {
              usage: "submit [entrypoint...]",
              description: "Submit a job and follow its log; pass the command after --",
              example: "jobwire ray submit --working-dir . -- python train.py",
            },
            async (context) => (await import("./run-submit.ts")).runSubmit(context),
          ),
        ),
      ),
    ),
  );
