import type { ListFlags } from "../../list/list-options.ts";
import type { ReasonerFlags } from "../../settings/reasoner.ts";

/** The flags of `jobwire reasoner jobs list`. */
export interface ReasonerListFlags extends ReasonerFlags, Omit<ListFlags, "limit"> {
  readonly type?: string;
  readonly id?: string;
  readonly name?: string;
  readonly createdBy?: string;
  readonly onlyActive?: boolean;
  readonly allUsers?: boolean;
  readonly limit: number;
  readonly offset: number;
  readonly include?: Readonly<Record<string, true>>;
}
