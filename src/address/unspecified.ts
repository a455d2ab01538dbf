import { brand } from "../core/brand.ts";
import { sizeOf, systemLayout } from "../core/struct.ts";
import { required } from "../sys/constants.ts";
import type { SocketDomain } from "./domain.ts";
import { familyEnd, familyOf, lookupDomain, newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";
import { UnknownAddress } from "./unknown.ts";

const family = required("AF_UNSPEC");
const size = sizeOf(systemLayout, "sockaddr");

/**
 * No address at all: connecting to it ends a connection. A datagram socket hears anybody again and may be
 * connected anew, but gives up a port that the kernel chose; a TCP socket's connection is reset. See connect(2).
 *
 * @example
 * using udp = Socket.create(SocketDomain.internet, SocketType.datagram);
 * udp.connect(InternetAddress.loopback(9));
 * udp.connect(UnspecifiedAddress.instance);
 * udp.peerAddress === undefined
 */
export class UnspecifiedAddress extends SocketAddress {
  static {
    brand(this, "UnspecifiedAddress");
  }

  constructor() {
    super();
    if (new.target === UnspecifiedAddress) Object.freeze(this);
  }

  /** One for all uses. */
  static readonly instance: UnspecifiedAddress = new UnspecifiedAddress();

  override get domain(): SocketDomain {
    return lookupDomain(family) as SocketDomain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return newAddressBytes(systemLayout, family, size);
  }

  override toString(): string {
    return "(unspecified)";
  }
}

/** The extractor of the unspecified domain. Where something follows the family, it is kept as bytes. */
export function decodeUnspecified(bytes: Uint8Array<ArrayBuffer>): SocketAddress {
  const rest = bytes.subarray(familyEnd(systemLayout));
  return rest.every((byte) => byte === 0) ? UnspecifiedAddress.instance : new UnknownAddress(familyOf(bytes), bytes);
}
