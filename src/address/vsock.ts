import { brand } from "../core/brand.ts";
import { integer, MAX_UINT32, string, wrongValue } from "../core/check.ts";
import { hasMember, type Layout, readUnsigned, sizeOf, writeUnsigned } from "../core/struct.ts";
import type { SocketDomain } from "./domain.ts";
import { type FamilyCodec, OptionalFamily } from "./family.ts";
import { newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** The members of `struct sockaddr_vm`. */
export interface VsockMembers {
  readonly cid: number;
  readonly port: number;
  readonly flags: number;
}

export function vsockCodec(layout: Layout): FamilyCodec<VsockMembers> {
  const size = sizeOf(layout, "vsock_address");
  const hasFlags = hasMember(layout, "vsock_address.flags"); // macOS has none
  return {
    encode(family, { cid, port, flags }) {
      const bytes = newAddressBytes(layout, family, size);
      writeUnsigned(layout, bytes, "vsock_address.cid", cid);
      writeUnsigned(layout, bytes, "vsock_address.port", port);
      if (hasFlags) writeUnsigned(layout, bytes, "vsock_address.flags", flags);
      else if (flags !== 0) throw wrongValue("flags", "0, as this platform has none", flags);
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) return undefined;
      return {
        cid: readUnsigned(layout, bytes, "vsock_address.cid"),
        port: readUnsigned(layout, bytes, "vsock_address.port"),
        flags: hasFlags ? readUnsigned(layout, bytes, "vsock_address.flags") : 0,
      };
    },
  };
}

const family: OptionalFamily<VsockMembers> = new OptionalFamily("AF_VSOCK", "vsock_address", vsockCodec);

/** A number of 32 bits, or nothing or `*` for any; `undefined` when the text is neither. */
function scan(text: string): number | undefined {
  if (text === "" || text === "*") return MAX_UINT32;
  if (!/^[0-9]{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= MAX_UINT32 ? value : undefined;
}

const show = (value: number): string => (value === MAX_UINT32 ? "*" : String(value));

/**
 * A virtual machine, or its host, and a port of 32 bits. See vsock(7).
 *
 * @example
 * const address = VsockAddress.host(1024);
 * address.toString(); // "vsock:2:1024"
 */
export class VsockAddress extends SocketAddress {
  /** The context: the number of a machine; 0, 1, 2 and `anyCid` have a meaning of their own. */
  readonly cid: number;
  readonly port: number;
  /** How the kernel finds the other side: 1 (`VMADDR_FLAG_TO_HOST`) goes by way of the host. */
  readonly flags: number;

  static {
    brand(this, "VsockAddress");
  }

  /** `VMADDR_CID_ANY`: whichever machine, for bind. */
  static readonly anyCid: number = MAX_UINT32;
  /** `VMADDR_PORT_ANY`: a port of the kernel's choice, for bind. */
  static readonly anyPort: number = MAX_UINT32;

  constructor(cid: number, port: number, flags = 0) {
    super();
    this.cid = integer("cid", cid, 0, MAX_UINT32);
    this.port = integer("port", port, 0, MAX_UINT32);
    this.flags = integer("flags", flags, 0, 255);
    if (new.target === VsockAddress) Object.freeze(this);
  }

  /** This machine by any of its numbers, for bind. */
  static any(port: number): VsockAddress {
    return new VsockAddress(VsockAddress.anyCid, port);
  }

  /** The hypervisor itself: cid 0. */
  static hypervisor(port: number): VsockAddress {
    return new VsockAddress(0, port);
  }

  /** This machine, to itself: cid 1. It takes the kernel's vsock_loopback. */
  static local(port: number): VsockAddress {
    return new VsockAddress(1, port);
  }

  /** The machine that this one is a guest of: cid 2. */
  static host(port: number): VsockAddress {
    return new VsockAddress(2, port);
  }

  /** From text such as `vsock:2:1024` or `2:1024`; a missing number, or `*`, is any. */
  static parse(text: string): VsockAddress {
    const match = /^(?:vsock:)?([^:]*):([^:]*)$/.exec(string("text", text));
    const cid = scan(match?.[1] ?? "?");
    const port = scan(match?.[2] ?? "?");
    if (cid === undefined || port === undefined) {
      throw wrongValue("text", "a context and a port of 32 bits each, such as vsock:2:1024", text);
    }
    return new VsockAddress(cid, port);
  }

  override get domain(): SocketDomain {
    return family.domain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return family.encode(this);
  }

  /** As systemd writes it, `*` for any number; the flags are left out. */
  override toString(): string {
    return `vsock:${show(this.cid)}:${show(this.port)}`;
  }
}

export const vsockSize: number = family.size;

/** The extractor of the vsock domain. */
export function decodeVsock(bytes: Uint8Array<ArrayBuffer>): SocketAddress {
  return family.decode(bytes, ({ cid, port, flags }) => new VsockAddress(cid, port, flags));
}
