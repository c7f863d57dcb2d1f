import type {} from "vitest";

declare module "vitest" {
  /** The address that `./vitest-setup` provides. */
  interface ProvidedContext {
    readonly contractServer: string;
  }
}
