import { brand } from "../core/brand.ts";
import { port as checkPort, integer, MAX_UINT32, string, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, sizeOf, systemLayout } from "../core/struct.ts";
import { required } from "../sys/constants.ts";
import type { SocketDomain } from "./domain.ts";
import { formatIpv4, parseIpv4, scanIpv4 } from "./ipv4-text.ts";
import { lookupDomain, newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** `struct sockaddr_in` of one platform's layout. */
export interface InternetCodec {
  encode(family: number, ip: number, port: number): Uint8Array<ArrayBuffer>;
  decode(bytes: Uint8Array): { ip: number; port: number };
}

export function internetCodec(layout: Layout): InternetCodec {
  const size = sizeOf(layout, "sockaddr_in");
  const portAt = placeOf(layout, "sockaddr_in.sin_port").offset;
  const ipAt = placeOf(layout, "sockaddr_in.sin_addr").offset;
  return {
    encode(family, ip, port) {
      const bytes = newAddressBytes(layout, family, size);
      const view = new DataView(bytes.buffer);
      view.setUint16(portAt, port); // network order, as all that follows
      view.setUint32(ipAt, ip);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) throw wrongValue("bytes", `an IPv4 socket address of ${size} bytes`, bytes);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return { ip: view.getUint32(ipAt), port: view.getUint16(portAt) };
    },
  };
}

const family = required("AF_INET");
const codec = internetCodec(systemLayout);

/** The port at the end of an address's text: digits, 0 to 65535. */
export function scanPort(text: string): number | undefined {
  if (!/^[0-9]{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65535 ? port : undefined;
}

/** The port that a text without one gets. */
export function defaultPortFor(text: string, defaultPort: number | undefined): number {
  if (defaultPort === undefined) throw wrongValue("text", "an address with a port, as no default port is given", text);
  return checkPort("defaultPort", defaultPort);
}

/**
 * An IPv4 address and a port. See ip(7).
 *
 * @example
 * const address = InternetAddress.from("127.0.0.1", 80);
 * address.toString(); // "127.0.0.1:80"
 */
export class InternetAddress extends SocketAddress {
  /** The address as a number, its first octet in the highest eight bits. */
  readonly ip: number;
  readonly port: number;

  static {
    brand(this, "InternetAddress");
  }

  constructor(ip: number, port: number) {
    super();
    this.ip = integer("ip", ip, 0, MAX_UINT32);
    this.port = checkPort("port", port);
    if (new.target === InternetAddress) Object.freeze(this);
  }

  /** From the address's text and a port. */
  static from(ip: string, port: number): InternetAddress {
    const value = scanIpv4(string("ip", ip));
    if (value === undefined) throw wrongValue("ip", "an IPv4 address of four decimal octets", ip);
    return new InternetAddress(value, port);
  }

  /** 0.0.0.0: every interface. */
  static any(port: number): InternetAddress {
    return new InternetAddress(0, port);
  }

  /** 127.0.0.1. */
  static loopback(port: number): InternetAddress {
    return new InternetAddress(0x7f00_0001, port);
  }

  /** 255.255.255.255: every host of the local network. */
  static broadcast(port: number): InternetAddress {
    return new InternetAddress(MAX_UINT32, port);
  }

  /** From text such as `127.0.0.1:80`; the port may be missing where a default is given. */
  static parse(text: string, defaultPort?: number): InternetAddress {
    const [ip = "", portText, ...rest] = string("text", text).split(":");
    if (portText === undefined) return new InternetAddress(parseIpv4(ip), defaultPortFor(text, defaultPort));
    const value = scanIpv4(ip);
    const port = scanPort(portText);
    if (value === undefined || port === undefined || rest.length > 0) {
      throw wrongValue("text", "an IPv4 address and a port from 0 to 65535, such as 127.0.0.1:80", text);
    }
    return new InternetAddress(value, port);
  }

  /** The address as text, without the port. */
  get host(): string {
    return formatIpv4(this.ip);
  }

  override get domain(): SocketDomain {
    return lookupDomain(family) as SocketDomain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return codec.encode(family, this.ip, this.port);
  }

  override toString(): string {
    return `${this.host}:${this.port}`;
  }
}

/** The extractor of the internet domain. */
export function decodeInternet(bytes: Uint8Array<ArrayBuffer>): InternetAddress {
  const { ip, port } = codec.decode(bytes);
  return new InternetAddress(ip, port);
}
