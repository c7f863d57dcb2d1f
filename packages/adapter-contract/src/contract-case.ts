import type {
  Adapter,
  AdapterFault,
  AdapterRequest,
  AdapterResponse,
  AdapterSocket,
  FaultReason,
  SocketRequest,
} from "@jobwire/core/adapter";
import type { Served } from "./rig.ts";
import type { WireScript } from "./wire-script.ts";

/** An adapter under test, and what its platform is known not to do. */
export interface Subject {
  readonly adapter: Adapter;
  /** The same adapter, told to trust an authority (PEM) besides those it trusts anyway. */
  readonly trusting?: (ca: string) => Adapter;
  /** Words that the platform cannot find, and the ones it gives in their place. */
  readonly says?: Partial<Record<FaultReason, FaultReason>>;
  /** Bytes of an unread body that the platform itself takes from the network; default 24 MiB, mostly the kernels'. */
  readonly bodySlackBytes?: number;
  /** The same for an unread socket. */
  readonly socketSlackBytes?: number;
  /** The platform drops what was not pulled yet when a body is cut, as the standard's streams do; the cut is told all the same. */
  readonly dropsAtCut?: boolean;
  /** Cases by id that the platform makes impossible, with the reason. */
  readonly except?: Readonly<Record<string, string>>;
}

/** What a case works with. */
export interface Bench {
  readonly subject: Subject;
  readonly adapter: Adapter;
  /** Starts a server; it is closed after the case. */
  readonly serve: (script: WireScript) => Promise<Served>;
  /** A GET, unless said otherwise. */
  readonly ask: (url: string, request?: Partial<AdapterRequest>) => Promise<AdapterResponse>;
  readonly openSocket: (url: string, request?: Partial<SocketRequest>) => Promise<AdapterSocket>;
  /** The fault that a promise rejects with. */
  readonly faultOf: (promise: Promise<unknown>) => Promise<AdapterFault>;
  /** The word expected of this platform where another might say `reason`. */
  readonly word: (reason: FaultReason) => FaultReason;
}

/** One thing that an adapter must do. */
export interface ContractCase {
  /** Kebab-case, unique, stable. */
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly holds: string;
  readonly run: (bench: Bench) => Promise<void>;
}
