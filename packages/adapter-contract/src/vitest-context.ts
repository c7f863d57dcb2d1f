import type {} from "vitest";

declare module "vitest" {
  /** What `./vitest-setup` provides. */
  interface ProvidedContext {
    readonly contractServer: string;
  }
}
