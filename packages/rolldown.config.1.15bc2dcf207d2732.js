import "node:module";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { licensePlugin } from "rolldown-license-plugin";
/** Marks the id of a module that Promise programs load. */
const mark = "?promise";
/** True for the copy of a module that Promise programs load. */
const isPromiseCopy = (id) => id.endsWith(mark);
const unmarked = (id) => (isPromiseCopy(id) ? id.slice(0, -8) : id);
const importPattern = /^(?:import|export)\s+(?!type\b)([^;"]*?)from\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;
const onlyTypes = /^\{(?:\s*type\s[^,}]+,?)+\s*\}\s*$/;
/** The modules that a file imports by value. */
const importsOf = (file) =>
  [...readFileSync(file, "utf8").matchAll(importPattern)]
    .filter(([, names = ""]) => !onlyTypes.test(names))
    .map(([, , now, later]) => ({
      specifier: now ?? later ?? "",
      later: now === void 0,
    }));
/** The files that are loaded together with these. */
const loadedWith = (entries) => {
  const found = new Set(entries);
  for (const file of found)
    for (const { specifier, later } of importsOf(file))
      if (specifier.startsWith(".") && !later) found.add(resolve(dirname(file), specifier));
  return found;
};
/** The files below `folder` that import another package, directly or through other files. */
const filesWithPackages = (folder) => {
  const names = readdirSync(folder, {
    recursive: true,
    encoding: "utf8",
  }).filter((name) => name.endsWith(".ts"));
  const imports = new Map(names.map((name) => [resolve(folder, name), importsOf(resolve(folder, name))]));
  const found = /* @__PURE__ */ new Set();
  let before = -1;
  while (before !== found.size) {
    before = found.size;
    for (const [file, specifiers] of imports) {
      const reaches = ({ specifier }) => !specifier.startsWith(".") || found.has(resolve(dirname(file), specifier));
      if (specifiers.some(reaches)) found.add(file);
    }
  }
  return found;
};
/** `entries` are the files, by their absolute paths, that Promise programs import; `others` are the other entries. */
const promiseCopies = (folder, entries, others) => {
  const twice = filesWithPackages(folder);
  const tags = ["$initial"];
  const atOnce = loadedWith(entries);
  const withEffect = loadedWith(new Set(others.filter((entry) => twice.has(entry))));
  return {
    plugin: {
      name: "promise-copies",
      resolveId(source, importer) {
        if (importer === void 0) {
          const entry = resolve(source);
          return { id: entries.has(entry) && twice.has(entry) ? `${entry}${mark}` : entry };
        }
        const from = unmarked(importer);
        if (!from.startsWith(folder)) return null;
        const marked = isPromiseCopy(importer);
        if (!source.startsWith("."))
          return marked
            ? this.resolve(source, from, { skipSelf: true })
            : {
                id: source,
                external: true,
              };
        const named = resolve(dirname(from), source);
        const own = named.replace(/\.ts$/, ".promise.ts");
        const file = marked && existsSync(own) ? own : named;
        return { id: marked && twice.has(file) ? `${file}${mark}` : file };
      },
      load: (id) =>
        isPromiseCopy(id)
          ? {
              code: readFileSync(unmarked(id), "utf8"),
              moduleType: "ts",
            }
          : null,
    },
    groups: [
      {
        name: "shared",
        tags,
        priority: 1,
        test: (id) => atOnce.has(id) && !twice.has(id),
      },
      {
        name: "plain",
        tags,
        priority: 1,
        test: (id) => withEffect.has(id) && !twice.has(id),
      },
      {
        name: "effect",
        tags,
        test: (id) => twice.has(id),
      },
      {
        name: "client",
        tags,
        test: (id) => isPromiseCopy(id) || !id.startsWith(folder),
      },
    ],
  };
};
/** The source of a module as a source map names it: a copy has the source of its original, bundled packages have their own names. */
const sourceName = (source) => unmarked(source).replace(/^.*\/node_modules\/(?!\.pnpm\/)/, "node_modules/");
/**
 * Writes `third-party-licenses.txt` with the licences of the packages that an output contains. `more` is the notice of a package of
 * this repository that the output contains and that contains packages itself.
 */
const thirdPartyNotice = (introduction, more = "") =>
  licensePlugin({
    failOnUnlicensed: true,
    done: (packages, context) => {
      const notices = packages
        .filter(({ name }) => !/^(?:@jobwire\/|jobwire$)/.test(name))
        .map(({ name, version, license, licenseText }) => `${name} ${version}, ${license}\n\n${licenseText.trim()}\n`);
      context.emitFile({
        type: "asset",
        fileName: "third-party-licenses.txt",
        source: [introduction, ...notices, ...(more === "" ? [] : [more])].join(`\n\n${"-".repeat(80)}\n\n`),
      });
    },
  });
/** Modules that are no exports and get files of their own. */
const parts = { "@jobwire/node-shared": ["hidden-environment", "ws"] };
/** The entries that contain the packages that they use, for programs that do not install these. */
const bundled = { "@jobwire/core": ["index"] };
const {
  name: self,
  exports,
  dependencies = {},
  peerDependencies = {},
} = JSON.parse(readFileSync("package.json", "utf8"));
const packages = Object.keys({
  ...dependencies,
  ...peerDependencies,
});
const entries = Object.values(exports).map((target) => /^\.\/dist\/(.*)\.js$/.exec(target.default)?.[1] ?? "");
const source = (name) => `src/${name}.ts`;
const copies =
  bundled[self] === void 0
    ? void 0
    : promiseCopies(
        resolve("src"),
        new Set(bundled[self].map((name) => resolve(source(name)))),
        entries.filter((name) => bundled[self]?.includes(name) !== true).map((name) => resolve(source(name))),
      );
const notice = thirdPartyNotice(
  "The code for Promise programs contains parts of these packages, under their own licences.",
);
const options = {
  input: Object.fromEntries([...entries, ...(parts[self] ?? [])].map((name) => [name, source(name)])),
  ...(copies === void 0
    ? { external: new RegExp(`^(?:node:|(?:${packages.join("|")})(?:/|$))`) }
    : { plugins: [copies.plugin, notice] }),
  platform: "neutral",
  transform: { target: "es2023" },
  output: {
    dir: "dist",
    cleanDir: true,
    format: "esm",
    sourcemap: true,
    sourcemapExcludeSources: true,
    sourcemapPathTransform: sourceName,
    chunkFileNames: ({ name, moduleIds }) => {
      const own = /^\w+(?:-\w+)*/.exec(name)?.[0] ?? "part";
      return `parts/${moduleIds.some(isPromiseCopy) ? `promise-${own}` : own}.js`;
    },
    codeSplitting: copies === void 0 ? true : { groups: [...copies.groups] },
    comments: {
      legal: true,
      annotation: true,
      jsdoc: false,
    },
  },
};
export { options as default };

//# sourceMappingURL=data:application/json;charset=utf-8;base64,eyJ2ZXJzaW9uIjozLCJmaWxlIjoicm9sbGRvd24uY29uZmlnLjEuMTViYzJkY2YyMDdkMjczMi5qcyIsIm5hbWVzIjpbImluamVjdGVkX29yaWdpbmFsX2Rpcm5hbWUiLCJpbmplY3RlZF9vcmlnaW5hbF9maWxlbmFtZSIsImluamVjdGVkX29yaWdpbmFsX2ltcG9ydF9tZXRhX3VybCIsImluamVjdGVkX29yaWdpbmFsX2Rpcm5hbWUiLCJpbmplY3RlZF9vcmlnaW5hbF9maWxlbmFtZSIsImluamVjdGVkX29yaWdpbmFsX2ltcG9ydF9tZXRhX3VybCJdLCJzb3VyY2VzIjpbInByb21pc2UtY29waWVzLnRzIiwidGhpcmQtcGFydHktbm90aWNlLnRzIiwicm9sbGRvd24uY29uZmlnLnRzIl0sInNvdXJjZXNDb250ZW50IjpbImltcG9ydCB7IGV4aXN0c1N5bmMsIHJlYWRkaXJTeW5jLCByZWFkRmlsZVN5bmMgfSBmcm9tIFwibm9kZTpmc1wiO1xuaW1wb3J0IHsgZGlybmFtZSwgcmVzb2x2ZSB9IGZyb20gXCJub2RlOnBhdGhcIjtcbmltcG9ydCB0eXBlIHsgQ29kZVNwbGl0dGluZ0dyb3VwLCBQbHVnaW4gfSBmcm9tIFwicm9sbGRvd25cIjtcblxuLyoqXG4gKiBBIHBhY2thZ2UgdGhhdCBzZXJ2ZXMgcHJvZ3JhbXMgd2l0aCBFZmZlY3QgYW5kIHByb2dyYW1zIHdpdGhvdXQgaXQgaGFzIGl0cyBjb2RlIHR3aWNlIHdoZXJlIHRoZSBjb2RlIHVzZXMgRWZmZWN0OiB0aGUgZmlsZXMgb2ZcbiAqIEVmZmVjdCBwcm9ncmFtcyBpbXBvcnQgYGVmZmVjdGAsIHNvIHRoYXQgYm90aCBoYXZlIG9uZSBjb3B5IG9mIGl0OyB0aGUgZmlsZXMgb2YgUHJvbWlzZSBwcm9ncmFtcyBjb250YWluIHRoZSBwYXJ0cyBvZiBFZmZlY3QgdGhhdFxuICogdGhleSB1c2UsIHdoaWNoIGxvYWQgaW4gYSB0aGlyZCBvZiB0aGUgdGltZSBhbmQgbmVlZCBubyBpbnN0YWxsZWQgRWZmZWN0LiBFdmVyeSBtb2R1bGUgdGhhdCByZWFjaGVzIG5vIEVmZmVjdCwgYWJvdmUgYWxsIHRoZVxuICogZXJyb3JzIGFuZCB0aGUgYWRhcHRlcnMsIGlzIGluIHRoZSBwYWNrYWdlIG9uY2UsIHNvIGEgcHJvZ3JhbSB0aGF0IGxvYWRzIGJvdGggaGFzIG9uZSBjbGFzcyBvZiBlYWNoIGVycm9yLlxuICovXG5leHBvcnQgaW50ZXJmYWNlIFByb21pc2VDb3BpZXMge1xuICByZWFkb25seSBwbHVnaW46IFBsdWdpbjtcbiAgLyoqIFRoZSBmaWxlcyBvZiBhbiBvdXRwdXQsIGJ5IHRoZSB0aHJlZSBraW5kcyBvZiBtb2R1bGVzLiAqL1xuICByZWFkb25seSBncm91cHM6IFJlYWRvbmx5QXJyYXk8Q29kZVNwbGl0dGluZ0dyb3VwPjtcbn1cblxuLyoqIE1hcmtzIHRoZSBpZCBvZiBhIG1vZHVsZSB0aGF0IFByb21pc2UgcHJvZ3JhbXMgbG9hZC4gKi9cbmNvbnN0IG1hcmsgPSBcIj9wcm9taXNlXCI7XG4vKiogVHJ1ZSBmb3IgdGhlIGNvcHkgb2YgYSBtb2R1bGUgdGhhdCBQcm9taXNlIHByb2dyYW1zIGxvYWQuICovXG5leHBvcnQgY29uc3QgaXNQcm9taXNlQ29weSA9IChpZDogc3RyaW5nKTogYm9vbGVhbiA9PiBpZC5lbmRzV2l0aChtYXJrKTtcbmNvbnN0IHVubWFya2VkID0gKGlkOiBzdHJpbmcpOiBzdHJpbmcgPT4gKGlzUHJvbWlzZUNvcHkoaWQpID8gaWQuc2xpY2UoMCwgLW1hcmsubGVuZ3RoKSA6IGlkKTtcblxuY29uc3QgaW1wb3J0UGF0dGVybiA9IC9eKD86aW1wb3J0fGV4cG9ydClcXHMrKD8hdHlwZVxcYikoW147XCJdKj8pZnJvbVxccytcIihbXlwiXSspXCJ8XFxiaW1wb3J0XFwoXCIoW15cIl0rKVwiXFwpL2dtO1xuY29uc3Qgb25seVR5cGVzID0gL15cXHsoPzpcXHMqdHlwZVxcc1teLH1dKyw/KStcXHMqXFx9XFxzKiQvO1xuXG5pbnRlcmZhY2UgSW1wb3J0IHtcbiAgcmVhZG9ubHkgc3BlY2lmaWVyOiBzdHJpbmc7XG4gIC8qKiBUcnVlIGZvciBhIG1vZHVsZSB0aGF0IGlzIGxvYWRlZCB3aGVuIGl0IGlzIGZpcnN0IHVzZWQuICovXG4gIHJlYWRvbmx5IGxhdGVyOiBib29sZWFuO1xufVxuXG4vKiogVGhlIG1vZHVsZXMgdGhhdCBhIGZpbGUgaW1wb3J0cyBieSB2YWx1ZS4gKi9cbmNvbnN0IGltcG9ydHNPZiA9IChmaWxlOiBzdHJpbmcpOiBSZWFkb25seUFycmF5PEltcG9ydD4gPT5cbiAgWy4uLnJlYWRGaWxlU3luYyhmaWxlLCBcInV0ZjhcIikubWF0Y2hBbGwoaW1wb3J0UGF0dGVybildXG4gICAgLmZpbHRlcigoWywgbmFtZXMgPSBcIlwiXSkgPT4gIW9ubHlUeXBlcy50ZXN0KG5hbWVzKSlcbiAgICAubWFwKChbLCAsIG5vdywgbGF0ZXJdKSA9PiAoeyBzcGVjaWZpZXI6IG5vdyA/PyBsYXRlciA/PyBcIlwiLCBsYXRlcjogbm93ID09PSB1bmRlZmluZWQgfSkpO1xuXG4vKiogVGhlIGZpbGVzIHRoYXQgYXJlIGxvYWRlZCB0b2dldGhlciB3aXRoIHRoZXNlLiAqL1xuY29uc3QgbG9hZGVkV2l0aCA9IChlbnRyaWVzOiBSZWFkb25seVNldDxzdHJpbmc+KTogUmVhZG9ubHlTZXQ8c3RyaW5nPiA9PiB7XG4gIGNvbnN0IGZvdW5kID0gbmV3IFNldChlbnRyaWVzKTtcbiAgZm9yIChjb25zdCBmaWxlIG9mIGZvdW5kKSB7XG4gICAgZm9yIChjb25zdCB7IHNwZWNpZmllciwgbGF0ZXIgfSBvZiBpbXBvcnRzT2YoZmlsZSkpIHtcbiAgICAgIGlmIChzcGVjaWZpZXIuc3RhcnRzV2l0aChcIi5cIikgJiYgIWxhdGVyKSBmb3VuZC5hZGQocmVzb2x2ZShkaXJuYW1lKGZpbGUpLCBzcGVjaWZpZXIpKTtcbiAgICB9XG4gIH1cbiAgcmV0dXJuIGZvdW5kO1xufTtcblxuLyoqIFRoZSBmaWxlcyBiZWxvdyBgZm9sZGVyYCB0aGF0IGltcG9ydCBhbm90aGVyIHBhY2thZ2UsIGRpcmVjdGx5IG9yIHRocm91Z2ggb3RoZXIgZmlsZXMuICovXG5jb25zdCBmaWxlc1dpdGhQYWNrYWdlcyA9IChmb2xkZXI6IHN0cmluZyk6IFJlYWRvbmx5U2V0PHN0cmluZz4gPT4ge1xuICBjb25zdCBuYW1lcyA9IHJlYWRkaXJTeW5jKGZvbGRlciwgeyByZWN1cnNpdmU6IHRydWUsIGVuY29kaW5nOiBcInV0ZjhcIiB9KS5maWx0ZXIoKG5hbWUpID0+IG5hbWUuZW5kc1dpdGgoXCIudHNcIikpO1xuICBjb25zdCBpbXBvcnRzID0gbmV3IE1hcChuYW1lcy5tYXAoKG5hbWUpID0+IFtyZXNvbHZlKGZvbGRlciwgbmFtZSksIGltcG9ydHNPZihyZXNvbHZlKGZvbGRlciwgbmFtZSkpXSkpO1xuICBjb25zdCBmb3VuZCA9IG5ldyBTZXQ8c3RyaW5nPigpO1xuICBsZXQgYmVmb3JlID0gLTE7XG4gIHdoaWxlIChiZWZvcmUgIT09IGZvdW5kLnNpemUpIHtcbiAgICBiZWZvcmUgPSBmb3VuZC5zaXplO1xuICAgIGZvciAoY29uc3QgW2ZpbGUsIHNwZWNpZmllcnNdIG9mIGltcG9ydHMpIHtcbiAgICAgIGNvbnN0IHJlYWNoZXMgPSAoeyBzcGVjaWZpZXIgfTogSW1wb3J0KTogYm9vbGVhbiA9PlxuICAgICAgICAhc3BlY2lmaWVyLnN0YXJ0c1dpdGgoXCIuXCIpIHx8IGZvdW5kLmhhcyhyZXNvbHZlKGRpcm5hbWUoZmlsZSksIHNwZWNpZmllcikpO1xuICAgICAgaWYgKHNwZWNpZmllcnMuc29tZShyZWFjaGVzKSkgZm91bmQuYWRkKGZpbGUpO1xuICAgIH1cbiAgfVxuICByZXR1cm4gZm91bmQ7XG59O1xuXG4vKiogYGVudHJpZXNgIGFyZSB0aGUgZmlsZXMsIGJ5IHRoZWlyIGFic29sdXRlIHBhdGhzLCB0aGF0IFByb21pc2UgcHJvZ3JhbXMgaW1wb3J0OyBgb3RoZXJzYCBhcmUgdGhlIG90aGVyIGVudHJpZXMuICovXG5leHBvcnQgY29uc3QgcHJvbWlzZUNvcGllcyA9IChcbiAgZm9sZGVyOiBzdHJpbmcsXG4gIGVudHJpZXM6IFJlYWRvbmx5U2V0PHN0cmluZz4sXG4gIG90aGVyczogUmVhZG9ubHlBcnJheTxzdHJpbmc+LFxuKTogUHJvbWlzZUNvcGllcyA9PiB7XG4gIGNvbnN0IHR3aWNlID0gZmlsZXNXaXRoUGFja2FnZXMoZm9sZGVyKTtcbiAgLy8gT3RoZXIgbW9kdWxlcyBhcmUgbG9hZGVkIGxhdGVyIGFuZCBnZXQgZmlsZXMgb2YgdGhlaXIgb3duLCBhbHNvIHRob3NlIG9mIHRoZW0gdGhhdCBhZGFwdGVycyBpbXBvcnQuXG4gIGNvbnN0IHRhZ3MgPSBbXCIkaW5pdGlhbFwiXTtcbiAgY29uc3QgYXRPbmNlID0gbG9hZGVkV2l0aChlbnRyaWVzKTtcbiAgY29uc3Qgd2l0aEVmZmVjdCA9IGxvYWRlZFdpdGgobmV3IFNldChvdGhlcnMuZmlsdGVyKChlbnRyeSkgPT4gdHdpY2UuaGFzKGVudHJ5KSkpKTtcbiAgcmV0dXJuIHtcbiAgICBwbHVnaW46IHtcbiAgICAgIG5hbWU6IFwicHJvbWlzZS1jb3BpZXNcIixcbiAgICAgIHJlc29sdmVJZChzb3VyY2UsIGltcG9ydGVyKSB7XG4gICAgICAgIGlmIChpbXBvcnRlciA9PT0gdW5kZWZpbmVkKSB7XG4gICAgICAgICAgY29uc3QgZW50cnkgPSByZXNvbHZlKHNvdXJjZSk7XG4gICAgICAgICAgcmV0dXJuIHsgaWQ6IGVudHJpZXMuaGFzKGVudHJ5KSAmJiB0d2ljZS5oYXMoZW50cnkpID8gYCR7ZW50cnl9JHttYXJrfWAgOiBlbnRyeSB9O1xuICAgICAgICB9XG4gICAgICAgIGNvbnN0IGZyb20gPSB1bm1hcmtlZChpbXBvcnRlcik7XG4gICAgICAgIGlmICghZnJvbS5zdGFydHNXaXRoKGZvbGRlcikpIHJldHVybiBudWxsO1xuICAgICAgICBjb25zdCBtYXJrZWQgPSBpc1Byb21pc2VDb3B5KGltcG9ydGVyKTtcbiAgICAgICAgaWYgKCFzb3VyY2Uuc3RhcnRzV2l0aChcIi5cIikpIHtcbiAgICAgICAgICByZXR1cm4gbWFya2VkID8gdGhpcy5yZXNvbHZlKHNvdXJjZSwgZnJvbSwgeyBza2lwU2VsZjogdHJ1ZSB9KSA6IHsgaWQ6IHNvdXJjZSwgZXh0ZXJuYWw6IHRydWUgfTtcbiAgICAgICAgfVxuICAgICAgICBjb25zdCBuYW1lZCA9IHJlc29sdmUoZGlybmFtZShmcm9tKSwgc291cmNlKTtcbiAgICAgICAgLy8gQSBmaWxlIGJlc2lkZSBpdCByZXBsYWNlcyB3aGF0IFByb21pc2UgcHJvZ3JhbXMgaGF2ZSBubyB1c2UgZm9yLlxuICAgICAgICBjb25zdCBvd24gPSBuYW1lZC5yZXBsYWNlKC9cXC50cyQvLCBcIi5wcm9taXNlLnRzXCIpO1xuICAgICAgICBjb25zdCBmaWxlID0gbWFya2VkICYmIGV4aXN0c1N5bmMob3duKSA/IG93biA6IG5hbWVkO1xuICAgICAgICByZXR1cm4geyBpZDogbWFya2VkICYmIHR3aWNlLmhhcyhmaWxlKSA/IGAke2ZpbGV9JHttYXJrfWAgOiBmaWxlIH07XG4gICAgICB9LFxuICAgICAgbG9hZDogKGlkKSA9PiAoaXNQcm9taXNlQ29weShpZCkgPyB7IGNvZGU6IHJlYWRGaWxlU3luYyh1bm1hcmtlZChpZCksIFwidXRmOFwiKSwgbW9kdWxlVHlwZTogXCJ0c1wiIH0gOiBudWxsKSxcbiAgICB9LFxuICAgIGdyb3VwczogW1xuICAgICAgLy8gVGhlIGZpcnN0IHRha2VzIGl0cyBtb2R1bGVzIGJlZm9yZSB0aGUgb3RoZXJzIGRvLCB3aGljaCBhbHNvIHRha2Ugd2hhdGV2ZXIgdGhlaXJzIGltcG9ydC5cbiAgICAgIHtcbiAgICAgICAgbmFtZTogXCJzaGFyZWRcIixcbiAgICAgICAgdGFncyxcbiAgICAgICAgcHJpb3JpdHk6IDEsXG4gICAgICAgIHRlc3Q6IChpZCkgPT4gYXRPbmNlLmhhcyhpZCkgJiYgIXR3aWNlLmhhcyhpZCksXG4gICAgICB9LFxuICAgICAgLy8gUHJvbWlzZSBwcm9ncmFtcyBsb2FkIHNvbWUgb2YgdGhlc2UgbGF0ZXIsIGFuZCBtdXN0IG5vdCBsb2FkIEVmZmVjdCB3aXRoIHRoZW0uXG4gICAgICB7IG5hbWU6IFwicGxhaW5cIiwgdGFncywgcHJpb3JpdHk6IDEsIHRlc3Q6IChpZCkgPT4gd2l0aEVmZmVjdC5oYXMoaWQpICYmICF0d2ljZS5oYXMoaWQpIH0sXG4gICAgICB7IG5hbWU6IFwiZWZmZWN0XCIsIHRhZ3MsIHRlc3Q6IChpZCkgPT4gdHdpY2UuaGFzKGlkKSB9LFxuICAgICAgeyBuYW1lOiBcImNsaWVudFwiLCB0YWdzLCB0ZXN0OiAoaWQpID0+IGlzUHJvbWlzZUNvcHkoaWQpIHx8ICFpZC5zdGFydHNXaXRoKGZvbGRlcikgfSxcbiAgICBdLFxuICB9O1xufTtcblxuLyoqIFRoZSBzb3VyY2Ugb2YgYSBtb2R1bGUgYXMgYSBzb3VyY2UgbWFwIG5hbWVzIGl0OiBhIGNvcHkgaGFzIHRoZSBzb3VyY2Ugb2YgaXRzIG9yaWdpbmFsLCBidW5kbGVkIHBhY2thZ2VzIGhhdmUgdGhlaXIgb3duIG5hbWVzLiAqL1xuZXhwb3J0IGNvbnN0IHNvdXJjZU5hbWUgPSAoc291cmNlOiBzdHJpbmcpOiBzdHJpbmcgPT5cbiAgdW5tYXJrZWQoc291cmNlKS5yZXBsYWNlKC9eLipcXC9ub2RlX21vZHVsZXNcXC8oPyFcXC5wbnBtXFwvKS8sIFwibm9kZV9tb2R1bGVzL1wiKTtcbiIsImltcG9ydCB0eXBlIHsgUGx1Z2luIH0gZnJvbSBcInJvbGxkb3duXCI7XG5pbXBvcnQgeyBsaWNlbnNlUGx1Z2luIH0gZnJvbSBcInJvbGxkb3duLWxpY2Vuc2UtcGx1Z2luXCI7XG5cbi8qKlxuICogV3JpdGVzIGB0aGlyZC1wYXJ0eS1saWNlbnNlcy50eHRgIHdpdGggdGhlIGxpY2VuY2VzIG9mIHRoZSBwYWNrYWdlcyB0aGF0IGFuIG91dHB1dCBjb250YWlucy4gYG1vcmVgIGlzIHRoZSBub3RpY2Ugb2YgYSBwYWNrYWdlIG9mXG4gKiB0aGlzIHJlcG9zaXRvcnkgdGhhdCB0aGUgb3V0cHV0IGNvbnRhaW5zIGFuZCB0aGF0IGNvbnRhaW5zIHBhY2thZ2VzIGl0c2VsZi5cbiAqL1xuZXhwb3J0IGNvbnN0IHRoaXJkUGFydHlOb3RpY2UgPSAoaW50cm9kdWN0aW9uOiBzdHJpbmcsIG1vcmU6IHN0cmluZyA9IFwiXCIpOiBQbHVnaW4gPT5cbiAgbGljZW5zZVBsdWdpbih7XG4gICAgZmFpbE9uVW5saWNlbnNlZDogdHJ1ZSxcbiAgICBkb25lOiAocGFja2FnZXMsIGNvbnRleHQpID0+IHtcbiAgICAgIGNvbnN0IG5vdGljZXMgPSBwYWNrYWdlc1xuICAgICAgICAuZmlsdGVyKCh7IG5hbWUgfSkgPT4gIS9eKD86QGpvYndpcmVcXC98am9id2lyZSQpLy50ZXN0KG5hbWUpKVxuICAgICAgICAubWFwKCh7IG5hbWUsIHZlcnNpb24sIGxpY2Vuc2UsIGxpY2Vuc2VUZXh0IH0pID0+IGAke25hbWV9ICR7dmVyc2lvbn0sICR7bGljZW5zZX1cXG5cXG4ke2xpY2Vuc2VUZXh0LnRyaW0oKX1cXG5gKTtcbiAgICAgIGNvbnRleHQuZW1pdEZpbGUoe1xuICAgICAgICB0eXBlOiBcImFzc2V0XCIsXG4gICAgICAgIGZpbGVOYW1lOiBcInRoaXJkLXBhcnR5LWxpY2Vuc2VzLnR4dFwiLFxuICAgICAgICBzb3VyY2U6IFtpbnRyb2R1Y3Rpb24sIC4uLm5vdGljZXMsIC4uLihtb3JlID09PSBcIlwiID8gW10gOiBbbW9yZV0pXS5qb2luKGBcXG5cXG4ke1wiLVwiLnJlcGVhdCg4MCl9XFxuXFxuYCksXG4gICAgICB9KTtcbiAgICB9LFxuICB9KTtcbiIsImltcG9ydCB7IHJlYWRGaWxlU3luYyB9IGZyb20gXCJub2RlOmZzXCI7XG5pbXBvcnQgeyByZXNvbHZlIH0gZnJvbSBcIm5vZGU6cGF0aFwiO1xuaW1wb3J0IHR5cGUgeyBSb2xsZG93bk9wdGlvbnMgfSBmcm9tIFwicm9sbGRvd25cIjtcbmltcG9ydCB7IGlzUHJvbWlzZUNvcHksIHByb21pc2VDb3BpZXMsIHNvdXJjZU5hbWUgfSBmcm9tIFwiLi9wcm9taXNlLWNvcGllcy50c1wiO1xuaW1wb3J0IHsgdGhpcmRQYXJ0eU5vdGljZSB9IGZyb20gXCIuL3RoaXJkLXBhcnR5LW5vdGljZS50c1wiO1xuXG4vKiogVGhlIGZpZWxkcyBvZiBhIG1hbmlmZXN0IHRoYXQgZGVjaWRlIHdoYXQgaXMgYnVpbHQuICovXG5pbnRlcmZhY2UgTWFuaWZlc3Qge1xuICByZWFkb25seSBuYW1lOiBzdHJpbmc7XG4gIHJlYWRvbmx5IGV4cG9ydHM6IFJlYWRvbmx5PFJlY29yZDxzdHJpbmcsIHsgcmVhZG9ubHkgZGVmYXVsdDogc3RyaW5nIH0+PjtcbiAgcmVhZG9ubHkgZGVwZW5kZW5jaWVzPzogUmVhZG9ubHk8UmVjb3JkPHN0cmluZywgc3RyaW5nPj47XG4gIHJlYWRvbmx5IHBlZXJEZXBlbmRlbmNpZXM/OiBSZWFkb25seTxSZWNvcmQ8c3RyaW5nLCBzdHJpbmc+Pjtcbn1cblxuLyoqIE1vZHVsZXMgdGhhdCBhcmUgbm8gZXhwb3J0cyBhbmQgZ2V0IGZpbGVzIG9mIHRoZWlyIG93bi4gKi9cbmNvbnN0IHBhcnRzOiBSZWFkb25seTxSZWNvcmQ8c3RyaW5nLCBSZWFkb25seUFycmF5PHN0cmluZz4+PiA9IHtcbiAgLy8gRXZhbHVhdGVkIGJlZm9yZSBhbmQgYWZ0ZXIgdGhlIG1vZHVsZSBgd3NgLlxuICBcIkBqb2J3aXJlL25vZGUtc2hhcmVkXCI6IFtcImhpZGRlbi1lbnZpcm9ubWVudFwiLCBcIndzXCJdLFxufTtcblxuLyoqIFRoZSBlbnRyaWVzIHRoYXQgY29udGFpbiB0aGUgcGFja2FnZXMgdGhhdCB0aGV5IHVzZSwgZm9yIHByb2dyYW1zIHRoYXQgZG8gbm90IGluc3RhbGwgdGhlc2UuICovXG5jb25zdCBidW5kbGVkOiBSZWFkb25seTxSZWNvcmQ8c3RyaW5nLCBSZWFkb25seUFycmF5PHN0cmluZz4+PiA9IHsgXCJAam9id2lyZS9jb3JlXCI6IFtcImluZGV4XCJdIH07XG5cbmNvbnN0IG1hbmlmZXN0ID0gSlNPTi5wYXJzZShyZWFkRmlsZVN5bmMoXCJwYWNrYWdlLmpzb25cIiwgXCJ1dGY4XCIpKSBhcyBNYW5pZmVzdDtcbmNvbnN0IHsgbmFtZTogc2VsZiwgZXhwb3J0cywgZGVwZW5kZW5jaWVzID0ge30sIHBlZXJEZXBlbmRlbmNpZXMgPSB7fSB9ID0gbWFuaWZlc3Q7XG5jb25zdCBwYWNrYWdlcyA9IE9iamVjdC5rZXlzKHsgLi4uZGVwZW5kZW5jaWVzLCAuLi5wZWVyRGVwZW5kZW5jaWVzIH0pO1xuY29uc3QgZW50cmllcyA9IE9iamVjdC52YWx1ZXMoZXhwb3J0cykubWFwKCh0YXJnZXQpID0+IC9eXFwuXFwvZGlzdFxcLyguKilcXC5qcyQvLmV4ZWModGFyZ2V0LmRlZmF1bHQpPy5bMV0gPz8gXCJcIik7XG5jb25zdCBzb3VyY2UgPSAobmFtZTogc3RyaW5nKTogc3RyaW5nID0+IGBzcmMvJHtuYW1lfS50c2A7XG5cbmNvbnN0IGNvcGllcyA9XG4gIGJ1bmRsZWRbc2VsZl0gPT09IHVuZGVmaW5lZFxuICAgID8gdW5kZWZpbmVkXG4gICAgOiBwcm9taXNlQ29waWVzKFxuICAgICAgICByZXNvbHZlKFwic3JjXCIpLFxuICAgICAgICBuZXcgU2V0KGJ1bmRsZWRbc2VsZl0ubWFwKChuYW1lKSA9PiByZXNvbHZlKHNvdXJjZShuYW1lKSkpKSxcbiAgICAgICAgZW50cmllcy5maWx0ZXIoKG5hbWUpID0+IGJ1bmRsZWRbc2VsZl0/LmluY2x1ZGVzKG5hbWUpICE9PSB0cnVlKS5tYXAoKG5hbWUpID0+IHJlc29sdmUoc291cmNlKG5hbWUpKSksXG4gICAgICApO1xuXG5jb25zdCBub3RpY2UgPSB0aGlyZFBhcnR5Tm90aWNlKFxuICBcIlRoZSBjb2RlIGZvciBQcm9taXNlIHByb2dyYW1zIGNvbnRhaW5zIHBhcnRzIG9mIHRoZXNlIHBhY2thZ2VzLCB1bmRlciB0aGVpciBvd24gbGljZW5jZXMuXCIsXG4pO1xuXG4vLyBUaGUgcHVibGlzaGVkIHBhY2thZ2VzIGFyZSBidWlsdCBhcyBhIGZldyBmaWxlczogaHVuZHJlZHMgdGFrZSBsb25nZXIgdG8gbG9hZCB0aGFuIHRvIHJ1bi4gdHNjIHdyaXRlcyB0aGUgZGVjbGFyYXRpb25zLlxuY29uc3Qgb3B0aW9uczogUm9sbGRvd25PcHRpb25zID0ge1xuICBpbnB1dDogT2JqZWN0LmZyb21FbnRyaWVzKFsuLi5lbnRyaWVzLCAuLi4ocGFydHNbc2VsZl0gPz8gW10pXS5tYXAoKG5hbWUpID0+IFtuYW1lLCBzb3VyY2UobmFtZSldKSksXG4gIC4uLihjb3BpZXMgPT09IHVuZGVmaW5lZFxuICAgID8geyBleHRlcm5hbDogbmV3IFJlZ0V4cChgXig/Om5vZGU6fCg/OiR7cGFja2FnZXMuam9pbihcInxcIil9KSg/Oi98JCkpYCkgfVxuICAgIDogeyBwbHVnaW5zOiBbY29waWVzLnBsdWdpbiwgbm90aWNlXSB9KSxcbiAgcGxhdGZvcm06IFwibmV1dHJhbFwiLFxuICAvLyBBcyB0c2MgaGFzIGl0OiBOb2RlIDIyIGtub3dzIG5vIGB1c2luZ2AuXG4gIHRyYW5zZm9ybTogeyB0YXJnZXQ6IFwiZXMyMDIzXCIgfSxcbiAgb3V0cHV0OiB7XG4gICAgZGlyOiBcImRpc3RcIixcbiAgICBjbGVhbkRpcjogdHJ1ZSxcbiAgICBmb3JtYXQ6IFwiZXNtXCIsXG4gICAgc291cmNlbWFwOiB0cnVlLFxuICAgIC8vIFRoZSBwYWNrYWdlcyBjb250YWluIHRoZWlyIHNvdXJjZS5cbiAgICBzb3VyY2VtYXBFeGNsdWRlU291cmNlczogdHJ1ZSxcbiAgICBzb3VyY2VtYXBQYXRoVHJhbnNmb3JtOiBzb3VyY2VOYW1lLFxuICAgIGNodW5rRmlsZU5hbWVzOiAoeyBuYW1lLCBtb2R1bGVJZHMgfSkgPT4ge1xuICAgICAgY29uc3Qgb3duID0gL15cXHcrKD86LVxcdyspKi8uZXhlYyhuYW1lKT8uWzBdID8/IFwicGFydFwiO1xuICAgICAgcmV0dXJuIGBwYXJ0cy8ke21vZHVsZUlkcy5zb21lKGlzUHJvbWlzZUNvcHkpID8gYHByb21pc2UtJHtvd259YCA6IG93bn0uanNgO1xuICAgIH0sXG4gICAgY29kZVNwbGl0dGluZzogY29waWVzID09PSB1bmRlZmluZWQgPyB0cnVlIDogeyBncm91cHM6IFsuLi5jb3BpZXMuZ3JvdXBzXSB9LFxuICAgIC8vIFRoZSBkb2N1bWVudGF0aW9uIGlzIGluIHRoZSBkZWNsYXJhdGlvbnMgYW5kIGluIHRoZSBzb3VyY2UuXG4gICAgY29tbWVudHM6IHsgbGVnYWw6IHRydWUsIGFubm90YXRpb246IHRydWUsIGpzZG9jOiBmYWxzZSB9LFxuICB9LFxufTtcbmV4cG9ydCBkZWZhdWx0IG9wdGlvbnM7XG4iXSwibWFwcGluZ3MiOiI7Ozs7O0FBaUJBLE1BQU0sT0FBTzs7QUFFYixNQUFhLGlCQUFpQixPQUF3QixHQUFHLFNBQVMsSUFBSTtBQUN0RSxNQUFNLFlBQVksT0FBd0IsY0FBYyxFQUFFLElBQUksR0FBRyxNQUFNLEdBQUcsRUFBWSxJQUFJO0FBRTFGLE1BQU0sZ0JBQWdCO0FBQ3RCLE1BQU0sWUFBWTs7QUFTbEIsTUFBTSxhQUFhLFNBQ2pCLENBQUMsR0FBRyxhQUFhLE1BQU0sTUFBTSxDQUFDLENBQUMsU0FBUyxhQUFhLENBQUMsQ0FBQyxDQUNwRCxRQUFRLEdBQUcsUUFBUSxRQUFRLENBQUMsVUFBVSxLQUFLLEtBQUssQ0FBQyxDQUFDLENBQ2xELEtBQUssS0FBSyxLQUFLLFlBQVk7Q0FBRSxXQUFXLE9BQU8sU0FBUztDQUFJLE9BQU8sUUFBUTtBQUFVLEVBQUU7O0FBRzVGLE1BQU0sY0FBYyxZQUFzRDtDQUN4RSxNQUFNLFFBQVEsSUFBSSxJQUFJLE9BQU87Q0FDN0IsS0FBSyxNQUFNLFFBQVEsT0FDakIsS0FBSyxNQUFNLEVBQUUsV0FBVyxXQUFXLFVBQVUsSUFBSSxHQUMvQyxJQUFJLFVBQVUsV0FBVyxHQUFHLEtBQUssQ0FBQyxPQUFPLE1BQU0sSUFBSSxRQUFRLFFBQVEsSUFBSSxHQUFHLFNBQVMsQ0FBQztDQUd4RixPQUFPO0FBQ1Q7O0FBR0EsTUFBTSxxQkFBcUIsV0FBd0M7Q0FDakUsTUFBTSxRQUFRLFlBQVksUUFBUTtFQUFFLFdBQVc7RUFBTSxVQUFVO0NBQU8sQ0FBQyxDQUFDLENBQUMsUUFBUSxTQUFTLEtBQUssU0FBUyxLQUFLLENBQUM7Q0FDOUcsTUFBTSxVQUFVLElBQUksSUFBSSxNQUFNLEtBQUssU0FBUyxDQUFDLFFBQVEsUUFBUSxJQUFJLEdBQUcsVUFBVSxRQUFRLFFBQVEsSUFBSSxDQUFDLENBQUMsQ0FBQyxDQUFDO0NBQ3RHLE1BQU0sd0JBQVEsSUFBSSxJQUFZO0NBQzlCLElBQUksU0FBUztDQUNiLE9BQU8sV0FBVyxNQUFNLE1BQU07RUFDNUIsU0FBUyxNQUFNO0VBQ2YsS0FBSyxNQUFNLENBQUMsTUFBTSxlQUFlLFNBQVM7R0FDeEMsTUFBTSxXQUFXLEVBQUUsZ0JBQ2pCLENBQUMsVUFBVSxXQUFXLEdBQUcsS0FBSyxNQUFNLElBQUksUUFBUSxRQUFRLElBQUksR0FBRyxTQUFTLENBQUM7R0FDM0UsSUFBSSxXQUFXLEtBQUssT0FBTyxHQUFHLE1BQU0sSUFBSSxJQUFJO0VBQzlDO0NBQ0Y7Q0FDQSxPQUFPO0FBQ1Q7O0FBR0EsTUFBYSxpQkFDWCxRQUNBLFNBQ0EsV0FDa0I7Q0FDbEIsTUFBTSxRQUFRLGtCQUFrQixNQUFNO0NBRXRDLE1BQU0sT0FBTyxDQUFDLFVBQVU7Q0FDeEIsTUFBTSxTQUFTLFdBQVcsT0FBTztDQUNqQyxNQUFNLGFBQWEsV0FBVyxJQUFJLElBQUksT0FBTyxRQUFRLFVBQVUsTUFBTSxJQUFJLEtBQUssQ0FBQyxDQUFDLENBQUM7Q0FDakYsT0FBTztFQUNMLFFBQVE7R0FDTixNQUFNO0dBQ04sVUFBVSxRQUFRLFVBQVU7SUFDMUIsSUFBSSxhQUFhLFFBQVc7S0FDMUIsTUFBTSxRQUFRLFFBQVEsTUFBTTtLQUM1QixPQUFPLEVBQUUsSUFBSSxRQUFRLElBQUksS0FBSyxLQUFLLE1BQU0sSUFBSSxLQUFLLElBQUksR0FBRyxRQUFRLFNBQVMsTUFBTTtJQUNsRjtJQUNBLE1BQU0sT0FBTyxTQUFTLFFBQVE7SUFDOUIsSUFBSSxDQUFDLEtBQUssV0FBVyxNQUFNLEdBQUcsT0FBTztJQUNyQyxNQUFNLFNBQVMsY0FBYyxRQUFRO0lBQ3JDLElBQUksQ0FBQyxPQUFPLFdBQVcsR0FBRyxHQUN4QixPQUFPLFNBQVMsS0FBSyxRQUFRLFFBQVEsTUFBTSxFQUFFLFVBQVUsS0FBSyxDQUFDLElBQUk7S0FBRSxJQUFJO0tBQVEsVUFBVTtJQUFLO0lBRWhHLE1BQU0sUUFBUSxRQUFRLFFBQVEsSUFBSSxHQUFHLE1BQU07SUFFM0MsTUFBTSxNQUFNLE1BQU0sUUFBUSxTQUFTLGFBQWE7SUFDaEQsTUFBTSxPQUFPLFVBQVUsV0FBVyxHQUFHLElBQUksTUFBTTtJQUMvQyxPQUFPLEVBQUUsSUFBSSxVQUFVLE1BQU0sSUFBSSxJQUFJLElBQUksR0FBRyxPQUFPLFNBQVMsS0FBSztHQUNuRTtHQUNBLE9BQU8sT0FBUSxjQUFjLEVBQUUsSUFBSTtJQUFFLE1BQU0sYUFBYSxTQUFTLEVBQUUsR0FBRyxNQUFNO0lBQUcsWUFBWTtHQUFLLElBQUk7RUFDdEc7RUFDQSxRQUFRO0dBRU47SUFDRSxNQUFNO0lBQ047SUFDQSxVQUFVO0lBQ1YsT0FBTyxPQUFPLE9BQU8sSUFBSSxFQUFFLEtBQUssQ0FBQyxNQUFNLElBQUksRUFBRTtHQUMvQztHQUVBO0lBQUUsTUFBTTtJQUFTO0lBQU0sVUFBVTtJQUFHLE9BQU8sT0FBTyxXQUFXLElBQUksRUFBRSxLQUFLLENBQUMsTUFBTSxJQUFJLEVBQUU7R0FBRTtHQUN2RjtJQUFFLE1BQU07SUFBVTtJQUFNLE9BQU8sT0FBTyxNQUFNLElBQUksRUFBRTtHQUFFO0dBQ3BEO0lBQUUsTUFBTTtJQUFVO0lBQU0sT0FBTyxPQUFPLGNBQWMsRUFBRSxLQUFLLENBQUMsR0FBRyxXQUFXLE1BQU07R0FBRTtFQUNwRjtDQUNGO0FBQ0Y7O0FBR0EsTUFBYSxjQUFjLFdBQ3pCLFNBQVMsTUFBTSxDQUFDLENBQUMsUUFBUSxtQ0FBbUMsZUFBZTs7Ozs7QUM3RzdFLE1BQWEsb0JBQW9CLGNBQXNCLE9BQWUsT0FDcEUsY0FBYztDQUNaLGtCQUFrQjtDQUNsQixPQUFPLFVBQVUsWUFBWTtFQUMzQixNQUFNLFVBQVUsU0FDYixRQUFRLEVBQUUsV0FBVyxDQUFDLDJCQUEyQixLQUFLLElBQUksQ0FBQyxDQUFDLENBQzVELEtBQUssRUFBRSxNQUFNLFNBQVMsU0FBUyxrQkFBa0IsR0FBRyxLQUFLLEdBQUcsUUFBUSxJQUFJLFFBQVEsTUFBTSxZQUFZLEtBQUssRUFBRSxHQUFHO0VBQy9HLFFBQVEsU0FBUztHQUNmLE1BQU07R0FDTixVQUFVO0dBQ1YsUUFBUTtJQUFDO0lBQWMsR0FBRztJQUFTLEdBQUksU0FBUyxLQUFLLENBQUMsSUFBSSxDQUFDLElBQUk7R0FBRSxDQUFDLENBQUMsS0FBSyxPQUFPLElBQUksT0FBTyxFQUFFLEVBQUUsS0FBSztFQUNyRyxDQUFDO0NBQ0g7QUFDRixDQUFDOztBQ0xILE1BQU0sUUFBeUQsRUFFN0Qsd0JBQXdCLENBQUMsc0JBQXNCLElBQUksRUFDckQ7O0FBR0EsTUFBTSxVQUEyRCxFQUFFLGlCQUFpQixDQUFDLE9BQU8sRUFBRTtBQUc5RixNQUFNLEVBQUUsTUFBTSxNQUFNLFNBQVMsZUFBZSxDQUFDLEdBQUcsbUJBQW1CLENBQUMsTUFEbkQsS0FBSyxNQUFNLGFBQWEsZ0JBQWdCLE1BQU0sQ0FDVztBQUMxRSxNQUFNLFdBQVcsT0FBTyxLQUFLO0NBQUUsR0FBRztDQUFjLEdBQUc7QUFBaUIsQ0FBQztBQUNyRSxNQUFNLFVBQVUsT0FBTyxPQUFPLE9BQU8sQ0FBQyxDQUFDLEtBQUssV0FBVyx1QkFBdUIsS0FBSyxPQUFPLE9BQU8sQ0FBQyxHQUFHLE1BQU0sRUFBRTtBQUM3RyxNQUFNLFVBQVUsU0FBeUIsT0FBTyxLQUFLO0FBRXJELE1BQU0sU0FDSixRQUFRLFVBQVUsU0FDZCxTQUNBLGNBQ0UsUUFBUSxLQUFLLEdBQ2IsSUFBSSxJQUFJLFFBQVEsS0FBSyxDQUFDLEtBQUssU0FBUyxRQUFRLE9BQU8sSUFBSSxDQUFDLENBQUMsQ0FBQyxHQUMxRCxRQUFRLFFBQVEsU0FBUyxRQUFRLEtBQUssRUFBRSxTQUFTLElBQUksTUFBTSxJQUFJLENBQUMsQ0FBQyxLQUFLLFNBQVMsUUFBUSxPQUFPLElBQUksQ0FBQyxDQUFDLENBQ3RHO0FBRU4sTUFBTSxTQUFTLGlCQUNiLDJGQUNGO0FBR0EsTUFBTSxVQUEyQjtDQUMvQixPQUFPLE9BQU8sWUFBWSxDQUFDLEdBQUcsU0FBUyxHQUFJLE1BQU0sU0FBUyxDQUFDLENBQUUsQ0FBQyxDQUFDLEtBQUssU0FBUyxDQUFDLE1BQU0sT0FBTyxJQUFJLENBQUMsQ0FBQyxDQUFDO0NBQ2xHLEdBQUksV0FBVyxTQUNYLEVBQUUsVUFBVSxJQUFJLE9BQU8sZ0JBQWdCLFNBQVMsS0FBSyxHQUFHLEVBQUUsVUFBVSxFQUFFLElBQ3RFLEVBQUUsU0FBUyxDQUFDLE9BQU8sUUFBUSxNQUFNLEVBQUU7Q0FDdkMsVUFBVTtDQUVWLFdBQVcsRUFBRSxRQUFRLFNBQVM7Q0FDOUIsUUFBUTtFQUNOLEtBQUs7RUFDTCxVQUFVO0VBQ1YsUUFBUTtFQUNSLFdBQVc7RUFFWCx5QkFBeUI7RUFDekIsd0JBQXdCO0VBQ3hCLGlCQUFpQixFQUFFLE1BQU0sZ0JBQWdCO0dBQ3ZDLE1BQU0sTUFBTSxnQkFBZ0IsS0FBSyxJQUFJLENBQUMsR0FBRyxNQUFNO0dBQy9DLE9BQU8sU0FBUyxVQUFVLEtBQUssYUFBYSxJQUFJLFdBQVcsUUFBUSxJQUFJO0VBQ3pFO0VBQ0EsZUFBZSxXQUFXLFNBQVksT0FBTyxFQUFFLFFBQVEsQ0FBQyxHQUFHLE9BQU8sTUFBTSxFQUFFO0VBRTFFLFVBQVU7R0FBRSxPQUFPO0dBQU0sWUFBWTtHQUFNLE9BQU87RUFBTTtDQUMxRDtBQUNGIn0=
