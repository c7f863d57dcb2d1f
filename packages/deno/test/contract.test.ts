import { casesFor, connectRig, runCase, type Subject } from "@jobwire/adapter-contract";
import { inject, test } from "vitest";
import { createDenoAdapter, denoAdapter } from "../src/adapter.ts";

const subject: Subject = {
  dropsAtCut: true,
  adapter: denoAdapter,
  trusting: (ca) => createDenoAdapter({ tls: { ca } }),
  configured: createDenoAdapter,
  hidesProxyStatus: true,
};
const rig = connectRig(inject("contractServer"));

test.each(casesFor(subject))("$id: $holds", (one) => runCase(one, subject, rig));
