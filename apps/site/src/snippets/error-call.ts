/**
 * The lines after a program that call its function `handler` with an error, which must not come out of it again. The error has the
 * tag and the reason for which the program asks.
 */
export const errorCall = (handler: string, code: string): string => {
  const [, tag = "ConnectionFailed"] = /_tag === "(\w+)"/.exec(code) ?? [];
  const [, reason] = /\.reason === "([\w-]+)"/.exec(code) ?? [];
  const fields = JSON.stringify({ message: "the error of this page", reason });
  return `import * as given_errors from "@jobwire/core/errors";\n${handler}(new given_errors.${tag}(${fields}));\n`;
};
