/** The reference Direct Access sends the recorded responses to the Python client's recorded requests; every difference is named. */
import { expect, test } from "vitest";
import { startReferenceReasoner } from "../../src/index.ts";
import { plainExchange } from "../../src/spec-validation/plain-exchange.ts";
import { type DirectAccessExchange, directAccessExchanges } from "../recordings-reasoner/recorded-exchanges.ts";

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Replaces times with one word, and removes what the reference adds on purpose. */
const comparable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      // Other public clients of the service read `event.message`, and a problem's `report`.
      .filter(([key]) => key !== "event" && key !== "report")
      .map(([key, member]) => {
        const time = (key === "created_on" || key === "finished_at") && typeof member === "number";
        return [key, time ? "<time>" : comparable(member)];
      }),
  );
};

/** A recorded response shows at which moment of the job's life it was sent. */
const runsStill = (exchange: DirectAccessExchange): boolean => exchange.body.includes('"state":"RUNNING"');

test("every recorded exchange, in order", async () => {
  let now = 1_760_000_000_000;
  await using reasoner = await startReferenceReasoner({ token: "test-token", runMs: 1000, now: () => now });
  const ids = new Map<string, string>();
  const withIds = (text: string): string => text.replace(uuid, (id) => ids.get(id) ?? id);
  const differences: Array<string> = [];

  for (const exchange of directAccessExchanges()) {
    if (!runsStill(exchange) && exchange.method === "GET") now += 1000;
    const { host: _host, "content-length": _length, connection: _connection, ...headers } = exchange.headers;
    // Not by fetch, which adds the mark of a page.
    const sent = exchange.sent === null ? {} : { body: exchange.sent };
    const request = { method: exchange.method, path: withIds(exchange.url), headers, ...sent };
    const answer = await plainExchange(reasoner.url, request, AbortSignal.timeout(30_000));
    const given = Buffer.from(answer.body ?? []).toString();
    if (exchange.method === "POST" && exchange.sent !== null) {
      const [recorded = ""] = exchange.body.match(uuid) ?? [];
      const [own = ""] = given.match(uuid) ?? [];
      ids.set(recorded, own);
    }
    expect([exchange.name, answer.status]).toEqual([exchange.name, exchange.status]);
    const [wanted, got] = [withIds(exchange.body), given].map((body) => comparable(JSON.parse(body)));
    try {
      expect(got).toEqual(wanted);
    } catch {
      differences.push(exchange.name);
    }
  }

  // The recording's server had one artifact, in a shape of its own; this one returns what other public clients index.
  expect(differences.map((name) => name.replace(uuid, "ID"))).toEqual([
    "Logic 4: GET /v1alpha1/transactions/ID/artifacts",
  ]);
  expect(reasoner.directAccess.problems).toEqual([]);
});
