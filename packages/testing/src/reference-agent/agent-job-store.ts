import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AgentProblem } from "../agent-server/agent-handlers.ts";
import { type AgentJobRequest, type AgentJobSite, LocalAgentJob } from "./local-agent-job.ts";

/** All jobs of the reference agent. */
export class AgentJobStore {
  readonly jobs: ReadonlyMap<string, LocalAgentJob>;
  readonly #jobs = new Map<string, LocalAgentJob>();
  readonly #taken = new Set<string>();
  readonly #directory: string;
  readonly #site: Omit<AgentJobSite, "logFile">;

  constructor(directory: string, site: Omit<AgentJobSite, "logFile">) {
    this.jobs = this.#jobs;
    this.#directory = directory;
    this.#site = site;
  }

  /**
   * Starts a job. `modules` are files for it, by name, in a working directory of its own. Throws a 409 for a taken id and a 422 for
   * an id that no client could request.
   */
  async start(
    request: AgentJobRequest,
    id: string = `raysubmit_${randomBytes(8).toString("hex")}`,
    modules: Readonly<Record<string, string>> = {},
  ): Promise<LocalAgentJob> {
    if (!/^[A-Za-z0-9_-]{1,100}$/.test(id)) throw new AgentProblem(422, `Invalid job id ${JSON.stringify(id)}`);
    if (this.#taken.has(id)) throw new AgentProblem(409, `Job ${id} already exists`);
    this.#taken.add(id);
    try {
      const site = { ...this.#site, logFile: this.logFile(id) };
      const workingDirectory = this.#write(id, modules);
      const job = await LocalAgentJob.start(id, { ...request, workingDirectory }, site);
      this.#jobs.set(id, job);
      return job;
    } catch (error) {
      this.#taken.delete(id);
      throw error;
    }
  }

  logFile(id: string): string {
    return join(this.#directory, `${id}.log`);
  }

  async close(): Promise<void> {
    await this.#site.watchdog.close();
    await Promise.all([...this.#jobs.values()].map((job) => job.close()));
  }

  #write(id: string, modules: Readonly<Record<string, string>>): string {
    const directory = join(this.#directory, `${id}.files`);
    mkdirSync(directory, { recursive: true });
    for (const [name, text] of Object.entries(modules)) {
      if (!/^\w[\w.-]{0,99}$/.test(name)) throw new AgentProblem(422, `Invalid module name ${JSON.stringify(name)}`);
      writeFileSync(join(directory, name), text);
    }
    return directory;
  }
}
