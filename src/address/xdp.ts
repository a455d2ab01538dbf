import { brand } from "../core/brand.ts";
import { integer, MAX_UINT32 } from "../core/check.ts";
import { type Layout, readUnsigned, sizeOf, writeUnsigned } from "../core/struct.ts";
import type { SocketDomain } from "./domain.ts";
import { type FamilyCodec, OptionalFamily } from "./family.ts";
import { newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** The members of `struct sockaddr_xdp`. */
export interface XdpMembers {
  readonly interface: number;
  readonly queue: number;
  readonly flags: number;
  readonly sharedUmemFd: number;
}

export function xdpCodec(layout: Layout): FamilyCodec<XdpMembers> {
  const size = sizeOf(layout, "xdp_address");
  return {
    encode(family, members) {
      const bytes = newAddressBytes(layout, family, size);
      writeUnsigned(layout, bytes, "xdp_address.flags", members.flags);
      writeUnsigned(layout, bytes, "xdp_address.ifindex", members.interface);
      writeUnsigned(layout, bytes, "xdp_address.queue_id", members.queue);
      writeUnsigned(layout, bytes, "xdp_address.shared_umem_fd", members.sharedUmemFd);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) return undefined;
      return {
        flags: readUnsigned(layout, bytes, "xdp_address.flags"),
        interface: readUnsigned(layout, bytes, "xdp_address.ifindex"),
        queue: readUnsigned(layout, bytes, "xdp_address.queue_id"),
        sharedUmemFd: readUnsigned(layout, bytes, "xdp_address.shared_umem_fd"),
      };
    },
  };
}

const family: OptionalFamily<XdpMembers> = new OptionalFamily("AF_XDP", "xdp_address", xdpCodec);

/**
 * A queue of an interface, whose frames go around the kernel's stack. See the kernel's
 * networking/af_xdp.rst.
 *
 * @example
 * new XdpAddress(2, 0, XdpAddress.copy).toString(); // "xdp:2 queue 0"
 */
export class XdpAddress extends SocketAddress {
  /** The index of the interface. */
  readonly interface: number;
  readonly queue: number;
  /** The sum of `sharedUmem`, `copy`, `zeroCopy`, `needWakeup` as wanted. */
  readonly flags: number;
  /** The descriptor of the socket whose memory is shared, with the flag `sharedUmem`. */
  readonly sharedUmemFd: number;

  static {
    brand(this, "XdpAddress");
  }

  static readonly sharedUmem: number = 1;
  static readonly copy: number = 2;
  static readonly zeroCopy: number = 4;
  static readonly needWakeup: number = 8;

  constructor(interfaceIndex: number, queue: number, flags = 0, sharedUmemFd = 0) {
    super();
    this.interface = integer("interfaceIndex", interfaceIndex, 0, MAX_UINT32);
    this.queue = integer("queue", queue, 0, MAX_UINT32);
    this.flags = integer("flags", flags, 0, 65535);
    this.sharedUmemFd = integer("sharedUmemFd", sharedUmemFd, 0, MAX_UINT32);
    if (new.target === XdpAddress) Object.freeze(this);
  }

  override get domain(): SocketDomain {
    return family.domain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return family.encode(this);
  }

  override toString(): string {
    return `xdp:${this.interface} queue ${this.queue}`;
  }
}

export const xdpSize: number = family.size;

/** The extractor of the xdp domain. */
export function decodeXdp(bytes: Uint8Array<ArrayBuffer>): SocketAddress {
  return family.decode(
    bytes,
    ({ interface: index, queue, flags, sharedUmemFd }) => new XdpAddress(index, queue, flags, sharedUmemFd),
  );
}
