import { styleText } from "node:util";

/** The style of a text: a colour, `bold`, `dim` and the like. */
export type Style = Parameters<typeof styleText>[0];

/** The facts that decide whether a stream gets colours. */
interface ColourSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly isTTY: boolean;
}

/** Whether a stream gets colours: FORCE_COLOR decides, then NO_COLOR, then whether it is a terminal that can show them. */
const wantsColours = ({ environment, isTTY }: ColourSettings): boolean => {
  const forced = environment["FORCE_COLOR"] ?? "";
  if (forced !== "") return forced !== "0" && forced !== "false";
  return (environment["NO_COLOR"] ?? "") === "" && isTTY && environment["TERM"] !== "dumb";
};

/** A stream, as far as it decides about colours. Undefined for a file of logs, which never has any. */
export type StyledStream = { readonly isTTY?: boolean } | undefined;

/** Whether the command colours what it writes to this stream. */
export const isColoured = (stream: StyledStream): boolean =>
  stream !== undefined && wantsColours({ environment: process.env, isTTY: stream.isTTY === true });

/**
 * The text in a style, if its stream gets colours. Node's own check is not used: the runtimes differ in it, and it prints a warning
 * when NO_COLOR and FORCE_COLOR are both set.
 */
export const styled = (style: Style, text: string, stream: StyledStream): string =>
  isColoured(stream) ? styleText(style, text, { validateStream: false }) : text;

/** When the command uses colours. */
export type ColourChoice = "auto" | "always" | "never";

/** Sets the variables that decide about colours for this process, here and in the packages that it loads. */
export const chooseColours = (choice: ColourChoice, environment: NodeJS.ProcessEnv): void => {
  if (choice === "auto") return;
  const [set, remove] = choice === "always" ? ["FORCE_COLOR", "NO_COLOR"] : ["NO_COLOR", "FORCE_COLOR"];
  delete environment[remove ?? ""];
  environment[set ?? ""] = "1";
};
