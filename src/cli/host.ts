/** Whom to reach: a name or an address, of one family or of either. */
import { getAddressInfo } from "../async.ts";
import { Internet6Address, InternetAddress, SocketDomain, SocketType } from "../index.ts";
import type { Call, OptionSpec } from "./command.ts";

export type IpAddress = InternetAddress | Internet6Address;

/** The options that choose a family. */
export const versionOptions: Readonly<Record<string, OptionSpec>> = {
  ipv4: { short: "4", help: "IPv4 only" },
  ipv6: { short: "6", help: "IPv6 only" },
};

export function domainOf(call: Call): SocketDomain | undefined {
  const family = call.either("ipv4", "ipv6");
  if (family === undefined) return undefined;
  return family === "ipv4" ? SocketDomain.internet : SocketDomain.internet6;
}

export function isIp(address: unknown): address is IpAddress {
  return address instanceof InternetAddress || address instanceof Internet6Address;
}

/** The first address that the resolver gives for a name. */
export async function addressOf(call: Call, name: string): Promise<IpAddress> {
  const hints = { domain: domainOf(call), type: SocketType.datagram };
  const { addresses } = await getAddressInfo(name, null, hints, { signal: call.signal });
  const found = addresses.map(({ address }) => address).find(isIp);
  if (found === undefined) throw new Error(`${name} has no internet address`);
  return found;
}

/** An address without its port. */
export function hostText(address: IpAddress): string {
  if (address instanceof InternetAddress) return String(address).slice(0, -`:${address.port}`.length);
  return address.scopeId === 0 ? address.host : `${address.host}%${address.scopeId}`;
}

/** The same address with another port. */
export function withPort(address: IpAddress, port: number): IpAddress {
  if (address instanceof InternetAddress) return new InternetAddress(address.ip, port);
  return new Internet6Address(address.ip, port, address.flowInfo, address.scopeId);
}
