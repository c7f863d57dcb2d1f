import { Argument, Command } from "commander";
import type { Cli } from "../cli.ts";
import { completionText, type Shell, shells } from "../completion/completion-text.ts";
import { addExample } from "../help.ts";

/** `jobwire completion SHELL`: prints the script that makes a shell complete commands, options, clusters and job ids. */
export const completionCommand = (cli: Cli): Command =>
  addExample(
    new Command("completion")
      .description("Print the script with which a shell completes commands, options, clusters and job ids")
      .addArgument(new Argument("<shell>").choices(shells)),
    [
      "source <(jobwire completion bash)",
      "source <(jobwire completion zsh)",
      "jobwire completion fish > ~/.config/fish/completions/jobwire.fish",
    ],
  ).action(async (shell: Shell) => {
    const { completionScripts } = await import("../completion/scripts.ts");
    await cli.output.write(completionScripts[shell], cli.signal);
  });

/** `jobwire complete SHELL LINE`: the words that may come at the end of a command line. The scripts run it; it reports no error. */
export const completeCommand = (cli: Cli): Command =>
  addExample(
    new Command("complete")
      .description("Print the words that may come at the end of a command line; the scripts of completion run it")
      .addArgument(new Argument("<shell>").choices(shells))
      .argument("<line>"),
    "jobwire complete bash 'jobwire ray st'",
  ).action(async (shell: Shell, line: string) => {
    const [{ splitLine }, { findTarget }, { candidatesFor }, { program }] = await Promise.all([
      import("../completion/split-line.ts"),
      import("../completion/find-target.ts"),
      import("../completion/candidates.ts"),
      import("../program.ts"),
    ]);
    const [, ...words] = splitLine(line);
    const named = words.slice(0, -1).filter((word) => word !== "help");
    const target = findTarget(await program(cli, named[0], named[1]), words);
    if (target === undefined) return;
    const found = await candidatesFor(target, cli.environment, cli.signal);
    await cli.output.write(completionText(shell, found, target.before, target.word), cli.signal);
  });
