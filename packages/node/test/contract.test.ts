import { casesFor, connectRig, runCase, type Subject } from "@jobwire/adapter-contract";
import { inject, test } from "vitest";
import { createNodeAdapter, nodeAdapter } from "../src/adapter.ts";

const subject: Subject = {
  adapter: nodeAdapter,
  trusting: (ca) => createNodeAdapter({ tls: { ca } }),
  configured: createNodeAdapter,
};
const rig = connectRig(inject("contractServer"));

test.each(casesFor(subject))("$id: $holds", (one) => runCase(one, subject, rig));
