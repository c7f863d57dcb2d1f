/** What a page of a foreign origin can try, in the page. */

/** A write that a program may send and a page may not. */
export interface ForeignWrite {
  readonly url: string;
  /** JSON text. */
  readonly body: string;
}

/** What a page is told to do. */
export interface Attack {
  readonly writes: ReadonlyArray<ForeignWrite>;
  readonly sockets: ReadonlyArray<string>;
  /** Addresses that it tries to read, also as a script. */
  readonly reads: ReadonlyArray<string>;
}

/** What came of it, as far as the page knows. */
export interface Seen {
  /** Writes of which the page could read the answer. */
  readonly readable: ReadonlyArray<string>;
  readonly socketsOpened: ReadonlyArray<string>;
  readonly readsReadable: ReadonlyArray<string>;
  readonly leaked: unknown;
}

/** Runs in the page, so it uses nothing from outside itself. */
export const attack = async ({ writes, sockets, reads }: Attack): Promise<Seen> => {
  const readable: Array<string> = [];
  const socketsOpened: Array<string> = [];
  const readsReadable: Array<string> = [];

  const fetched = async (url: string, init: RequestInit): Promise<void> => {
    try {
      const answer = await fetch(url, { credentials: "include", ...init });
      await answer.text();
      if (answer.type !== "opaque") readable.push(`${init.method} ${url}: ${answer.status}`);
    } catch {
      // Refused by the browser after the answer, or before the request.
    }
  };

  const submitted = (
    { url, body }: ForeignWrite,
    enctype: string,
    method: string,
    sandbox: string | undefined,
  ): Promise<void> =>
    new Promise((resolve) => {
      const frame = document.createElement("iframe");
      // The body as the name of a field: as text/plain it is JSON but for what follows it.
      const [name, value] = [`${body.slice(0, -1)},"x":"`, '"}'].map((text) =>
        text.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
      );
      const form = `<form action="${url}" method="${method}" enctype="${enctype}"><input name="${name}" value="${value}"></form>`;
      // Once the frame is loaded: a submit before that replaces it, and there would be one load instead of two.
      const submit = "setTimeout(() => document.forms[0].submit())";
      frame.srcdoc = `${form}<script>addEventListener("load", () => ${submit})</script>`;
      if (sandbox !== undefined) frame.setAttribute("sandbox", sandbox);
      let loads = 0;
      frame.addEventListener("load", () => {
        loads += 1;
        // The frame itself, and what the server answered.
        if (loads === 2) resolve();
      });
      document.body.append(frame);
    });

  const opened = (url: string): Promise<void> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.addEventListener("open", () => {
        socketsOpened.push(url);
        socket.close();
        resolve();
      });
      socket.addEventListener("error", () => resolve());
    });

  const included = (url: string): Promise<void> =>
    new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = url;
      script.addEventListener("load", () => resolve());
      script.addEventListener("error", () => resolve());
      document.body.append(script);
    });

  for (const write of writes) {
    const { url, body } = write;
    const json = { "content-type": "application/json" };
    const form = new FormData();
    form.set(body, "");
    await fetched(url, { method: "POST", body, headers: json });
    await fetched(url, { method: "POST", body });
    await fetched(url, { method: "POST", body, mode: "no-cors" });
    await fetched(url, { method: "POST", body, mode: "no-cors", referrerPolicy: "no-referrer" });
    await fetched(url, { method: "POST", body, mode: "no-cors", headers: json });
    await fetched(url, { method: "POST", body: new Blob([body]), mode: "no-cors" });
    await fetched(url, { method: "POST", body: new TextEncoder().encode(body), mode: "no-cors" });
    await fetched(url, { method: "POST", body: new Blob([body], { type: "application/json" }), mode: "no-cors" });
    await fetched(url, { method: "POST", body: new URLSearchParams([[body, ""]]), mode: "no-cors" });
    await fetched(url, { method: "POST", body: form, mode: "no-cors" });
    await fetched(url, { method: "POST", mode: "no-cors" });
    await fetched(url, { method: "POST", body, mode: "no-cors", keepalive: true });
    navigator.sendBeacon(url, body);
    for (const method of ["PUT", "PATCH", "DELETE"]) await fetched(url, { method, body });
    await fetched(`${url}?_method=POST&${new URLSearchParams([["body", body]]).toString()}`, {
      method: "GET",
      mode: "no-cors",
    });
    for (const sandbox of [undefined, "allow-scripts allow-forms"]) {
      for (const enctype of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
        await submitted(write, enctype, "post", sandbox);
      await submitted(write, "application/x-www-form-urlencoded", "get", sandbox);
    }
  }
  for (const url of sockets) await opened(url);
  for (const url of reads) {
    await fetch(url, { credentials: "include" }).then(
      () => readsReadable.push(url),
      () => undefined,
    );
    await included(url);
  }
  return { readable, socketsOpened, readsReadable, leaked: Reflect.get(globalThis, "leaked") };
};
