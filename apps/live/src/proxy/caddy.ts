import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { startChildServer } from "./child-server.ts";
import { freePort } from "./free-port.ts";

/** Debian's Caddy. */
const CADDY = "/usr/bin/caddy";

/** A running Caddy. */
export interface Caddy extends AsyncDisposable {
  readonly port: number;
  readonly certificates: Certificates;
}

/** Starts a Caddy with these sites on loopback. Resolves when it accepts connections. */
export const startCaddy = async (sites: (place: Pick<Caddy, "port" | "certificates">) => string): Promise<Caddy> => {
  const folder = await mkdtemp(join(tmpdir(), "jw-caddy-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const place = { port: await freePort(), certificates: await makeCertificates(folder) };
    const file = join(folder, "Caddyfile");
    await writeFile(file, `{\n  admin off\n  auto_https off\n  storage file_system ${folder}\n}\n${sites(place)}\n`);
    const server = await startChildServer(CADDY, ["run", "--config", file, "--adapter", "caddyfile"], place.port);
    return {
      ...place,
      [Symbol.asyncDispose]: async () => {
        await server.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw new Error(`Caddy did not start. Run .ci/caddy first if ${CADDY} does not exist.`, { cause: error });
  }
};
