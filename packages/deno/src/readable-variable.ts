import { Deno } from "./deno.ts";

/** The value of a variable that the program may read; never asks for a permission. */
export const readableVariable = (variable: string): string | undefined => {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
};
