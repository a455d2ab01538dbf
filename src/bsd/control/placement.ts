/**
 * Which sockets take messages of IP. On others, and on streams, the kernel would drop them in silence. An IPv6
 * socket sends IPv4 where the destination is an IPv4 address in IPv6's clothes, ::ffff:0:0/96.
 */
import { Internet6Address } from "../../address/internet6.ts";
import type { SocketAddress } from "../../address/socket-address.ts";
import type { Platform, Target } from "./codec.ts";

function isMapped(address: SocketAddress): boolean {
  if (!(address instanceof Internet6Address)) return false;
  const { ip } = address;
  for (let index = 0; index < 10; index++) if (ip[index] !== 0) return false;
  return ip[10] === 0xff && ip[11] === 0xff;
}

export function takesIpv4({ constants }: Platform, { domain, type, address }: Target): boolean {
  if (type === constants.SOCK_STREAM) return false;
  if (domain === constants.AF_INET) return true;
  // A connected socket's destination is not known here.
  return domain === constants.AF_INET6 && (address === undefined || isMapped(address));
}

export function takesIpv6({ constants }: Platform, { domain, type, address }: Target): boolean {
  if (type === constants.SOCK_STREAM || domain !== constants.AF_INET6) return false;
  return address === undefined || !isMapped(address);
}
