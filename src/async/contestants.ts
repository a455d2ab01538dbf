import { SocketDomain } from "../address/domain.ts";
import type { AddressInfo } from "../bsd/address-info.ts";

function isIpv6({ domain }: AddressInfo): boolean {
  return domain.value === SocketDomain.internet6.value;
}

/** Addresses still to be tried, the families in turn, IPv6 first (RFC 8305, section 4). Pure. */
export class Contestants {
  readonly #ipv6: AddressInfo[] = [];
  readonly #ipv4: AddressInfo[] = [];
  #wasIpv6 = false;

  /** Adds what a lookup has found, behind what is there of the same family. */
  add(addresses: readonly AddressInfo[]): void {
    for (const info of addresses) (isIpv6(info) ? this.#ipv6 : this.#ipv4).push(info);
  }

  /** The next address, of the family that was not last if it has one. */
  take(): AddressInfo | undefined {
    const [first, second] = this.#wasIpv6 ? [this.#ipv4, this.#ipv6] : [this.#ipv6, this.#ipv4];
    const info = first.shift() ?? second.shift();
    if (info !== undefined) this.#wasIpv6 = isIpv6(info);
    return info;
  }
}
