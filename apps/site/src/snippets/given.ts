/** Something that a program of the docs uses without making it, such as the `cluster` of an earlier program of the page. */
interface Given {
  /** Other givens that must come first. */
  readonly needs?: ReadonlyArray<string>;
  /** The lines that make it. Imports have names of their own, so that the program can import the same. */
  readonly lines: string;
}

const clientOf = (name: string, make: string, options: string): string =>
  `import { ${make} as given_${make} } from "jobwire";\nconst ${name} = given_${make}(${options});`;

const givens: Readonly<Record<string, Given>> = {
  address: { lines: 'const address = "http://127.0.0.1:8265";' },
  token: { lines: 'const token = "a-token-of-the-tests";' },
  cluster: { lines: clientOf("cluster", "ray", '{ address: "http://127.0.0.1:8265" }') },
  job: { needs: ["cluster"], lines: 'const job = await cluster.jobs.submit({ entrypoint: "echo hello" });' },
  id: { needs: ["job"], lines: "const id = job.submissionId;" },
  synapse: { lines: clientOf("synapse", "agent", '{ address: "http://127.0.0.1:8000", agentToken: "secret" }') },
  taskId: { lines: 'const taskId = "0".repeat(48);' },
  actorId: { lines: 'const actorId = "0".repeat(32);' },
  uri: {
    needs: ["cluster"],
    lines:
      'import { uploadWorkingDir as given_upload } from "@jobwire/node";\nconst { uri } = await given_upload(cluster, ".");',
  },
  referenceAgent: {
    lines: 'import { startReferenceAgent } from "@jobwire/testing";\nawait using agent = await startReferenceAgent();',
  },
  referenceReasoner: {
    lines:
      'import { startReferenceReasoner } from "@jobwire/testing";\nawait using reasoner = await startReferenceReasoner();',
  },
  userOf: { lines: "declare const userOf: (request: Request) => Promise<{ isAdmin: boolean } | undefined>;" },
  // For programs that are only type-checked.
  myAdapter: { lines: 'declare const myAdapter: import("@jobwire/core/adapter").Adapter;' },
  rig: { lines: 'declare const rig: ReturnType<typeof import("@jobwire/adapter-contract").connectRig>;' },
  backendParts: {
    lines: [
      'import type * as parts from "@jobwire/core/backend";',
      "declare const adapter: parts.Adapter;",
      "declare const httpOptions: Parameters<typeof parts.makeHttp>[1];",
      "declare const options: parts.JobClientOptions;",
      "declare const backend: Parameters<typeof parts.makeJobSurface>[0];",
    ].join("\n"),
  },
  passphrase: { lines: 'const passphrase = "hush";' },
};

/** The lines that make the givens of a program, each with the givens that it needs before it. */
export const givenLines = (names: ReadonlyArray<string>): string => {
  const lines = new Map<string, string>();
  const add = (name: string): void => {
    const given = givens[name];
    if (given === undefined) throw new Error(`The docs name no given ${JSON.stringify(name)}. Add it to given.ts.`);
    for (const needed of given.needs ?? []) add(needed);
    lines.set(name, given.lines);
  };
  for (const name of names) add(name);
  return [...lines.values()].map((line) => `${line}\n`).join("");
};
