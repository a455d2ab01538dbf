import { SocketDomain } from "../address/domain.ts";
import { decodeAddress, domainOf } from "../address/registry.ts";
import { SocketAddress } from "../address/socket-address.ts";
import { brand } from "../core/brand.ts";
import { cText, instance, options, port, wrongType, wrongValue } from "../core/check.ts";
import { constantOf, numberOf } from "../core/constant.ts";
import { showAs } from "../core/inspect.ts";
import { systemLayout } from "../core/struct.ts";
import { system } from "../sys/system.ts";
import { cString, cStrings } from "../sys/text.ts";
import { AddressInfoOption } from "./address-info-option.ts";
import { Lookup } from "./lookup.ts";
import { SocketProtocol } from "./socket-protocol.ts";
import { SocketType } from "./socket-type.ts";
import { joinFlags } from "./transfer-arguments.ts";

/** One way to reach a host: what to create a socket with, and the address to connect or bind it to. */
export class AddressInfo {
  readonly domain: SocketDomain;
  readonly type: SocketType;
  readonly protocol: SocketProtocol;
  readonly address: SocketAddress;

  static {
    brand(this, "AddressInfo");
    showAs(this, (info) => `AddressInfo ${info}`);
  }

  constructor(domain: SocketDomain, type: SocketType, protocol: SocketProtocol, address: SocketAddress) {
    this.domain = instance("domain", domain, SocketDomain);
    this.type = instance("type", type, SocketType);
    this.protocol = instance("protocol", protocol, SocketProtocol);
    this.address = instance("address", address, SocketAddress);
  }

  toString(): string {
    return `${this.domain} ${this.type} ${this.protocol} ${this.address}`;
  }
}

/** What to look for: everything, unless told. */
export interface AddressInfoHints {
  readonly domain?: SocketDomain | undefined;
  readonly type?: SocketType | undefined;
  readonly protocol?: SocketProtocol | undefined;
  readonly flags?: readonly AddressInfoOption[] | undefined;
}

/** What {@link getAddressInfo} found. */
export interface AddressInfoResult {
  /** In the order to try them in (RFC 6724). */
  readonly addresses: AddressInfo[];
  /** The host's full name, if `AddressInfoOption.canonicalName` asked for it. */
  readonly canonicalName: string | undefined;
}

const SYSCALL = "getaddrinfo";
const HEADER = 4 * Int32Array.BYTES_PER_ELEMENT;

/** Entries as `native/resolve.c` lays them out. */
function decodeEntries(bytes: Uint8Array<ArrayBuffer>, start: number): AddressInfo[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const addresses: AddressInfo[] = [];
  for (let at = start; at < bytes.length; ) {
    const int = (index: number): number => view.getInt32(at + 4 * index, systemLayout.littleEndian);
    const length = int(3);
    addresses.push(
      new AddressInfo(
        domainOf(int(0)),
        constantOf(SocketType, int(1)),
        constantOf(SocketProtocol, int(2)),
        decodeAddress(bytes.slice(at + HEADER, at + HEADER + length)),
      ),
    );
    at += HEADER + Math.ceil(length / 4) * 4;
  }
  return addresses;
}

/** libc would take "70000" for port 4464, and " 80" for 80. */
function checkService(service: string): void {
  if (!/^\s*[-+]?\d+$/.test(cText("service", service))) return;
  if (!/^\d+$/.test(service) || Number(service) > 65535) {
    throw wrongValue("service", "a name or a port from 0 to 65535", service);
  }
}

/** Begins a lookup; the arguments are checked. */
export function lookUpAddress(
  who: string,
  node: string | null,
  service: string | number | null,
  hints: AddressInfoHints = {},
): Lookup<AddressInfoResult> {
  if (node !== null) cText("node", node);
  if (typeof service === "number") port("service", service);
  else if (typeof service === "string") checkService(service);
  else if (service !== null) throw wrongType("service", "a string, a port or null", service);
  options("hints", hints, ["domain", "type", "protocol", "flags"]);
  const { domain, type, protocol, flags = [] } = hints;
  const domainNumber =
    domain === undefined ? 0 : numberOf(instance("hints.domain", domain, SocketDomain), who, SYSCALL);
  const typeNumber = type === undefined ? 0 : numberOf(instance("hints.type", type, SocketType), who, SYSCALL);
  const protocolNumber =
    protocol === undefined ? 0 : numberOf(instance("hints.protocol", protocol, SocketProtocol), who, SYSCALL);
  if (!Array.isArray(flags)) throw wrongType("hints.flags", "an array", flags);
  const joined = joinFlags(flags, 0, AddressInfoOption, who, SYSCALL);
  const serviceText = service === null ? null : String(service);
  const named = (joined & (AddressInfoOption.canonicalName.value ?? 0)) !== 0;
  // Only a name takes time; figures need no thread.
  const onThread = node !== null && (joined & (AddressInfoOption.numericHost.value ?? 0)) === 0;
  return new Lookup({
    who,
    syscall: SYSCALL,
    subject: node ?? `service ${serviceText}`,
    onThread,
    start: () =>
      system.addressInfo(
        onThread,
        cString(node),
        cString(serviceText),
        domainNumber,
        typeNumber,
        protocolNumber,
        joined,
      ),
    decode(bytes) {
      const nameEnd = bytes.indexOf(0);
      const [name = ""] = cStrings(bytes.subarray(0, nameEnd + 1));
      // musl gives one whether it was asked for or not.
      return { addresses: decodeEntries(bytes, nameEnd + 1), canonicalName: named && name !== "" ? name : undefined };
    },
  });
}

/**
 * Finds the addresses of a host and a service. `node` is a name or an address, `null` this machine;
 * `service` a name or a port, `null` none. See getaddrinfo(3).
 *
 * *Blocking*: this thread, while the resolver asks the network; the environment can still be ended.
 *
 * *Errors*: {@link AddressInfoCondition}, such as `EAI_NONAME` for an unknown host.
 *
 * @example
 * const { addresses } = getAddressInfo("localhost", 80, { type: SocketType.stream });
 * for (const { domain, type, protocol, address } of addresses) {
 *   using socket = Socket.create(domain, type, protocol);
 *   console.log(`${address}`);
 * }
 */
export function getAddressInfo(
  node: string | null,
  service: string | number | null,
  hints: AddressInfoHints = {},
): AddressInfoResult {
  return lookUpAddress("getAddressInfo", node, service, hints).wait(Number.POSITIVE_INFINITY) as AddressInfoResult;
}
