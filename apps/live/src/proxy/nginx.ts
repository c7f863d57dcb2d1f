import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { startChildServer } from "./child-server.ts";
import { freePort } from "./free-port.ts";

/** Debian's nginx. */
export const NGINX = "/usr/sbin/nginx";

/** What a configuration may name. */
export interface NginxPlace {
  /** The port to listen on. */
  readonly port: number;
  /** A second port, for configurations with two servers. */
  readonly otherPort: number;
  /** An empty folder of this nginx. */
  readonly folder: string;
  readonly certificates: Certificates;
}

/** A running nginx. */
export interface Nginx extends AsyncDisposable, NginxPlace {
  /** The requests so far, one a line: `STATUS METHOD PATH PROTOCOL`. */
  readonly requests: () => Promise<ReadonlyArray<string>>;
}

/** Starts an nginx on loopback with this text inside `http { … }`. Resolves when it accepts connections. */
export const startNginx = async (http: (place: NginxPlace) => string | Promise<string>): Promise<Nginx> => {
  const folder = await mkdtemp(join(tmpdir(), "jw-nginx-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const certificates = await makeCertificates(folder);
    const place = { port: await freePort(), otherPort: await freePort(), folder, certificates };
    const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    );
    const config = `
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  ${temp.join("\n  ")}
  log_format row '$status $request_method $request_uri $server_protocol';
  access_log ${folder}/access.log row;
  ${await http(place)}
}
`;
    const file = join(folder, "nginx.conf");
    await writeFile(file, process.getuid?.() === 0 ? `user root;\n${config}` : config);
    const server = await startChildServer(NGINX, ["-p", folder, "-c", file, "-e", "stderr"], place.port);
    return {
      ...place,
      requests: async () =>
        (await readFile(join(folder, "access.log"), "utf8")).split("\n").filter((line) => line !== ""),
      [Symbol.asyncDispose]: async () => {
        await server.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
};
