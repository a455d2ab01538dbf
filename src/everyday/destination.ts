/** What the connecting procedures connect to: their arguments checked, the addresses in order. */
import type { SocketDomain } from "../address/domain.ts";
import { scanIpv4 } from "../address/ipv4-text.ts";
import { scanIpv6 } from "../address/ipv6-text.ts";
import type { AddressInfo, AddressInfoHints } from "../bsd/address-info.ts";
import { AddressInfoOption } from "../bsd/address-info-option.ts";
import { SocketType } from "../bsd/socket-type.ts";
import { port as checkPort, cText, wrongType, wrongValue } from "../core/check.ts";

/** A host and a service, as the resolver takes them. */
export interface Destination {
  readonly node: string;
  readonly service: string | number;
  readonly hints: AddressInfoHints;
  /** It is an address, and needs no resolver. */
  readonly figures: boolean;
}

function isFigures(address: string): boolean {
  return scanIpv4(address) !== undefined || scanIpv6(address.replace(/%.*$/s, "")) !== undefined;
}

/** A port greater than 0 wins over the service; one of the two must be there. */
export function destinationOf(
  address: string,
  service: string | null,
  port: number,
  domain: SocketDomain | undefined,
): Destination {
  if (cText("address", address) === "") throw wrongValue("address", "a host's name or address", address);
  checkPort("port", port);
  if (service !== null && typeof service !== "string") throw wrongType("service", "a string or null", service);
  if (port === 0 && (service === null || /^0*$/.test(cText("service", service)))) {
    throw wrongValue("port", "greater than 0 where service names none", port);
  }
  const figures = isFigures(address);
  return {
    node: address,
    service: port > 0 ? port : (service as string),
    // Figures need no thread of the resolver's, so a timeout of 0 can reach them.
    hints: { domain, type: SocketType.stream, flags: figures ? [AddressInfoOption.numericHost] : [] },
    figures,
  };
}

/** The addresses to try, each once: the resolver may give one twice, as for a host that is listed twice. */
export function candidates(addresses: readonly AddressInfo[]): AddressInfo[] {
  return addresses.filter(
    (info, index) => addresses.findIndex((earlier) => earlier.address.equals(info.address)) === index,
  );
}
