import { casesFor, connectRig, runCase, type Subject } from "@jobwire/adapter-contract";
import { inject, test } from "vitest";
import { bunAdapter, createBunAdapter } from "../src/adapter.ts";

const subject: Subject = {
  adapter: bunAdapter,
  trusting: (ca) => createBunAdapter({ tls: { ca } }),
  configured: createBunAdapter,
  // Bun's WebSocket does not show the response that refused a handshake; core then requests the same path by GET.
  says: { handshake: "handshake" },
};
const rig = connectRig(inject("contractServer"));

test.each(casesFor(subject))("$id: $holds", (one) => runCase(one, subject, rig));
