import { randomBytes } from "node:crypto";
import { clients } from "../settings/clients.ts";

/** Servers to try the gateway on, and the environment that reaches them. */
export interface ReferenceSystems extends AsyncDisposable {
  readonly environment: NodeJS.ProcessEnv;
}

/** POSIX shell only, so that it runs on any machine: colours, a progress bar, and lines for a minute. */
const firstJob = `
printf '\\033[1mtraining a model, for show\\033[0m\\n'
for epoch in 1 2 3 4 5 6; do
  step=0
  while [ "$step" -lt 20 ]; do
    step=$((step + 1))
    printf '\\repoch %d: step %2d of 20' "$epoch" "$step"
    sleep 0.4
  done
  printf '\\n'
  printf '\\033[32mepoch %d: loss 0.%d\\033[0m\\n' "$epoch" "$((70 - epoch * 9))"
done
echo 'the model is ready: 완료 🚀'`;

/** Starts a Ray, an agent and a reasoner service on loopback, each with a random token, and submits a first job. */
export const startReferenceSystems = async (environment: NodeJS.ProcessEnv): Promise<ReferenceSystems> => {
  const { startReferenceAgent, startReferenceRay, startReferenceReasoner } = await import("@jobwire/testing");
  const token = randomBytes(24).toString("base64url");
  const running: Array<AsyncDisposable> = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map((server) => server[Symbol.asyncDispose]()));
  };
  try {
    const cluster = await startReferenceRay({ token });
    running.push(cluster);
    const agent = await startReferenceAgent({ token });
    running.push(agent);
    const reasoner = await startReferenceReasoner({ token });
    running.push(reasoner);
    const { ray } = await clients();
    await using client = ray({ address: cluster.url, token });
    await client.jobs.submit({ entrypoint: firstJob, submissionId: "first-job" });
    return {
      environment: {
        ...environment,
        RAY_API_SERVER_ADDRESS: cluster.url,
        RAY_AUTH_TOKEN: token,
        RAY_JOB_HEADERS: undefined,
        JOBWIRE_AGENT_URL: agent.url,
        JOBWIRE_AGENT_TOKEN: token,
        JOBWIRE_REASONER_URL: reasoner.url,
        JOBWIRE_REASONER_TOKEN: token,
        // They are on this machine.
        NO_PROXY: "*",
        no_proxy: "*",
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
