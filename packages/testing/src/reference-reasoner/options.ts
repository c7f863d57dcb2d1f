import type { ReasonerFault } from "./reasoner-request.ts";
import type { SlowStatement } from "./sql/submitted-statement.ts";

/** Options of `startReferenceReasoner`. Both servers listen on 127.0.0.1 only. */
export interface ReferenceReasonerOptions {
  /** Port of Direct Access. 0, the default, takes any free one. */
  readonly reasonerPort?: number;
  /** Port of the Snowflake SQL REST API and the token exchange. 0, the default, takes any free one. */
  readonly snowflakePort?: number;
  /** Both servers require it, each in its own form. Without it and without `publicKey` neither checks tokens. */
  readonly token?: string;
  /** SPKI in PEM, RSA: the exchange issues an ingress token for an assertion signed with its private half; SQL also accepts the assertion itself. */
  readonly publicKey?: string;
  /** How long an ingress token of the exchange is valid. Default 600,000 ms. */
  readonly tokenLifeMs?: number;
  /** The app's name as SHOW prints it. Default `RELATIONALAI`. */
  readonly app?: string;
  /** The app is an older version: its `exec_async_v2` takes no `abort_detached`. Default false. */
  readonly olderApp?: boolean;
  /** The owner of created jobs. Default `alice@example.com`. */
  readonly user?: string;
  /** How long a job that ends by itself runs. Default 500 ms. */
  readonly runMs?: number;
  /** Rows in one partition of a SQL result. Default 2,000. */
  readonly partitionRows?: number;
  /**
   * Lets web pages of each server's own origin write. Default false: no page can write. A conformance run in a browser, which serves
   * its own pages from the servers through a fault, sets it.
   */
  readonly ownPagesMayWrite?: boolean;
  /** The current time in milliseconds since the epoch. Default `Date.now`. Nothing in the servers waits by a timer. */
  readonly now?: () => number;
  /** Chooses a fault for each request. */
  readonly fault?: ReasonerFault;
  /** The SQL statements that take long; default none. */
  readonly slow?: (statement: string) => SlowStatement | undefined;
}
