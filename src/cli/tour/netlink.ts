/**
 * A family of one's own, as a program would add it: netlink(7), with which one talks to the Linux kernel. The library
 * has it too (`NetlinkAddress`, `berkeley-sockets/netlink`); here nothing of that is used.
 */
import { lookupDomain, SocketAddress, SocketDomain } from "../../index.ts";

const AF_NETLINK = 16;
const SIZE = 12;

/** `struct sockaddr_nl`: who, by a number that is often the process's, and the groups it listens to. */
export class KernelAddress extends SocketAddress {
  readonly port: number;
  readonly groups: number;

  constructor(port: number, groups: number) {
    super();
    this.port = port;
    this.groups = groups;
  }

  override get domain(): SocketDomain {
    return lookupDomain(AF_NETLINK) ?? SocketDomain.netlink;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(SIZE);
    new Uint16Array(bytes.buffer)[0] = AF_NETLINK;
    new Uint32Array(bytes.buffer).set([this.port, this.groups], 1);
    return bytes;
  }

  override toString(): string {
    return this.port === 0 ? "the kernel" : `netlink port ${this.port}`;
  }
}

/** The extractor of the domain. */
export function decodeKernel(bytes: Uint8Array<ArrayBuffer>): KernelAddress {
  const [, port = 0, groups = 0] = new Uint32Array(bytes.buffer, bytes.byteOffset, SIZE / 4);
  return new KernelAddress(port, groups);
}

const RTM_GETLINK = 18;
const NLM_F_REQUEST_DUMP = 0x301;

/** Asks for all network interfaces: `struct nlmsghdr` and an empty `struct ifinfomsg`. */
export function interfacesRequest(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(32);
  new Uint32Array(bytes.buffer).set([bytes.length, 0, 1, 0]);
  new Uint16Array(bytes.buffer).set([RTM_GETLINK, NLM_F_REQUEST_DUMP], 2);
  return bytes;
}
