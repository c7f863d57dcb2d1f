import type { ReasonerFault } from "./reasoner-request.ts";
import type { SlowStatement } from "./sql/submitted-statement.ts";

/** Options of `startReferenceReasoner`. Both servers listen on 127.0.0.1 only. */
export interface ReferenceReasonerOptions {
  /** Port of Direct Access. 0, the default, takes any free one. */
  readonly reasonerPort?: number;
  /** Port of the Snowflake SQL REST API and the token exchange. 0, the default, takes any free one. */
  readonly snowflakePort?: number;
  /** Asked for by both servers, each in its own way. Without it and without `publicKey` nobody is asked. */
  readonly token?: string;
  /** SPKI in PEM, RSA: an assertion signed by its private half is exchanged for an ingress token, and is itself taken over SQL. */
  readonly publicKey?: string;
  /** How long an ingress token of the exchange is good. Default 600,000 ms. */
  readonly tokenLifeMs?: number;
  /** The app's name as SHOW prints it. Default `RELATIONALAI`. */
  readonly app?: string;
  /** The app is an older one: its `exec_async_v2` takes no `abort_detached`. Default false. */
  readonly olderApp?: boolean;
  /** Whom created jobs belong to. Default `alice@example.com`. */
  readonly user?: string;
  /** How long a job that ends by itself runs. Default 500 ms. */
  readonly runMs?: number;
  /** Rows in one partition of a SQL result. Default 2,000. */
  readonly partitionRows?: number;
  /**
   * Lets web pages of each server's own origin write. Default false: no page writes. A conformance run in a browser, which puts its
   * own pages on the servers by a fault, sets it.
   */
  readonly ownPagesMayWrite?: boolean;
  /** What time it is, in milliseconds since the epoch. Default `Date.now`. Nothing in the servers waits by a timer. */
  readonly now?: () => number;
  /** What goes wrong. */
  readonly fault?: ReasonerFault;
  /** Which SQL statements take long; default none. */
  readonly slow?: (statement: string) => SlowStatement | undefined;
}
