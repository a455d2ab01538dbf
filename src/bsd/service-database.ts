/** The service database: /etc/services, or what else the system's name service has. */
import { port as checkPort, cText } from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { ENOENT } from "../core/errno.ts";
import { systemLayout } from "../core/struct.ts";
import { system } from "../sys/system.ts";
import { answer, cString, cStrings } from "../sys/text.ts";

/** A service's names, its port and its protocol. */
export interface ServiceEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly port: number;
  /** The protocol's name, such as `tcp`. */
  readonly protocol: string;
}

function entryOf(who: string, syscall: string, result: number): ServiceEntry | undefined {
  if (result === -ENOENT) return undefined;
  if (result < 0) throw new SocketCondition(who, syscall, -result);
  const bytes = answer();
  const port = new DataView(bytes.buffer).getInt32(0, systemLayout.littleEndian);
  const [name = "", ...rest] = cStrings(bytes.subarray(4));
  // musl calls the name an alias too.
  const aliases = rest.slice(0, -1).filter((alias) => alias !== name);
  return { name, aliases, port, protocol: rest.at(-1) ?? "" };
}

function protocolText(protocol: string | undefined): Uint8Array {
  return cString(protocol === undefined ? null : cText("protocol", protocol));
}

/**
 * The service of a name or alias, of any protocol unless told; `undefined` when there is none. See
 * getservbyname(3).
 *
 * @example
 * getServiceByName("http", "tcp")?.port // 80
 */
export function getServiceByName(name: string, protocol?: string): ServiceEntry | undefined {
  const result = system.serviceByName(cString(cText("name", name)), protocolText(protocol));
  return entryOf("getServiceByName", "getservbyname", result);
}

/** The service of a port, of any protocol unless told; `undefined` when there is none. See getservbyport(3). */
export function getServiceByPort(port: number, protocol?: string): ServiceEntry | undefined {
  const result = system.serviceByPort(checkPort("port", port), protocolText(protocol));
  return entryOf("getServiceByPort", "getservbyport", result);
}
