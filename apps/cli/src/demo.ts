// The root script `demo` runs this: it submits a job to a server, which runs it, and follows the log to its proven end.
import { sanitizeLog } from "./terminal/sanitize.ts";
import { startReferenceRay } from "@jobwire/testing";
import { fromEnv, ray } from "jobwire";
import { exitCodeOfStatus } from "./exit-code.ts";

// POSIX shell only, so that it runs on any cluster and on a machine without Python.
const entrypoint = `
for line in "one" "two: 둘" "three: 🚀" "four: 한국어 로그" "five: ░▒▓█" "six" "seven: 👩‍💻" "eight" "nine" "ten: 끝"; do
  echo "line $line"
  sleep 0.2
done`;

const isSet = (name: string): boolean => (process.env[name] ?? "") !== "";
const reference =
  isSet("RAY_API_SERVER_ADDRESS") || isSet("RAY_ADDRESS") ? undefined : await startReferenceRay({ port: 0 });
const cluster = ray(reference === undefined ? fromEnv() : { address: reference.url });
try {
  console.error(reference === undefined ? `cluster at ${cluster.address}` : `reference Ray at ${reference.url}`);
  const job = await cluster.jobs.submit({ entrypoint });
  console.error(`submitted ${job.submissionId}`);
  for await (const line of job.logs()) console.log(process.stdout.isTTY ? sanitizeLog(line) : line);
  const { status } = await job.wait();
  console.log(status);
  process.exitCode = exitCodeOfStatus(status);
} finally {
  await cluster.close();
  await reference?.close();
}
