import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { ReasonerJob } from "./reasoner-job.ts";

/** One row of a transaction's artifacts, as public clients of the service read it. */
export interface ArtifactRow {
  readonly filename: string;
  readonly presigned_url: string;
  /** The private variant of the same. */
  readonly presigned_url_ap: string;
  /** Empty: the content is plain. */
  readonly encryption_material: string;
}

/** A downloaded file. */
export interface ArtifactFile {
  readonly contentType: string;
  readonly content: Uint8Array;
}

const lifetimeMs = 3_600_000;

/** An Arrow IPC stream of one column `v` with the integers 1, 2, 3: the service returns results as Arrow. */
const arrowStream = Buffer.from(
  "/////3gAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAUAAAAEAAUAAgABgAHAAwAAAAQABAAAAAAAA" +
    "ECEAAAABwAAAAEAAAAAAAAAAEAAAB2AAAACAAMAAgABwAIAAAAAAAAAUAAAAD/////iAAAABQAAAAAAAAADAAWAAYABQAIAAwADAAAAAADBAAY" +
    "AAAAGAAAAAAAAAAAAAoAGAAMAAQACAAKAAAAPAAAABAAAAADAAAAAAAAAAAAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGAAAAAAAAA" +
    "AAAAAAAQAAAAMAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAD/////AAAAAA==",
  "base64",
);

/** Signs the URLs of artifacts and serves their files. Only a completed transaction has artifacts. */
export class Artifacts {
  readonly #key = randomBytes(32);
  readonly #now: () => number;
  readonly #origin: () => string;

  /** @param origin where clients download the files, known once the server listens */
  constructor(now: () => number, origin: () => string) {
    this.#now = now;
    this.#origin = origin;
  }

  rows(job: ReasonerJob): readonly ArtifactRow[] {
    if (job.look().state !== "COMPLETED") return [];
    return [...this.#files(job).keys()].map((filename) => {
      const url = this.#presigned(job.id, filename);
      return { filename, presigned_url: url, presigned_url_ap: url, encryption_material: "" };
    });
  }

  /** The file behind a presigned URL, or why it is refused. Needs no token: the URL is the credential. */
  file(job: ReasonerJob | undefined, filename: string, query: URLSearchParams): ArtifactFile | "refused" | "missing" {
    const expires = query.get("expires") ?? "";
    const signature = Buffer.from(query.get("signature") ?? "");
    const wanted = Buffer.from(this.#signature(job?.id ?? "", filename, expires));
    if (signature.length !== wanted.length || !timingSafeEqual(signature, wanted)) return "refused";
    if (Number(expires) <= this.#now()) return "refused";
    return (job === undefined ? undefined : this.#files(job).get(filename)) ?? "missing";
  }

  #files(job: ReasonerJob): ReadonlyMap<string, ArtifactFile> {
    const metadata = { transaction: job.id, results: [{ filename: "output.arrow", columns: ["v"] }] };
    return new Map<string, ArtifactFile>([
      ["metadata.json", { contentType: "application/json", content: Buffer.from(JSON.stringify(metadata)) }],
      ["output.arrow", { contentType: "application/vnd.apache.arrow.stream", content: arrowStream }],
    ]);
  }

  #presigned(id: string, filename: string): string {
    const expires = String(this.#now() + lifetimeMs);
    const query = new URLSearchParams({ expires, signature: this.#signature(id, filename, expires) });
    return `${this.#origin()}/artifacts/${encodeURIComponent(id)}/${filename}?${query.toString()}`;
  }

  #signature(id: string, filename: string, expires: string): string {
    return createHmac("sha256", this.#key)
      .update(JSON.stringify([id, filename, expires]))
      .digest("base64url");
  }
}
