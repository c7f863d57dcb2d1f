/** bare-read URL: copies the answer of one HTTP request to stdout with what Node itself has, as the yardstick of a log read. */
import { get } from "node:http";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

const [url] = process.argv.slice(2);
if (url === undefined) throw new Error("usage: bare-read URL");
get(url, (response) => {
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  // A write stream on the descriptor, since process.stdout writes to files in one blocking call a chunk.
  void pipeline(response, createWriteStream("", { fd: 1 }));
});
