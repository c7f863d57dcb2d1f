import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

interface Spec {
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

const methods: ReadonlySet<string> = new Set(["get", "put", "post", "patch", "delete", "head", "options"]);

/** What each OpenAPI description of a folder offers, one section a file and one line an operation. */
export const operationsOf = (folder: string): string =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => {
      const { info, paths } = parse(readFileSync(join(folder, name), "utf8")) as Spec;
      const lines = Object.entries(paths).flatMap(([path, item]) =>
        Object.entries(item)
          .filter(([method]) => methods.has(method))
          .map(([method, { operationId = "" }]) => `${method.toUpperCase()} ${path} ${operationId}`.trim()),
      );
      return [`## \`${name}\``, info.title, ["```", ...lines.sort(), "```"].join("\n")].join("\n\n");
    })
    .join("\n\n");
