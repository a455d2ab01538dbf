import { brand } from "../core/brand.ts";
import { integer, MAX_UINT32, string, wrongType, wrongValue } from "../core/check.ts";
import { numberOf } from "../core/constant.ts";
import { hasMember, type Layout, readUnsigned, sizeOf, systemLayout, writeUnsigned } from "../core/struct.ts";
import { constants } from "../sys/constants.ts";
import type { SocketDomain } from "./domain.ts";
import { present } from "./family.ts";
import { NetlinkGroup } from "./netlink-group.ts";
import { lookupDomain, newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** `struct sockaddr_nl` of a layout. */
export interface NetlinkCodec {
  encode(family: number, port: number, groups: number): Uint8Array<ArrayBuffer>;
  decode(bytes: Uint8Array): { port: number; groups: number };
}

export function netlinkCodec(layout: Layout): NetlinkCodec {
  const size = sizeOf(layout, "sockaddr_nl");
  return {
    encode(family, port, groups) {
      const bytes = newAddressBytes(layout, family, size);
      writeUnsigned(layout, bytes, "sockaddr_nl.nl_pid", port);
      writeUnsigned(layout, bytes, "sockaddr_nl.nl_groups", groups);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `a netlink socket address of ${size} bytes`, bytes);
      return {
        port: readUnsigned(layout, bytes, "sockaddr_nl.nl_pid"),
        groups: readUnsigned(layout, bytes, "sockaddr_nl.nl_groups"),
      };
    },
  };
}

const family = constants.AF_NETLINK;
const codec = hasMember(systemLayout, "sockaddr_nl") ? netlinkCodec(systemLayout) : undefined;
const PATTERN = /^(?:netlink:)?([0-9]{1,10})(?:\/(0x[0-9a-f]{1,8}))?$/i;
/** Groups that have a bit in an address. */
const GROUPS = 32;

/**
 * A netlink socket's name: its port, which is 0 for the kernel and usually the process's number for a
 * program's first socket, and the groups it listens to, as bits. See netlink(7).
 *
 * Bound to port 0, the kernel chooses one.
 *
 * @example
 * const address = NetlinkAddress.forGroups(NetlinkGroup.link);
 * address.groups; // 1
 * address.toString(); // "netlink:0/0x1"
 */
export class NetlinkAddress extends SocketAddress {
  /** The number that the manual calls `nl_pid`. */
  readonly port: number;
  /** Group n is the bit of value 2 ** (n - 1). */
  readonly groups: number;

  static {
    brand(this, "NetlinkAddress");
  }

  constructor(port: number, groups = 0) {
    super();
    this.port = integer("port", port, 0, MAX_UINT32);
    this.groups = integer("groups", groups, 0, MAX_UINT32);
    if (new.target === NetlinkAddress) Object.freeze(this);
  }

  /** The kernel, to whom requests go. */
  static readonly kernel: NetlinkAddress = new NetlinkAddress(0);

  /** For bind: a port that the kernel chooses, and groups 1 to 32; the option NETLINK_ADD_MEMBERSHIP joins further ones. */
  static forGroups(...groups: (NetlinkGroup | number)[]): NetlinkAddress {
    let mask = 0;
    for (const [index, group] of groups.entries()) {
      if (typeof group !== "number" && !(group instanceof NetlinkGroup)) {
        throw wrongType(`groups[${index}]`, "a NetlinkGroup or its number", group);
      }
      const value = typeof group === "number" ? group : numberOf(group, "NetlinkAddress", "sockaddr");
      mask |= 1 << (integer(`groups[${index}]`, value, 1, GROUPS) - 1);
    }
    return new NetlinkAddress(0, mask >>> 0);
  }

  /** From text such as `netlink:4711` or `netlink:4711/0x11`, groups in hexadecimal; `netlink:` may be missing. */
  static parse(text: string): NetlinkAddress {
    const [, port, groups = "0"] = PATTERN.exec(string("text", text)) ?? [];
    if (port === undefined || Number(port) > MAX_UINT32) {
      throw wrongValue("text", "a netlink port and groups, such as netlink:4711/0x11", text);
    }
    return new NetlinkAddress(Number(port), Number(groups));
  }

  override get domain(): SocketDomain {
    return lookupDomain(present(family, "AF_NETLINK")) as SocketDomain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return present(codec, "AF_NETLINK").encode(present(family, "AF_NETLINK"), this.port, this.groups);
  }

  override toString(): string {
    return this.groups === 0 ? `netlink:${this.port}` : `netlink:${this.port}/0x${this.groups.toString(16)}`;
  }
}

/** The extractor of the netlink domain. */
export function decodeNetlink(bytes: Uint8Array<ArrayBuffer>): NetlinkAddress {
  const { port, groups } = present(codec, "AF_NETLINK").decode(bytes);
  return new NetlinkAddress(port, groups);
}
