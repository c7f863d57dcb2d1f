import { directAccess, isJobwireError, sql, token } from "@jobwire/core";
import { json } from "@jobwire/testing/faults";
import { holds, NotConform } from "../case/checks.ts";
import { type Bench, type ConformanceCase, defineCase, type Makers, type Surface } from "../case/conformance-case.ts";

/** The name that each stack must have. */
async function theCaller<A>(call: () => A): Promise<Awaited<A>> {
  return await call();
}

/** Members that have nothing to fail at. Any other member must fail with each argument or without one. */
const cannotFail = /^(?:.*\.)?(?:address|kind|redact|outcomeOf|toJSON|close|Symbol\(Symbol\.asyncDispose\))$/;

/** A client, and the argument by which its calls may get further than the checks. */
interface Subject {
  readonly client: object;
  readonly argument: unknown;
}

const isMembers = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  Reflect.ownKeys(value).some((name) => ["function", "object"].includes(typeof Reflect.get(value, name))) &&
  Object.getPrototypeOf(value) === Object.prototype;

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

/** Calls every member at any depth, of what they return as well, and checks the stack of each failure. */
class Visit {
  readonly #argument: unknown;
  readonly #failed = new Set<string>();
  readonly #quiet = new Set<string>();

  constructor(argument: unknown) {
    this.#argument = argument;
  }

  /** The number of members that failed as they must. */
  get checked(): number {
    return this.#failed.size;
  }

  async members(value: object, path: string): Promise<void> {
    // The iteration comes as the member `Symbol.asyncIterator`; closing comes last.
    const names = Reflect.ownKeys(value).filter((name) => name !== "close" && name !== Symbol.asyncDispose);
    for (const name of names) {
      const member: unknown = Reflect.get(value, name);
      const at = path === "" ? String(name) : `${path}.${String(name)}`;
      if (name === Symbol.asyncIterator) await this.#iterate(value as AsyncIterable<unknown>, at);
      else if (typeof member === "function") await this.#call(member as (...args: Array<unknown>) => unknown, at);
      else if (isMembers(member)) await this.members(member, at);
    }
  }

  async #call(member: (...args: Array<unknown>) => unknown, at: string): Promise<void> {
    for (const args of [[], [this.#argument]]) {
      await this.outcome(at, () => member(...args));
    }
  }

  async #iterate(iterable: AsyncIterable<unknown>, at: string): Promise<void> {
    await this.outcome(at, async () => {
      for await (const _ of iterable) holds(false, `${at} yields something`);
    });
  }

  /** Calls, and checks the stack of a failure. */
  async outcome(at: string, call: () => unknown): Promise<void> {
    let result: unknown;
    try {
      result = await theCaller(call);
    } catch (error) {
      this.#check(at, error);
      return;
    }
    if (result instanceof ReadableStream) {
      const reader = result.getReader();
      await this.outcome(`${at}.read`, () => reader.read());
    } else if (isIterable(result) || (isMembers(result) && !("kind" in result && "version" in result))) {
      this.#failed.add(at);
      await this.members(result, `${at}()`);
    } else this.#quiet.add(at);
  }

  #check(at: string, error: unknown): void {
    holds(error instanceof Error, `${at} fails with an Error`);
    const { stack = "" } = error;
    holds(stack.includes("theCaller"), `the stack of ${at} has the caller: ${stack}`);
    if (!isJobwireError(error)) return;
    this.#failed.add(at);
    const lines = stack.split("\n").filter((line) => line.includes("    at "));
    holds(
      lines.slice(0, 4).some((line) => line.includes("theCaller")),
      `the stack of ${at} begins in the program: ${stack}`,
    );
    holds(error.message.endsWith(error.docsUrl), `the message of ${at} ends with the URL of its docs`);
  }

  end(): void {
    const silent = [...this.#quiet].filter((at) => !this.#failed.has(at) && !cannotFail.test(at));
    if (silent.length > 0) throw new NotConform(`these never failed: ${silent.join(", ")}`);
  }
}

const reasonerJob = { reasonerType: "Logic", id: "job-1" } as const;
const subjects: Readonly<Record<Exclude<Surface, "kubernetes">, (bench: Bench) => ReadonlyArray<Subject>>> = {
  ray: (bench) => [{ client: bench.ray(), argument: "raysubmit_scripted00000000" }],
  agent: (bench) => [{ client: bench.agent(), argument: "job-1" }],
  reasoner: (bench) => [
    {
      client: bench.reasoner({ backend: directAccess({ address: bench.url, token: "none-is-known" }) }),
      argument: reasonerJob,
    },
    {
      client: bench.reasoner({
        backend: sql({ account: "acme", address: bench.url, credentials: token("none-is-known") }),
      }),
      argument: reasonerJob,
    },
  ],
  gateway: (bench) => [
    { client: bench.gateway(), argument: "training" },
    { client: bench.gateway().reasoner("logic"), argument: reasonerJob },
  ],
};

const refusing = async ({ bareServer }: Makers) => {
  const server = await bareServer();
  server.on(
    () => true,
    () => json({ detail: "who are you", message: "who are you" }, { status: 401 }),
  );
  return { url: server.url };
};

/** Exported functions that have nothing to fail at. */
const functionsThatCannotFail = new Set([
  "directAccess",
  "hideEnvVars",
  "isJobwireError",
  "isTerminal",
  "keyPair",
  "newSubmissionId",
  "packagingFromEnv",
  "programmaticAccessToken",
  "proxyFromEnv",
  "sql",
  "token",
]);

const nowhere = "/nowhere/at-all";
/** Arguments with which an exported function fails at once. */
const wrongArguments = (adapter: unknown): Readonly<Record<string, ReadonlyArray<unknown>>> => ({
  ray: [{ address: "nonsense://" }],
  agent: [{ address: "nonsense://" }],
  reasoner: [{ backend: directAccess({ address: "nonsense://", token: "none" }) }],
  createRay: [adapter, { address: "nonsense://" }],
  createAgent: [adapter, { address: "nonsense://" }],
  createReasoner: [adapter, { backend: directAccess({ address: "nonsense://", token: "none" }) }],
  createNodeAdapter: [{ proxy: "ftp://proxy" }],
  createBunAdapter: [{ proxy: "ftp://proxy" }],
  createDenoAdapter: [{ proxy: "ftp://proxy" }],
  composePayload: [{}],
  composeJobPayload: [{}],
  composeTransactionPayload: [{}],
  fromEnv: [{ RAY_JOB_HEADERS: "{" }],
  agentFromEnv: [{}],
  reasonerFromEnv: [{}],
  openPrivateKey: ["not a key"],
  parseRuntimeEnv: [[]],
  readPrivateKey: [nowhere],
  tokenFile: [nowhere],
  workingDirPackage: [nowhere],
  uploadWorkingDir: [{}, nowhere],
  localPackages: [{ working_dir: nowhere }],
  withResponse: [],
  expandRuntimeEnv: [{}, { working_dir: nowhere }],
});

const isClass = (value: object): boolean => Object.getOwnPropertyDescriptor(value, "prototype")?.writable === false;

const exportsCase = defineCase({
  id: "exports/call-sites",
  surface: "ray",
  cites: ["errors/call-sites"],
  transports: ["unary"],
  world: refusing,
  run: async ({ clients: { exported } }) => {
    const visit = new Visit(undefined);
    const wrong = wrongArguments(exported["adapter"]);
    for (const [name, value] of Object.entries(exported)) {
      if (typeof value !== "function" || isClass(value) || functionsThatCannotFail.has(name)) continue;
      const args = wrong[name];
      holds(args !== undefined, `call-sites.ts has wrong arguments of the exported function ${name}`);
      await visit.outcome(name, () => (value as (...all: ReadonlyArray<unknown>) => unknown)(...args));
    }
    visit.end();
    holds(visit.checked > 5, "functions were checked");
    return `${visit.checked} functions`;
  },
});

const memberCases: ReadonlyArray<ConformanceCase> = (Object.keys(subjects) as ReadonlyArray<keyof typeof subjects>).map(
  (surface) =>
    defineCase({
      id: `${surface}/call-sites`,
      surface,
      cites: ["errors/call-sites"],
      transports: ["unary"],
      world: refusing,
      run: async (bench) => {
        let checked = 0;
        for (const { client, argument } of subjects[surface](bench)) {
          const visit = new Visit(argument);
          await visit.members(client, "");
          visit.end();
          checked += visit.checked;
        }
        holds(checked > 5, "members were checked");
        return `${checked} members`;
      },
    }),
);

/** The stacks of errors lead to the program. */
export const callSiteCases: ReadonlyArray<ConformanceCase> = [...memberCases, exportsCase];
