#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// A quarter of what a short command takes is the compiling of its modules. Kept by Node in its own folder of the system's temporary
// one; where that cannot be written, or NODE_DISABLE_COMPILE_CACHE is set, they are compiled.
enableCompileCache();
const { run } = await import("./command.ts");
await run();
