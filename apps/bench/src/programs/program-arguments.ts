import process from "node:process";
import { parseFloodId } from "../servers/flood-id.ts";

/** ADDRESS and ID of a program, the size that the id names, and further arguments. */
export interface FloodArguments {
  readonly address: string;
  readonly id: string;
  readonly size: number;
  readonly rest: ReadonlyArray<string>;
}

/** Reads `ADDRESS ID …`. Throws the usage otherwise. */
export const floodArguments = (usage: string): FloodArguments => {
  const [address, id, ...rest] = process.argv.slice(2);
  const job = parseFloodId(id ?? "");
  if (address === undefined || id === undefined || job === undefined) throw new Error(`usage: ${usage}`);
  return { address, id, size: job.size, rest };
};
