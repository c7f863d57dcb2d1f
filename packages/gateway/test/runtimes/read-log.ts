/** Reads a job's log by plain requests, as a program without any library does: a catch-up, then long-polls until the log is closed. */
export const readByFetch = async (log: string): Promise<string> => {
  let text = "";
  for (let query = "offset=-1"; ; ) {
    const response = await fetch(`${log}?${query}`);
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    text += await response.text();
    if (response.headers.get("stream-closed") === "true") return text;
    query = `offset=${response.headers.get("stream-next-offset")}&live=long-poll&cursor=${response.headers.get("stream-cursor") ?? ""}`;
  }
};

interface ServerEvent {
  readonly type: string;
  readonly data: string;
  readonly id: string;
}

const parse = (block: string): ServerEvent => {
  const fields = block.split("\n").map((line) => /^([a-z]+): ?(.*)$/s.exec(line) ?? []);
  const values = (name: string): ReadonlyArray<string> =>
    fields.filter(([, field]) => field === name).map(([, , value = ""]) => value);
  return { type: values("event").at(-1) ?? "message", data: values("data").join("\n"), id: values("id").at(-1) ?? "" };
};

/** Reads a job's log as an EventSource does, from one `Last-Event-ID` to the next, until a control event closes it. */
export const readByEvents = async (log: string): Promise<string> => {
  let text = "";
  let lastId = "";
  for (;;) {
    const headers = { accept: "text/event-stream", ...(lastId === "" ? {} : { "last-event-id": lastId }) };
    const response = await fetch(log, { headers });
    if (response.body === null || !response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    let rest = "";
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const event of blocks.map(parse)) {
        if (event.id !== "") lastId = event.id;
        if (event.type === "data") text += event.data;
        if (event.type === "control" && (JSON.parse(event.data) as { streamClosed?: boolean }).streamClosed === true)
          return text;
      }
    }
  }
};
