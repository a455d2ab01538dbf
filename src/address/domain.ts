import { brand } from "../core/brand.ts";
import { instance, integer, wrongType } from "../core/check.ts";
import { numberOf, SocketConstant } from "../core/constant.ts";
import { sizeIfAny, sizeOf, systemLayout } from "../core/struct.ts";
import { constants } from "../sys/constants.ts";
import { decodeAlg } from "./alg.ts";
import { bluetoothSize, decodeBluetooth } from "./bluetooth.ts";
import { canSize, decodeCan } from "./can.ts";
import { decodeInternet } from "./internet.ts";
import { decodeInternet6 } from "./internet6.ts";
import { decodeNetlink } from "./netlink.ts";
import { decodePacket, longestPacketAddress } from "./packet.ts";
import { setDomain, setDomainMaker } from "./registry.ts";
import type { SocketAddress } from "./socket-address.ts";
import { decodeTipc, tipcSize } from "./tipc.ts";
import { decodeUnix } from "./unix.ts";
import { decodeUnknown } from "./unknown.ts";
import { decodeUnspecified } from "./unspecified.ts";
import { decodeVsock, vsockSize } from "./vsock.ts";
import { decodeXdp, xdpSize } from "./xdp.ts";

/** Makes an address from its bytes, family included. The bytes are a copy that it may keep. */
export type AddressDecoder = (bytes: Uint8Array<ArrayBuffer>) => SocketAddress;

const STORAGE = sizeOf(systemLayout, "sockaddr_storage");

/**
 * The family that a socket and its addresses belong to: a number for the kernel, and what turns the
 * kernel's bytes into addresses. See socket(2).
 *
 * A domain that is not here can be made and used with all procedures; registered, it also serves
 * addresses that arrive without a socket, as from the resolver.
 *
 * @example
 * const mine = new SocketDomain("mine", 45, 16, (bytes) => new MyAddress(bytes));
 * registerSocketDomain(mine);
 */
export class SocketDomain extends SocketConstant {
  declare private readonly nominal: "SocketDomain";
  /** The most bytes that an address of this domain has. */
  readonly addressSize: number;
  readonly decode: AddressDecoder;

  static {
    brand(this, "SocketDomain");
  }

  constructor(name: string, value: number | undefined, addressSize: number, decode: AddressDecoder) {
    super(name, value);
    this.addressSize = integer("addressSize", addressSize, 0, STORAGE);
    if (typeof decode !== "function") throw wrongType("decode", "a function", decode);
    this.decode = decode;
  }

  /** Sockets of this machine, named by path, by abstract name or not at all. See unix(7). */
  static readonly unix: SocketDomain = new SocketDomain(
    "unix",
    constants.AF_UNIX,
    sizeOf(systemLayout, "sockaddr_un"),
    decodeUnix,
  );
  /** The same domain as `unix`, under POSIX's other name. */
  static readonly local: SocketDomain = SocketDomain.unix;
  /** IPv4. See ip(7). */
  static readonly internet: SocketDomain = new SocketDomain(
    "internet",
    constants.AF_INET,
    sizeOf(systemLayout, "sockaddr_in"),
    decodeInternet,
  );
  /** IPv6. See ipv6(7). */
  static readonly internet6: SocketDomain = new SocketDomain(
    "internet6",
    constants.AF_INET6,
    sizeOf(systemLayout, "sockaddr_in6"),
    decodeInternet6,
  );
  /** No family in particular: a resolver's hint, and the address that disconnects. */
  static readonly unspecified: SocketDomain = new SocketDomain(
    "unspecified",
    constants.AF_UNSPEC,
    STORAGE,
    decodeUnspecified,
  );
  /** The kernel's own tables and events. See netlink(7). */
  static readonly netlink: SocketDomain = new SocketDomain(
    "netlink",
    constants.AF_NETLINK,
    sizeIfAny(systemLayout, "sockaddr_nl"),
    decodeNetlink,
  );
  /** Frames as the device sees them. See packet(7). */
  static readonly packet: SocketDomain = new SocketDomain(
    "packet",
    constants.AF_PACKET,
    longestPacketAddress ?? STORAGE,
    decodePacket,
  );
  /** Virtual machines and their host. See vsock(7). */
  static readonly vsock: SocketDomain = new SocketDomain("vsock", constants.AF_VSOCK, vsockSize, decodeVsock);
  /** Controller area networks. Addresses are {@link CanAddress} and its subclasses. */
  static readonly can: SocketDomain = new SocketDomain("can", constants.AF_CAN, canSize, decodeCan);
  /** Devices near by. Addresses are subclasses of {@link BluetoothAddress}, one for each protocol. */
  static readonly bluetooth: SocketDomain = new SocketDomain(
    "bluetooth",
    constants.AF_BLUETOOTH,
    bluetoothSize,
    decodeBluetooth,
  );
  /** The kernel's ciphers. */
  static readonly alg: SocketDomain = new SocketDomain("alg", constants.AF_ALG, STORAGE, decodeAlg);
  /** Services of a cluster. Addresses are subclasses of {@link TipcAddress}. */
  static readonly tipc: SocketDomain = new SocketDomain("tipc", constants.AF_TIPC, tipcSize, decodeTipc);
  /** Frames around the kernel's stack. See AF_XDP in the kernel's documentation. */
  static readonly xdp: SocketDomain = new SocketDomain("xdp", constants.AF_XDP, xdpSize, decodeXdp);
}

/**
 * Registers a domain: addresses of its number that come from the kernel or the resolver without a
 * socket of that domain are decoded by it. It takes the place of a domain of the same number.
 */
export function registerSocketDomain(domain: SocketDomain): void {
  instance("domain", domain, SocketDomain);
  setDomain(numberOf(domain, "registerSocketDomain", "register"), domain);
}

for (const domain of new Set(Object.values(SocketDomain))) {
  if (domain instanceof SocketDomain && domain.available) registerSocketDomain(domain);
}

const unregistered = new Map<number, SocketDomain>();
setDomainMaker((family) => {
  let domain = unregistered.get(family);
  if (domain === undefined) {
    domain = new SocketDomain(String(family), family, STORAGE, decodeUnknown);
    unregistered.set(family, domain);
  }
  return domain;
});
