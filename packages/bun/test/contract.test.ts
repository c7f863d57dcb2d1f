import { casesFor, connectRig, runCase, type Subject } from "@jobwire/adapter-contract";
import { inject, test } from "vitest";
import { bunAdapter, createBunAdapter } from "../src/adapter.ts";

const subject: Subject = {
  adapter: bunAdapter,
  trusting: (ca) => createBunAdapter({ tls: { ca } }),
  // Its WebSocket tells nothing of what refused a handshake; core asks the same path by GET then.
  says: { handshake: "handshake" },
};
const rig = connectRig(inject("contractServer"));

test.each(casesFor(subject))("$id: $holds", (one) => runCase(one, subject, rig));
