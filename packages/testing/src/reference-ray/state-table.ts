import type { Row } from "./state-filter.ts";
import type { StateSchema } from "./state-schema.ts";

/** A table of the state API. */
export interface StateTable {
  readonly rows: readonly Row[];
  readonly schema: StateSchema;
  readonly explainsBadOptions: boolean;
}
