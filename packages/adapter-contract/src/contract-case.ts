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

/** Settings of connections: a proxy's URL, an authority to trust, and a client certificate (PEM). */
export interface TransportSettings {
  readonly proxy?: string;
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly passphrase?: string;
  };
}

/** An adapter under test, and the known limits of its platform. */
export interface Subject {
  readonly adapter: Adapter;
  /** Makes the same adapter with an authority (PEM) to trust besides its usual ones. */
  readonly trusting?: (ca: string) => Adapter;
  /** Makes the same adapter with these settings; absent when the platform has none of them. */
  readonly configured?: (settings: TransportSettings) => Adapter;
  /** Reasons that the platform cannot detect, and the reason it reports instead. */
  readonly says?: Partial<Record<FaultReason, FaultReason>>;
  /** Bytes of an unread body that the platform itself reads from the network; default 24 MiB, mostly kernel buffers. */
  readonly bodySlackBytes?: number;
  /** The same limit for an unread socket. */
  readonly socketSlackBytes?: number;
  /** The platform does not show with which status (other than 407) a proxy refused a tunnel. */
  readonly hidesProxyStatus?: boolean;
  /** The platform drops unread bytes when a body is cut, as standard streams do; it still reports the cut. */
  readonly dropsAtCut?: boolean;
  /** Cases by id that are impossible on the platform, with the reason. */
  readonly except?: Readonly<Record<string, string>>;
}

/** The tools of a case. */
export interface Bench {
  readonly subject: Subject;
  readonly adapter: Adapter;
  /** Starts a server; the runner closes it after the case. */
  readonly serve: (script: WireScript) => Promise<Served>;
  /** Sends a GET, unless `request` names another method. */
  readonly ask: (url: string, request?: Partial<AdapterRequest>) => Promise<AdapterResponse>;
  readonly openSocket: (url: string, request?: Partial<SocketRequest>) => Promise<AdapterSocket>;
  /** Returns the fault that a promise rejects with. */
  readonly faultOf: (promise: Promise<unknown>) => Promise<AdapterFault>;
  /** The reason that this platform reports where others report `reason`. */
  readonly word: (reason: FaultReason) => FaultReason;
}

/** One requirement of an adapter. */
export interface ContractCase {
  /** Kebab-case, unique, stable. */
  readonly id: string;
  /** The requirement as a sentence. */
  readonly holds: string;
  readonly run: (bench: Bench) => Promise<void>;
}
