/**
 * Every test of @durable-streams/server-conformance-tests by its name: run, or left out with the reason. A test that is in neither
 * list fails the suite, and so does a name that has no test, so that a new version of the package cannot hide one. Longer than 300
 * lines because the package has that many tests.
 */

/** Titles of tests by the titles of their suites, joined by ` > `. */
export type Titles = Readonly<Record<string, ReadonlyArray<string>>>;

/** The title around the package's tests. */
export const suiteName = "@durable-streams/server-conformance-tests";

/** The names of tests below that title. */
export const namesOf = (titles: Titles): ReadonlyArray<string> =>
  Object.entries(titles).flatMap(([suite, tests]) => tests.map((title) => `${suite} > ${title}`));

/**
 * What the shim changes so that these tests can run, each because a log is a special stream:
 *
 * - A log's text ends every line with `\n`, so what a test appends is printed as a line. From the body of a catch-up or long-poll
 *   response the shim takes the line ends that it added, and no other. Server-sent events pass unchanged.
 * - A write is answered when a `HEAD` of the gateway shows it, because a print has no acknowledgement. Its `Stream-Next-Offset` and
 *   `Stream-Closed` are those of that `HEAD`.
 * - The gateway sends `text/plain; charset=utf-8`, so that a browser decodes the text right. The tests compare with `text/plain`.
 * - A stream of another content type is a log as well. Of these streams, the tests that run read only headers, lengths or ASCII.
 */
export const run: Titles = {
  "Append Operations": ["should append string data", "should append multiple chunks"],
  "Read Operations": ["should read empty stream", "should read stream with data", "should read from offset"],
  "Long-Poll Operations": [
    "should wait for new data with long-poll",
    "should return immediately if data already exists",
  ],
  "HTTP Protocol": [
    "should return correct headers on GET",
    "should return empty body with up-to-date for empty stream",
    "should read from offset",
    "should return 404 on DELETE non-existent stream",
  ],
  "Browser Security Headers": [
    "should include X-Content-Type-Options: nosniff on GET responses",
    "should include X-Content-Type-Options: nosniff on HEAD responses",
    "should include Cross-Origin-Resource-Policy header on GET responses",
    "should include Cache-Control: no-store on HEAD responses",
    "should include X-Content-Type-Options: nosniff on SSE responses",
    "should include X-Content-Type-Options: nosniff on long-poll responses",
    "should include security headers on error responses",
  ],
  "HEAD Metadata": [
    "should return metadata without body",
    "should return 404 for non-existent stream",
    "should return tail offset",
  ],
  "Offset Validation and Resumability": [
    "should accept -1 as sentinel for stream beginning",
    "should return same data for offset=-1 and no offset",
    "should accept offset=now as sentinel for current tail position",
    "should return correct tail offset for offset=now",
    "should be able to resume from offset=now result",
    "should work with offset=now on empty stream",
    "should support offset=now with long-poll mode (waits for data)",
    "should receive data with offset=now long-poll when appended",
    "should support offset=now with SSE mode",
    "should return 404 for offset=now on non-existent stream",
    "should return 404 for offset=now with long-poll on non-existent stream",
    "should return 404 for offset=now with SSE on non-existent stream",
    "should support offset=now with long-poll on empty stream",
    "should support offset=now with SSE on empty stream",
    "should reject malformed offset (contains comma)",
    "should reject offset with spaces",
    "should support resumable reads (no duplicate data)",
    "should return empty response when reading from tail offset",
  ],
  "Protocol Edge Cases": [
    "should handle PUT with initial body correctly",
    "should preserve data immutability by position",
    "should generate unique, monotonically increasing offsets",
    "should reject empty offset parameter",
    "should reject multiple offset parameters",
    "should ignore unknown query parameters",
  ],
  "Long-Poll Edge Cases": [
    "should require offset parameter for long-poll",
    "should generate Stream-Cursor header on long-poll responses",
    "should return immediately with Stream-Up-To-Date when data exists at offset",
    "should echo cursor and handle collision with jitter",
    "should return Stream-Cursor, Stream-Up-To-Date and Stream-Next-Offset on 204 timeout",
  ],
  "Caching and ETag": [
    "should generate ETag on GET responses",
    "should return 304 Not Modified for matching If-None-Match",
    "should allow If-None-Match in CORS preflight responses",
    "should return 200 for non-matching If-None-Match",
    "should return new ETag after data changes",
  ],
  "Read-Your-Writes Consistency": [
    "should immediately read message after append",
    "should immediately read multiple appends",
    "should serve offset-based reads immediately after append",
  ],
  "SSE Mode": [
    "should return text/event-stream content-type for SSE requests",
    "should require offset parameter for SSE mode",
    "should stream data events via SSE",
    "should send control events with offset",
    "should generate streamCursor in SSE control events",
    "should handle cursor collision with jitter in SSE mode",
    "should handle SSE for empty stream with correct offset",
    "should send upToDate flag in SSE control events when caught up",
    "should have correct SSE headers (no Content-Length, proper Cache-Control)",
    "should handle newlines in text/plain payloads",
    "should prevent CRLF injection in payloads - embedded event boundaries become literal data",
    "should prevent CRLF injection - LF-only attack vectors",
    "should prevent CRLF injection - carriage return only attack vectors",
    "should generate unique, monotonically increasing offsets in SSE mode",
    "should support reconnection with last known offset",
    "should NOT include Stream-SSE-Data-Encoding header for text/plain streams",
  ],
  "Property-Based Tests (fast-check) > Offset Validation Properties": ["should reject offsets with invalid characters"],
  "Property-Based Tests (fast-check) > Concurrent Writer Stress Tests": [
    "concurrent appends without seq - all data is persisted",
    "mixed readers and writers - readers see consistent state",
  ],
  "Property-Based Tests (fast-check) > State Hash Verification": [
    "content hash changes with each append",
    "empty stream has consistent hash",
  ],
  "Stream Closure > Create with Stream-Closed": [
    "create-closed-stream: PUT with Stream-Closed: true creates closed stream",
    "create-closed-stream-with-body: PUT with body + Stream-Closed: true",
    "create-closed-returns-header: Response includes Stream-Closed: true",
  ],
  "Stream Closure > Close Operations": [
    "close-stream-empty-post: POST with Stream-Closed: true, empty body closes stream",
    "close-with-final-append: POST with body + Stream-Closed: true",
    "close-returns-offset-and-header: Response includes Stream-Next-Offset and Stream-Closed: true",
    "close-idempotent: Closing already-closed stream (empty body) returns 204",
    "close-only-ignores-content-type: Close-only with mismatched Content-Type still succeeds",
  ],
  "Stream Closure > HEAD with Stream Closure": [
    "head-closed-stream: HEAD returns Stream-Closed: true header",
    "head-open-stream-no-closed-header: HEAD on open stream does NOT have Stream-Closed header",
  ],
  "Stream Closure > Read Closed Streams (Catch-up)": [
    "read-closed-stream-at-tail: Returns Stream-Closed: true at tail of closed stream",
    "read-closed-stream-partial-no-closed: Partial read of closed stream does NOT include Stream-Closed",
    "read-closed-stream-empty-body-eof: At tail of closed stream: 200 OK, empty body, Stream-Closed: true",
  ],
  "Stream Closure > Long-poll with Stream Closure": [
    "longpoll-closed-stream-immediate: No wait when closed stream at tail, returns immediately",
    "longpoll-closed-returns-204-with-header: Returns 204 with Stream-Closed: true",
  ],
  "Stream Closure > SSE with Stream Closure": [
    "sse-closed-stream-control-event: Final control event has streamClosed: true",
    "sse-closed-stream-no-cursor: streamCursor omitted when streamClosed is true",
    "sse-closed-stream-connection-closes: Connection closes after final event",
    "sse-live-reader-receives-final-append-on-close: live reader at tail receives data appended atomically with the close",
  ],
  "Stream Closure > Edge Cases": [
    "offset-now-on-closed-stream: offset=now on closed stream returns Stream-Closed: true",
    "delete-closed-stream: Deleting a closed stream removes it (returns 404 after)",
  ],
};

/** A reason, and the tests that are left out for it. */
export interface LeftOut {
  readonly reason: string;
  readonly tests: Titles;
}

export const leftOut: ReadonlyArray<LeftOut> = [
  {
    reason: "It tests how a server takes writes. The gateway takes none; the shim that writes is no part of it.",
    tests: {
      "Basic Stream Operations": [
        "should create a stream",
        "should allow idempotent create with same config",
        "should reject create with different config (409)",
      ],
      "Append Operations": ["should enforce sequence ordering with seq"],
      "HTTP Protocol": [
        "should return correct headers on PUT",
        "should return 200 on idempotent PUT with same config",
        "should return 409 on PUT with different config",
        "should return correct headers on POST",
        "should return 404 on POST to non-existent stream",
        "should return 409 on content-type mismatch",
        "should enforce sequence ordering",
        'should enforce lexicographic seq ordering ("2" then "10" rejects)',
        'should allow lexicographic seq ordering ("09" then "10" succeeds)',
        "should reject duplicate seq values",
      ],
      "Browser Security Headers": [
        "should include X-Content-Type-Options: nosniff on PUT responses",
        "should include X-Content-Type-Options: nosniff on POST responses",
      ],
      "Case-Insensitivity": [
        "should treat content-type case-insensitively",
        "should allow idempotent create with different case content-type",
        "should accept headers with different casing",
      ],
      "Content-Type Validation": [
        "should enforce content-type match on append",
        "should allow append with matching content-type",
      ],
      "Protocol Edge Cases": [
        "should reject empty POST body with 400",
        "should enforce case-sensitive seq ordering",
        "should return Location header on 201",
        "should reject missing Content-Type on POST",
        "should accept PUT without Content-Type (use default)",
      ],
      "Chunking and Large Payloads": ["should handle large payload appropriately"],
      "Property-Based Tests (fast-check) > Sequence Ordering Properties": [
        "lexicographically ordered seq values are accepted",
        "out-of-order seq values are rejected",
      ],
      "Property-Based Tests (fast-check) > Concurrent Writer Stress Tests": [
        "concurrent writers with sequence numbers - server handles gracefully",
        "concurrent writers racing with incrementing seq values",
      ],
      "Stream Closure > Close Operations": [
        "append-to-closed-stream-409: Append to closed stream returns 409 with Stream-Closed: true header",
        "append-and-close-to-closed-stream-409: POST with body + Stream-Closed: true to already-closed stream returns 409",
      ],
      "Stream Closure > Edge Cases": [
        "409-includes-stream-offset: 409 for closed stream includes Stream-Next-Offset header",
        "close-nonexistent-stream-404: POST with Stream-Closed to nonexistent stream returns 404",
        "empty-post-without-stream-closed-400: POST with empty body but no Stream-Closed returns 400",
      ],
    },
  },
  {
    reason: "It deletes an open stream. A stream is a job's log, and Ray deletes only the record of an ended job.",
    tests: {
      "Basic Stream Operations": ["should delete a stream", "should properly isolate recreated stream after delete"],
      "HTTP Protocol": ["should return 204 on successful DELETE"],
    },
  },
  {
    reason: "It tests producers that write each message once. The gateway takes no writes.",
    tests: {
      "Idempotent Producer Operations": [
        "should accept first append with producer headers (epoch=0, seq=0)",
        "should accept sequential producer sequences",
        "should return 204 for duplicate sequence (idempotent success)",
        "should accept epoch upgrade (new epoch starts at seq=0)",
        "should reject stale epoch with 403 (zombie fencing)",
        "should reject sequence gap with 409",
        "should reject epoch increase with seq != 0",
        "should require all producer headers together",
        "should reject invalid integer formats in producer headers",
        "multiple producers should have independent state",
        "duplicate of seq=0 should not corrupt state",
        "duplicate response should return highest accepted seq, not request seq",
        "split-brain fencing scenario",
        "epoch rollback should be rejected",
        "producer headers work with Stream-Seq header",
        "producer duplicate should return 204 even with Stream-Seq header",
        "should store and read back data correctly",
        "should preserve order of sequential producer writes",
        "duplicate should not corrupt or duplicate data",
        "multiple producers should interleave correctly",
        "should store and read back JSON object correctly",
        "should preserve order of JSON appends with producer",
        "JSON duplicate should not corrupt data",
        "should reject invalid JSON with producer headers",
        "should reject empty JSON array with producer headers",
        "should return 404 for non-existent stream",
        "should return 409 for content-type mismatch",
        "should return 400 for empty body",
        "should reject empty Producer-Id",
      ],
      "Stream Closure > Idempotent Producers with Stream Closure": [
        "idempotent-close-with-append: Close with final append using producer headers",
        "idempotent-close-only-with-producer-headers: Close-only with producer headers updates state",
        "idempotent-close-duplicate-returns-204: Duplicate close (same tuple) returns 204",
        "idempotent-close-different-tuple-returns-409: Different producer/seq gets 409",
        "idempotent-close-different-seq-returns-409: Same producer, different seq gets 409",
        "idempotent-close-only-duplicate-returns-204: Duplicate close-only (no body) returns 204",
      ],
      "Stream Closure > Edge Cases": [
        "producer-state-survives-close: Stale-epoch producer gets 403, not 409 STREAM_CLOSED",
        "close-with-different-body-dedup: Retry close with different body deduplicates to original",
      ],
    },
  },
  {
    reason: "It tests streams that expire. A job's log lives as long as its system keeps it.",
    tests: {
      "TTL and Expiry Validation": [
        "should reject both TTL and Expires-At (400)",
        "should reject invalid TTL (non-integer)",
        "should reject negative TTL",
        "should accept valid TTL",
        "should accept valid Expires-At",
      ],
      "TTL and Expiry Edge Cases": [
        "should reject TTL with leading zeros",
        "should reject TTL with plus sign",
        "should reject TTL with float value",
        "should reject TTL with scientific notation",
        "should reject invalid Expires-At timestamp",
        "should accept Expires-At with Z timezone",
        "should accept Expires-At with timezone offset",
        "should handle idempotent PUT with same TTL",
        "should reject idempotent PUT with different TTL",
      ],
      "HEAD Metadata Edge Cases": [
        "should return TTL metadata if configured",
        "should return Expires-At metadata if configured",
      ],
      "TTL Expiration Behavior": [
        "should return 404 on HEAD after TTL expires",
        "should return 404 on GET after TTL expires (idle)",
        "should return 404 on POST append after TTL expires (idle)",
        "should return 404 on HEAD after Expires-At passes",
        "should return 404 on GET after Expires-At passes",
        "should return 404 on POST append after Expires-At passes",
        "should allow recreating stream after TTL expires",
        "should extend TTL on write (sliding window)",
        "should extend TTL on GET ?offset=now (sliding window)",
        "should extend TTL on close-only POST (sliding window)",
        "should extend TTL on producer close-only POST (sliding window)",
        "should extend TTL on read (sliding window)",
        "should NOT extend TTL on HEAD",
        "should NOT extend Expires-At on read or write",
      ],
    },
  },
  {
    reason: "It tests forks, which are writes.",
    tests: {
      "Fork - Creation": [
        "should fork at current head (default)",
        "should fork at a specific offset",
        "should fork at zero offset (empty inherited data)",
        "should fork at head offset (all source data inherited)",
        "should return 404 when forking a nonexistent stream",
        "should return 400 when forking at offset beyond stream length",
        "should return 409 when forking to path already in use with different config",
        "should fork a closed stream — fork starts open",
        "should fork an empty stream",
        "should fork preserving content-type when specified",
        "should fork inheriting content-type when header omitted",
        "should fork at a binary sub-offset within an append",
        "should fork at a JSON sub-offset within a flattened batch",
        "should treat sub-offset 0 as equivalent to absent header",
        "should return 400 when binary sub-offset overshoots message length",
        "should return 400 when JSON sub-offset overshoots message count",
        "should return 400 for malformed sub-offset values",
        "should be idempotent when re-creating with matching sub-offset",
        "should return 409 when re-creating with mismatched sub-offset",
        "should be idempotent when re-creating a JSON fork with matching sub-offset",
        "should return 409 when re-creating a JSON fork with mismatched sub-offset",
        "should support appending to fork after sub-offset boundary",
        "should inherit content-type when sub-offset is supplied without explicit Content-Type",
        "should not inherit producer state across sub-offset fork boundary",
        "should not inherit producer state across binary sub-offset fork boundary",
        "should fork at a binary sub-offset anchored mid-stream",
        "should return 400 when sub-offset > 0 is supplied without Stream-Fork-Offset",
        "should return 400 when Stream-Fork-Sub-Offset is supplied without Stream-Forked-From (even when value is 0)",
        "should return a Stream-Next-Offset on sub-offset fork creation that is consumable by reads",
        "should return 400 when sub-offset is supplied on an empty source stream",
        "should accept binary sub-offset equal to message length",
        "should accept JSON sub-offset equal to flattened message count",
        "should append initial body after the materialized sub-offset prefix",
        "should allow sub-offset fork creation from a closed source stream",
      ],
      "Fork - Reading": [
        "should read entire fork (source + fork data)",
        "should read only inherited portion",
        "should read only fork's own data (starting past fork offset)",
        "should read across fork boundary",
        "should not show source appends after fork",
        "should NOT include fork headers on HEAD/GET/PUT responses (forks are transparent)",
      ],
      "Fork - Appending": [
        "should append to a fork",
        "should support idempotent producer on fork",
        "should close forked stream independently",
        "should not affect fork when source is closed",
        "should append to source after fork — source independent",
      ],
      "Fork - Recursive": [
        "should create a three-level fork chain",
        "should fork at mid-point of inherited data",
        "should read correctly across three levels",
        "should append at each level independently",
        "should compose sub-offsets across chained forks",
      ],
      "Fork - Live Modes": [
        "should return inherited data immediately on long-poll",
        "should wait for fork appends, not source appends, on long-poll at tail",
        "should stream fork data via SSE",
        "should handle long-poll handover at fork offset",
      ],
      "Fork - Deletion and Lifecycle": [
        "should delete fork without affecting source",
        "should soft-delete source while fork exists — fork still reads",
        "should block re-creation of soft-deleted source (PUT returns 409)",
        "should return 410 for GET on soft-deleted source",
        "should return 410 for POST on soft-deleted source",
        "should return 410 for DELETE on soft-deleted source",
        "should return 409 for fork from soft-deleted source",
        "should return 409 for fork with content-type mismatch",
        "rejected fork (content-type mismatch) does not leak a source reference",
        "should cascade GC when last fork is deleted",
        "should cascade GC through three levels",
        "should preserve data when deleting middle of chain",
        "should keep source alive when all forks are deleted",
      ],
      "Fork - TTL and Expiry": [
        "should inherit source expiry when none specified",
        "should allow fork with shorter TTL",
        "should expire fork based on TTL (releases refcount)",
        "should expire source with living forks (source goes 410)",
        "should inherit source TTL value when none specified",
        "should use fork's own TTL when specified",
        "should allow fork to outlive source via TTL renewal",
        "should allow fork Expires-At beyond source TTL expiry",
        "should allow fork TTL longer than source TTL (no capping)",
      ],
      "Fork - JSON Mode": ["should fork a JSON stream", "should read forked JSON across boundary"],
      "Fork - Edge Cases": [
        "should handle fork then immediately delete source",
        "should handle many forks of same stream (10 forks)",
        "should fork at every offset position",
        "should handle idempotent fork creation (PUT twice)",
      ],
    },
  },
  {
    reason: "The package runs it only with `subscriptions: true`; the gateway has none.",
    tests: {
      "Reserved subscription APIs": [
        "creates and idempotently re-confirms a webhook subscription",
        "rejects unsafe webhook URLs",
        "webhook synchronous done auto-acks the wake snapshot",
        "webhook callback acks and fences stale wake generations",
        "adds and removes explicit subscription streams",
        "pull-wake claim, ack, and release use subscription-scoped leases",
      ],
    },
  },
  {
    reason:
      "It stores JSON messages. A log is text; the JSON streams of events and changes have fixed messages and tests of their own.",
    tests: {
      "Content-Type Validation": ["should return stream content-type on GET"],
      "Offset Validation and Resumability": [
        "should return empty JSON array for offset=now on JSON streams",
        "should return empty body for offset=now on non-JSON streams",
      ],
      "SSE Mode": [
        "should accept live=sse query parameter for application/json",
        "JSON SSE catch-up pairs every data event with a control event",
        "should wrap JSON data in arrays for SSE and produce valid JSON",
        "should handle JSON payloads with embedded newlines safely",
        "should NOT include Stream-SSE-Data-Encoding header for application/json streams",
        "should base64 encode data events only, control events remain JSON",
      ],
      "JSON Mode": [
        "should allow PUT with empty array body (creates empty stream)",
        "should reject POST with empty array body",
        "should handle content-type with charset parameter",
        "should wrap single JSON value in array",
        "should store arrays as single messages",
        "should concatenate multiple appends into single array",
        "should handle mixed single values and arrays",
        "should reject invalid JSON with 400",
        "should handle various JSON value types",
        "should preserve JSON structure and nesting",
        "should work with client json() iterator",
        "should reject empty JSON arrays with 400",
        "should store nested arrays as single messages",
        "should store arrays as values when double-wrapped",
        "should store primitive arrays as single messages",
        "should handle mixed batching - single values, arrays, and nested arrays",
      ],
    },
  },
  {
    reason:
      "It stores bytes that are not text. A log is UTF-8 text: a byte that is not UTF-8 becomes U+FFFD, and every line end is `\\n`.",
    tests: {
      "Protocol Edge Cases": ["should handle binary data with integrity"],
      "Chunking and Large Payloads": ["should handle chunk-size pagination correctly"],
      "SSE Mode": [
        "base64 SSE catch-up pairs every data event with a control event",
        "should auto-detect binary streams and return base64 encoded data in SSE mode",
        "should include Stream-SSE-Data-Encoding header for binary streams",
        "should handle empty binary payload with auto-detected base64 encoding",
        "should handle large binary payload with auto-detected base64 encoding",
        "should handle binary data with special bytes using auto-detected base64 encoding",
        "should auto-detect base64 encoding for application/x-protobuf streams",
        "should auto-detect base64 encoding for image/png streams",
        "should handle offset=now with auto-detected base64 encoding for binary streams",
      ],
      "Property-Based Tests (fast-check) > Byte-Exactness Property": [
        "concurrent readers see consistent data during writes",
        "single byte values cover full range (0-255) with concurrent readers during write",
      ],
      "Property-Based Tests (fast-check) > Operation Sequence Properties": [
        "random operation sequences maintain stream invariants",
        "offsets are always monotonically increasing",
        "read-your-writes: data is immediately visible after append",
      ],
      "Property-Based Tests (fast-check) > Immutability Properties": [
        "data at offset never changes after additional appends",
      ],
      "Property-Based Tests (fast-check) > State Hash Verification": [
        "replay produces identical content hash",
        "deterministic ordering - same data in same order produces same hash",
      ],
    },
  },
];
