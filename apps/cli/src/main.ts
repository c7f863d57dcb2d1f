#!/usr/bin/env node
import module from "node:module";
import { compileCacheFolder } from "./compile-cache.ts";
import { homeFolder } from "./home-folder.ts";
import { asksVersion, packageVersion } from "./package-version.ts";

if (asksVersion(process.argv.slice(2))) {
  // Without the rest of the command. A reader that left, as `head` does, is no error.
  process.stdout.on("error", () => undefined);
  process.stdout.write(`${packageVersion()}\n`);
} else {
  // A short command spends a quarter of its time compiling its modules. Node's default cache is a folder with a fixed name in the
  // shared temporary directory, where another user can put code first.
  if ((process.env["NODE_DISABLE_COMPILE_CACHE"] ?? "") === "") {
    const home = homeFolder();
    const owner = { environment: process.env, platform: process.platform, user: process.geteuid?.() };
    const folder = home === undefined ? undefined : compileCacheFolder({ ...owner, home });
    // Deno has a cache of its own, and not this function.
    if (folder !== undefined && "enableCompileCache" in module) module.enableCompileCache(folder);
  }
  const { run } = await import("./command.ts");
  await run();
}
