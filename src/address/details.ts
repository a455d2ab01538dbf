import type { ConditionDetails } from "../core/condition.ts";
import { InternetAddress } from "./internet.ts";
import { Internet6Address } from "./internet6.ts";
import { formatIpv4 } from "./ipv4-text.ts";
import type { SocketAddress } from "./socket-address.ts";

/** An address as conditions tell it: host and port apart where it has both. */
export function addressDetails(address: SocketAddress | undefined): ConditionDetails {
  if (address === undefined) return {};
  if (address instanceof InternetAddress) return { address: formatIpv4(address.ip), port: address.port };
  if (address instanceof Internet6Address) return { address: address.host, port: address.port };
  return { address: String(address) };
}
