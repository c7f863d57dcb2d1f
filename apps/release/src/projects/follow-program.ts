const lines = ["line 1", "line 2: 둘", "line 3: 🚀"];
/** A job that prints a line, waits, and prints the next. */
export const entrypoint: string = lines.map((line) => `echo "${line}"`).join("; sleep 0.1; ");
const expected = [...lines, "SUCCEEDED"].join("\n");

/** Statements that submit a job, pass each line of its log to `print`, wait for it, and print its status. */
export const followJob = (print = "console.log"): string => `
const job = await cluster.jobs.submit({ entrypoint: ${JSON.stringify(entrypoint)} });
for await (const line of job.logs()) ${print}(line);
${print}((await job.wait()).status);
await cluster.close();
`;

/** A program for any runtime: it submits a job, follows its log to the end, and waits for it. */
export const followProgram = (address: string, from = "jobwire"): string =>
  `import { ray } from "${from}";\nconst cluster = ray({ address: "${address}", browserProxy: true });${followJob()}`;

/** The same as a CommonJS program. */
export const followCommonJs = (address: string): string =>
  `const { ray } = require("jobwire");\n(async () => {\nconst cluster = ray({ address: "${address}" });${followJob()}})();\n`;

/** Fails unless a program printed each line of the log once, in order, and then the job's status. Ray's own lines come beside them. */
export const mustHaveFollowed = (output: string): void => {
  const printed = output.split(/\r?\n/).filter((line) => /^(?:line |SUCCEEDED$)/.test(line));
  if (printed.join("\n") !== expected) {
    throw new Error(`The program did not print the job's log and status, but this:\n${output}`);
  }
};
