import { brand } from "../core/brand.ts";
import { integer, MAX_INT32, options, string, wrongType, wrongValue } from "../core/check.ts";
import {
  hasMember,
  type Layout,
  placeOf,
  readSigned,
  readUnsigned,
  sizeOf,
  systemLayout,
  writeSigned,
  writeUnsigned,
} from "../core/struct.ts";
import { type ConstantName, constants } from "../sys/constants.ts";
import type { SocketDomain } from "./domain.ts";
import { present } from "./family.ts";
import {
  formatHardwareAddress,
  hardwareAddress,
  LONGEST_HARDWARE_ADDRESS,
  scanHardwareAddress,
} from "./hardware-text.ts";
import { interfaceNumber } from "./interface.ts";
import { lookupDomain, newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** Whom a frame was for: this host, everybody, a group, somebody else; or it was sent from here. */
export type PacketType = "host" | "broadcast" | "multicast" | "otherHost" | "outgoing" | "loopback" | "user" | "kernel";

/** The members of `struct sockaddr_ll`. */
export interface PacketMembers {
  readonly protocol: number;
  readonly interfaceIndex: number;
  readonly hardwareType: number;
  readonly packetType: number;
  readonly hardwareAddress: Uint8Array<ArrayBuffer>;
}

/** `struct sockaddr_ll` of a layout. */
export interface PacketCodec {
  /** The most bytes that an address has. */
  readonly longest: number;
  encode(family: number, members: PacketMembers): Uint8Array<ArrayBuffer>;
  decode(bytes: Uint8Array): PacketMembers;
}

export function packetCodec(layout: Layout): PacketCodec {
  const size = sizeOf(layout, "sockaddr_ll");
  const protocolAt = placeOf(layout, "sockaddr_ll.sll_protocol").offset;
  const addressAt = placeOf(layout, "sockaddr_ll.sll_addr").offset;
  return {
    longest: addressAt + LONGEST_HARDWARE_ADDRESS,
    encode(family, { protocol, interfaceIndex, hardwareType, packetType, hardwareAddress: octets }) {
      // The kernel wants the whole struct, and more where a long hardware address goes past its end.
      const bytes = newAddressBytes(layout, family, Math.max(size, addressAt + octets.length));
      new DataView(bytes.buffer).setUint16(protocolAt, protocol); // the one member in network order
      writeSigned(layout, bytes, "sockaddr_ll.sll_ifindex", interfaceIndex);
      writeUnsigned(layout, bytes, "sockaddr_ll.sll_hatype", hardwareType);
      writeUnsigned(layout, bytes, "sockaddr_ll.sll_pkttype", packetType);
      writeUnsigned(layout, bytes, "sockaddr_ll.sll_halen", octets.length);
      bytes.set(octets, addressAt);
      return bytes;
    },
    decode(bytes) {
      // getsockname gives no more than the hardware address takes.
      if (bytes.length < addressAt) throw wrongValue("bytes", `a packet address of at least ${addressAt} bytes`, bytes);
      const length = readUnsigned(layout, bytes, "sockaddr_ll.sll_halen");
      const octets = bytes.subarray(addressAt, addressAt + Math.min(length, LONGEST_HARDWARE_ADDRESS));
      return {
        protocol: new DataView(bytes.buffer, bytes.byteOffset).getUint16(protocolAt),
        interfaceIndex: readSigned(layout, bytes, "sockaddr_ll.sll_ifindex"),
        hardwareType: readUnsigned(layout, bytes, "sockaddr_ll.sll_hatype"),
        packetType: readUnsigned(layout, bytes, "sockaddr_ll.sll_pkttype"),
        hardwareAddress: new Uint8Array(octets),
      };
    },
  };
}

const family = constants.AF_PACKET;
const codec = hasMember(systemLayout, "sockaddr_ll") ? packetCodec(systemLayout) : undefined;
const PATTERN = /^(?:packet:)?(0x[0-9a-f]{1,4}|[0-9]{1,5})%([^/%]+)(?:\/(.+))?$/i;

/** The most bytes that an address of the packet domain has; `undefined` where there are none. */
export const longestPacketAddress: number | undefined = codec?.longest;

const typeNames: Readonly<Record<PacketType, ConstantName>> = {
  host: "PACKET_HOST",
  broadcast: "PACKET_BROADCAST",
  multicast: "PACKET_MULTICAST",
  otherHost: "PACKET_OTHERHOST",
  outgoing: "PACKET_OUTGOING",
  loopback: "PACKET_LOOPBACK",
  user: "PACKET_USER",
  kernel: "PACKET_KERNEL",
};

function packetTypeOf(value: number): PacketType | number {
  for (const [name, constant] of Object.entries(typeNames)) {
    if (constants[constant] === value) return name as PacketType;
  }
  return value;
}

function packetTypeNumber(value: PacketType | number): number {
  if (typeof value === "number") return integer("options.packetType", value, 0, 255);
  const constant = Object.hasOwn(typeNames, value) ? typeNames[value] : undefined;
  if (constant === undefined) {
    throw wrongValue("options.packetType", `one of ${Object.keys(typeNames).join(", ")}, or a number`, value);
  }
  return present(constants[constant], constant);
}

/** What a {@link PacketAddress} has beside protocol and interface. */
export interface PacketAddressOptions {
  /** Octets, or text such as `02:00:5e:10:00:00`. */
  readonly hardwareAddress?: string | Uint8Array | undefined;
  /** The kind of device, by the numbers of ARP: 1 for Ethernet. */
  readonly hardwareType?: number | undefined;
  readonly packetType?: PacketType | number | undefined;
}

/**
 * A place on a link: an interface, what the frames carry, and a hardware address. See packet(7).
 *
 * To bind takes protocol and interface, 0 being every interface; to send on a cooked (datagram) socket
 * takes the receiver's hardware address too; with what was received comes the sender's.
 *
 * @example
 * const address = new PacketAddress(EtherType.arp, "lo", { hardwareAddress: "ff:ff:ff:ff:ff:ff" });
 * address.interfaceIndex === interfaceIndex("lo");
 * address.hardwareAddress.length; // 6
 */
export class PacketAddress extends SocketAddress {
  /** What frames carry: an {@link EtherType}, in the machine's own order. */
  readonly protocol: number;
  readonly interfaceIndex: number;
  readonly hardwareType: number;
  /** Whom the frame was for; a number where Linux has no name for it. */
  readonly packetType: PacketType | number;
  readonly #hardwareAddress: Uint8Array<ArrayBuffer>;

  static {
    brand(this, "PacketAddress");
  }

  /** The interface by index or by name; a name that no interface has is ENODEV. */
  constructor(protocol: number, interfaceIndex: number | string, more: PacketAddressOptions = {}) {
    super();
    this.protocol = integer("protocol", protocol, 0, 65535);
    options("options", more, ["hardwareAddress", "hardwareType", "packetType"]);
    const { hardwareAddress: octets = "", hardwareType = 0, packetType = 0 } = more;
    if (typeof octets !== "string" && !(octets instanceof Uint8Array)) {
      throw wrongType("options.hardwareAddress", "a string or a Uint8Array", octets);
    }
    this.#hardwareAddress =
      octets === "" ? new Uint8Array(0) : hardwareAddress("options.hardwareAddress", octets, LONGEST_HARDWARE_ADDRESS);
    this.hardwareType = integer("options.hardwareType", hardwareType, 0, 65535);
    this.packetType = packetTypeOf(packetTypeNumber(packetType));
    this.interfaceIndex = interfaceNumber("PacketAddress", "interfaceIndex", interfaceIndex);
    if (new.target === PacketAddress) Object.freeze(this);
  }

  /** From text such as `packet:0x0800%eth0` or `packet:0x0800%2/02:00:5e:10:00:00`; `packet:` may be missing. */
  static parse(text: string): PacketAddress {
    const [, protocol, where = "", octets] = PATTERN.exec(string("text", text)) ?? [];
    const sound = octets === undefined || scanHardwareAddress(octets) !== undefined;
    const index = /^[0-9]+$/.test(where) ? Number(where) : where;
    if (protocol === undefined || Number(protocol) > 65535 || !sound || Number(index) > MAX_INT32) {
      throw wrongValue("text", "a packet address such as packet:0x0800%eth0/02:00:5e:10:00:00", text);
    }
    return new PacketAddress(Number(protocol), index, { hardwareAddress: octets });
  }

  /** The octets of the hardware address: a copy. */
  get hardwareAddress(): Uint8Array<ArrayBuffer> {
    return this.#hardwareAddress.slice();
  }

  override get domain(): SocketDomain {
    return lookupDomain(present(family, "AF_PACKET")) as SocketDomain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return present(codec, "AF_PACKET").encode(present(family, "AF_PACKET"), {
      protocol: this.protocol,
      interfaceIndex: this.interfaceIndex,
      hardwareType: this.hardwareType,
      packetType: packetTypeNumber(this.packetType),
      hardwareAddress: this.#hardwareAddress,
    });
  }

  /** Protocol, interface and hardware address; not the types, which only the kernel sets. */
  override toString(): string {
    const protocol = `0x${this.protocol.toString(16).padStart(4, "0")}`;
    const octets = this.#hardwareAddress.length === 0 ? "" : `/${formatHardwareAddress(this.#hardwareAddress)}`;
    return `packet:${protocol}%${this.interfaceIndex}${octets}`;
  }
}

/** The extractor of the packet domain. */
export function decodePacket(bytes: Uint8Array<ArrayBuffer>): PacketAddress {
  const { protocol, interfaceIndex, ...more } = present(codec, "AF_PACKET").decode(bytes);
  return new PacketAddress(protocol, interfaceIndex, more);
}
