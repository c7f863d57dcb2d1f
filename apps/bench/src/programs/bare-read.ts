/** bare-read URL copies the response of one HTTP request to stdout with Node's own modules. Other reads are compared with it. */
import { get } from "node:http";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error("usage: bare-read URL");
get(url, (response) => {
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  // A write stream on the descriptor, since process.stdout writes to files with one blocking call for each chunk.
  void pipeline(response, createWriteStream("", { fd: 1 }));
});
