/** The built core: which files a Promise program and an Effect program load, and what both have in common. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as Effect from "effect/Effect";
import * as Redacted from "effect/Redacted";
import { describe, expect, it } from "vitest";

const dist = fileURLToPath(new URL("../../core/dist", import.meta.url));
const built = async <Module>(name: string): Promise<Module> => (await import(`${dist}/${name}.js`)) as Module;
const promises = await built<typeof import("../../core/src/index.ts")>("index");
const effects = await built<typeof import("../../core/src/effect.ts")>("effect");
const backends = await built<typeof import("../../core/src/backend.ts")>("backend");
const errors = await built<typeof import("../../core/src/errors.ts")>("errors");
const options = await built<typeof import("../../core/src/options.ts")>("options");
const { AdapterFault } = await built<typeof import("../../core/src/adapter.ts")>("adapter");

const statement = /^(?:import|export)\s[^;'"]*?from\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\("([^"]+)"\)/gm;

interface Import {
  readonly specifier: string;
  /** True when the file is loaded with the importing one. */
  readonly atOnce: boolean;
}

const importsOf = (file: string): ReadonlyArray<Import> =>
  [...readFileSync(file, "utf8").matchAll(statement)].map(([, from, bare, later]) => ({
    specifier: from ?? bare ?? later ?? "",
    atOnce: later === undefined,
  }));

/** The files that an entry loads, now or later, and the packages that they import. */
const graphOf = (entry: string): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } => {
  const files = new Set([resolve(dist, entry)]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const { specifier } of importsOf(file)) {
      if (specifier.startsWith(".")) files.add(resolve(dirname(file), specifier.replace(/\.ts$/, ".js")));
      else packages.add(specifier);
    }
  }
  return { files: new Set([...files].map((file) => file.slice(dist.length + 1))), packages };
};

const isPromise = (file: string): boolean => file.startsWith("parts/promise-");

describe("the files of a program", () => {
  it("with promises import no package", () => {
    const { files, packages } = graphOf("index.js");
    expect([...packages]).toEqual([]);
    expect([...files].filter(isPromise)).toContain("parts/promise-client.js");
    expect([...files]).not.toContain("parts/effect.js");
  });

  it.each(["adapter.js", "adapter-parts.js", "errors.js", "options.js"])("with %s import no package", (entry) => {
    const { files, packages } = graphOf(entry);
    expect([...packages]).toEqual([]);
    expect([...files].filter((file) => isPromise(file) || file === "parts/effect.js")).toEqual([]);
  });

  it.each(["effect.js", "backend.js"])("with %s import Effect, and no file that contains a copy of it", (entry) => {
    const { files, packages } = graphOf(entry);
    expect([...packages]).toContain("effect/Effect");
    expect([...files].filter(isPromise)).toEqual([]);
  });

  it("import each other in no circle, because parts of a circle can run before their imports", () => {
    const done = new Set<string>();
    const visit = (file: string, path: ReadonlyArray<string>): void => {
      expect(path).not.toContain(file);
      if (done.has(file)) return;
      for (const { specifier, atOnce } of importsOf(file)) {
        if (atOnce && specifier.startsWith(".")) visit(resolve(dirname(file), specifier), [...path, file]);
      }
      done.add(file);
    };
    for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
      if (file.endsWith(".js")) visit(resolve(dist, file), []);
    }
    expect(done.size).toBeGreaterThan(20);
  });

  it("with promises have no spans and no loggers, which no such program could see", () => {
    const read = (name: string): string => readFileSync(`${dist}/parts/${name}.js`, "utf8");
    expect(read("effect")).toMatch(/Effect\.withSpan/);
    expect(read("promise-client")).not.toMatch(/effect\/Logger|makeSpanUnsafe|withSpan/);
  });

  it("name the licences of the packages that they contain", () => {
    const notice = readFileSync(`${dist}/third-party-licenses.txt`, "utf8");
    expect(notice).toMatch(/^effect \d+\.\d+\.\d+, MIT$/m);
    expect(notice).toMatch(/^openapi-fetch \d+\.\d+\.\d+, MIT$/m);
    expect(notice).toContain("Permission is hereby granted");
  });
});

describe("the declarations", () => {
  /** The packages that the declarations of an entry import. */
  const typesOf = (entry: string): ReadonlySet<string> => {
    const files = new Set([resolve(dist, entry)]);
    const packages = new Set<string>();
    for (const file of files) {
      const text = readFileSync(file, "utf8").replace(/\/\*[^]*?\*\//g, "");
      for (const [, specifier = ""] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)) {
        if (specifier.startsWith(".")) files.add(resolve(dirname(file), specifier.replace(/\.[jt]s$/, ".d.ts")));
        else packages.add(specifier);
      }
    }
    expect([...files].filter((file) => !existsSync(file))).toEqual([]);
    return packages;
  };

  it.each(["index", "adapter", "adapter-parts", "errors", "options"])("of %s need no installed package", (entry) => {
    expect([...typesOf(`${entry}.d.ts`)]).toEqual([]);
  });

  it("of Effect programs do, so the check sees imports", () => {
    expect([...typesOf("effect.d.ts")]).toContain("effect/Effect");
  });
});

describe("a program with promises and Effects", () => {
  it("has one class of each error", () => {
    const names = Object.keys(errors) as ReadonlyArray<keyof typeof errors>;
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      expect(promises[name]).toBe(errors[name]);
      expect(effects[name]).toBe(errors[name]);
    }
    expect(promises.SecretText).toBe(options.SecretText);
    expect(effects.SecretText).toBe(options.SecretText);
  });

  const adapter = (request: () => Promise<never>): import("../../core/src/adapter.ts").Adapter => ({
    runtime: {
      name: "test",
      version: "1",
      capabilities: {
        handshakeHeaders: true,
        socketPause: true,
        refuseCompression: true,
        forcedRequestHeaders: [],
        files: false,
        environment: false,
      },
    },
    request,
  });
  const address = "http://127.0.0.1:1";
  const fault = new AdapterFault("unreachable", "nothing is there");

  it("gets the same errors from one adapter, which may run the Effects of its own copy", async () => {
    const shared = adapter(() => Effect.runPromise(Effect.fail(fault)) as Promise<never>);
    const byPromise = await promises
      .createRay(shared, { address })
      .version({ timeoutMs: 1 })
      .catch((error: unknown) => error);
    const byEffect = await Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(effects.makeRay(shared, { address }), (ray) => Effect.flip(ray.version({ timeoutMs: 1 }))),
      ),
    );
    for (const error of [byPromise, byEffect]) {
      expect(error).toBeInstanceOf(Error);
      expect(errors.isJobwireError(error)).toBe(true);
      expect(error).toBeInstanceOf(errors[(error as Error).name as "Timeout"]);
    }
    expect((byPromise as Error).constructor).toBe((byEffect as Error).constructor);
  });

  it("runs a Promise client inside an Effect of its own copy", async () => {
    const ray = promises.createRay(
      adapter(() => Promise.reject(fault)),
      { address },
    );
    const caught = await Effect.runPromise(
      Effect.flip(
        Effect.tryPromise({ try: (signal) => ray.version({ signal, timeoutMs: 1 }), catch: (error) => error }),
      ),
    );
    expect(errors.isJobwireError(caught)).toBe(true);
  });

  it("takes the errors of a backend of its own for errors of the family", () => {
    const made = backends.makeHttp;
    expect(() =>
      made(
        adapter(() => Promise.reject(fault)),
        {
          baseUrl: "not a url",
          describe: (): never => {
            throw fault;
          },
        },
      ),
    ).toThrow(promises.InvalidRequest);
  });

  it("uses credentials of one client in the other, and a Redacted only where its own Effect opens it", () => {
    const secret = promises.programmaticAccessToken("pat-1234");
    expect(JSON.stringify(secret)).not.toContain("pat-1234");
    expect(secret.token).toBeInstanceOf(options.SecretText);
    const never = adapter(() => Promise.reject(fault));
    const token = Redacted.make("tok-1234");
    expect(() => Effect.runSync(Effect.scoped(effects.makeRay(never, { address, token })))).not.toThrow();
    expect(() =>
      promises.createRay(never, { address, token: new options.SecretText("tok-1234", "token") }),
    ).not.toThrow();
    expect(() => promises.createRay(never, { address, token })).toThrow(promises.InvalidRequest);
    expect(() => promises.createRay(never, { address, token })).toThrow(/Pass the text or a function/);
  });
});
