// Follows several jobs at once, each line after its job's id, until all have ended: bun src/main.ts JOB JOB …
import { fromEnv, ray } from "jobwire";

const ids = process.argv.slice(2);
if (ids.length === 0) {
  console.error("No job to follow. Pass the ids of jobs: bun src/main.ts JOB JOB …");
  process.exit(2);
}

const cluster = ray(fromEnv());
try {
  const follow = async (id: string): Promise<boolean> => {
    // Batches cost less than lines: one write for all lines that arrived together.
    for await (const { lines } of cluster.jobs.tailLogs(id).batches()) {
      process.stdout.write(lines.map((line) => `${id} | ${line}\n`).join(""));
    }
    const { status } = await cluster.jobs.wait(id);
    console.error(`${id}: ${status}`);
    return status === "SUCCEEDED";
  };
  const succeeded = await Promise.all(ids.map(follow));
  process.exitCode = succeeded.every(Boolean) ? 0 : 1;
} finally {
  await cluster.close();
}
