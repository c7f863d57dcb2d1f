/**
 * The modules of Node that take long to load, each loaded when it is first used. An `import` of `node:http` takes longer than the
 * start of Node, because it also loads Node's `fetch`.
 */
export const nodeModules = {
  get crypto(): typeof import("node:crypto") {
    return process.getBuiltinModule("node:crypto");
  },
  get http(): typeof import("node:http") {
    return process.getBuiltinModule("node:http");
  },
  get https(): typeof import("node:https") {
    return process.getBuiltinModule("node:https");
  },
  get net(): typeof import("node:net") {
    return process.getBuiltinModule("node:net");
  },
  get tls(): typeof import("node:tls") {
    return process.getBuiltinModule("node:tls");
  },
};
