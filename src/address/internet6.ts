import { brand } from "../core/brand.ts";
import { bytesOf } from "../core/bytes.ts";
import { port as checkPort, integer, MAX_UINT32, string, wrongType, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, sizeOf, systemLayout } from "../core/struct.ts";
import { required } from "../sys/constants.ts";
import type { SocketDomain } from "./domain.ts";
import { defaultPortFor, scanPort } from "./internet.ts";
import { formatIpv6, scanIpv6 } from "./ipv6-text.ts";
import { lookupDomain, newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";
import { zoneIndex } from "./zone.ts";

/** The members of `struct sockaddr_in6`. */
export interface Internet6Members {
  readonly ip: Uint8Array<ArrayBuffer>;
  readonly port: number;
  readonly flowInfo: number;
  readonly scopeId: number;
}

/** `struct sockaddr_in6` of one platform's layout. */
export interface Internet6Codec {
  encode(family: number, members: Internet6Members): Uint8Array<ArrayBuffer>;
  decode(bytes: Uint8Array): Internet6Members;
}

const IP_LENGTH = 16;

export function internet6Codec(layout: Layout): Internet6Codec {
  const size = sizeOf(layout, "sockaddr_in6");
  const portAt = placeOf(layout, "sockaddr_in6.sin6_port").offset;
  const flowInfoAt = placeOf(layout, "sockaddr_in6.sin6_flowinfo").offset;
  const ipAt = placeOf(layout, "sockaddr_in6.sin6_addr").offset;
  const scopeIdAt = placeOf(layout, "sockaddr_in6.sin6_scope_id").offset;
  return {
    encode(family, { ip, port, flowInfo, scopeId }) {
      const bytes = newAddressBytes(layout, family, size);
      const view = new DataView(bytes.buffer);
      view.setUint16(portAt, port);
      view.setUint32(flowInfoAt, flowInfo);
      bytes.set(ip, ipAt);
      // RFC 3493 section 3.3: the one member that is in the machine's order.
      view.setUint32(scopeIdAt, scopeId, layout.littleEndian);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `an IPv6 socket address of ${size} bytes`, bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return {
        ip: new Uint8Array(bytes.subarray(ipAt, ipAt + IP_LENGTH)),
        port: view.getUint16(portAt),
        flowInfo: view.getUint32(flowInfoAt),
        scopeId: view.getUint32(scopeIdAt, layout.littleEndian),
      };
    },
  };
}

const family = required("AF_INET6");
const codec = internet6Codec(systemLayout);

function loopbackBytes(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(IP_LENGTH);
  bytes[IP_LENGTH - 1] = 1;
  return bytes;
}

interface Scanned {
  readonly ip: Uint8Array<ArrayBuffer>;
  readonly scopeId: number;
}

/** The address and the zone of a text, `undefined` when the text is none. */
function scanWithZone(who: string, text: string): Scanned | undefined {
  const percent = text.indexOf("%");
  const ip = scanIpv6(percent < 0 ? text : text.slice(0, percent));
  if (ip === undefined) return undefined;
  return { ip, scopeId: percent < 0 ? 0 : zoneIndex(who, text.slice(percent + 1)) };
}

/**
 * An IPv6 address and a port, with flow information and scope id. See ipv6(7) and RFC 3493.
 *
 * @example
 * const address = Internet6Address.from("fe80::1%2", 80);
 * address.toString(); // "[fe80::1%2]:80"
 * address.scopeId; // 2
 */
export class Internet6Address extends SocketAddress {
  /** The address with its zone, without brackets and port. */
  readonly host: string;
  readonly port: number;
  /** Traffic class and flow label, as one number of 32 bits. */
  readonly flowInfo: number;
  /** The index of the interface that the address is local to; 0 for none. */
  readonly scopeId: number;
  readonly #ip: Uint8Array<ArrayBuffer>;

  static {
    brand(this, "Internet6Address");
  }

  /** `ip` has 16 bytes. */
  constructor(ip: Uint8Array, port: number, flowInfo = 0, scopeId = 0) {
    super();
    if (!ArrayBuffer.isView(ip)) throw wrongType("ip", "a Uint8Array of 16 bytes", ip);
    this.#ip = new Uint8Array(bytesOf("ip", ip));
    if (this.#ip.length !== IP_LENGTH) throw wrongValue("ip", "16 bytes", ip);
    this.port = checkPort("port", port);
    this.flowInfo = integer("flowInfo", flowInfo, 0, MAX_UINT32);
    this.scopeId = integer("scopeId", scopeId, 0, MAX_UINT32);
    const text = formatIpv6(this.#ip);
    this.host = scopeId === 0 ? text : `${text}%${scopeId}`;
    if (new.target === Internet6Address) Object.freeze(this);
  }

  /** From the address's text, with or without a zone, and a port. */
  static from(ip: string, port: number): Internet6Address {
    checkPort("port", port);
    const scanned = scanWithZone("Internet6Address.from", string("ip", ip));
    if (scanned === undefined) throw wrongValue("ip", "an IPv6 address", ip);
    return new Internet6Address(scanned.ip, port, 0, scanned.scopeId);
  }

  /** `::`: every interface. */
  static any(port: number): Internet6Address {
    return new Internet6Address(new Uint8Array(IP_LENGTH), port);
  }

  /** `::1`. */
  static loopback(port: number): Internet6Address {
    return new Internet6Address(loopbackBytes(), port);
  }

  /**
   * From text such as `[fe80::1%eth0]:80`. The port may be missing where a default is given; only then
   * may the brackets be missing too. A zone's name is looked up: an unknown one is ENODEV.
   */
  static parse(text: string, defaultPort?: number): Internet6Address {
    const match = /^\[([^\]]*)\](?::(.*))?$/s.exec(string("text", text));
    const ip = match?.[1] ?? text;
    const portText = match?.[2];
    const port = portText === undefined ? undefined : scanPort(portText);
    const plain = ip.split("%", 1)[0] as string;
    if (scanIpv6(plain) === undefined || (portText !== undefined && port === undefined)) {
      throw wrongValue("text", "an IPv6 address and a port from 0 to 65535, such as [::1]:80", text);
    }
    const known = port ?? defaultPortFor(text, defaultPort);
    const scanned = scanWithZone("Internet6Address.parse", ip) as Scanned;
    return new Internet6Address(scanned.ip, known, 0, scanned.scopeId);
  }

  /** The address: a copy of its 16 bytes. */
  get ip(): Uint8Array<ArrayBuffer> {
    return this.#ip.slice();
  }

  override get domain(): SocketDomain {
    return lookupDomain(family) as SocketDomain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return codec.encode(family, { ip: this.#ip, port: this.port, flowInfo: this.flowInfo, scopeId: this.scopeId });
  }

  /** As RFC 5952 has it, such as `[fe80::1%2]:80`; the zone by number, the flow information left out. */
  override toString(): string {
    return `[${this.host}]:${this.port}`;
  }
}

/** The extractor of the internet6 domain. */
export function decodeInternet6(bytes: Uint8Array<ArrayBuffer>): Internet6Address {
  const { ip, port, flowInfo, scopeId } = codec.decode(bytes);
  return new Internet6Address(ip, port, flowInfo, scopeId);
}
