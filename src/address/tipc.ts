import { brand } from "../core/brand.ts";
import { integer, MAX_UINT32, wrongValue } from "../core/check.ts";
import { type Layout, readUnsigned, sizeOf, writeUnsigned } from "../core/struct.ts";
import type { SocketDomain } from "./domain.ts";
import { type FamilyCodec, OptionalFamily } from "./family.ts";
import { newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** What `struct sockaddr_tipc` tells, by its `addrtype`. */
export type TipcMembers = { readonly scope: number } & (
  | { readonly kind: "range"; readonly type: number; readonly lower: number; readonly upper: number }
  | { readonly kind: "service"; readonly type: number; readonly instance: number; readonly node: number }
  | { readonly kind: "socket"; readonly ref: number; readonly node: number }
);

// linux/tipc.h: TIPC_SERVICE_RANGE, TIPC_SERVICE_ADDR, TIPC_SOCKET_ADDR
const types = { range: 1, service: 2, socket: 3 } as const;

export function tipcCodec(layout: Layout): FamilyCodec<TipcMembers> {
  const size = sizeOf(layout, "tipc_address");
  return {
    encode(family, members) {
      const bytes = newAddressBytes(layout, family, size);
      const put = (member: string, value: number): void =>
        writeUnsigned(layout, bytes, `tipc_address.${member}`, value);
      put("addrtype", types[members.kind]);
      put("scope", members.scope & 0xff);
      if (members.kind === "range") {
        put("addr.nameseq.type", members.type);
        put("addr.nameseq.lower", members.lower);
        put("addr.nameseq.upper", members.upper);
      } else if (members.kind === "service") {
        put("addr.name.type", members.type);
        put("addr.name.instance", members.instance);
        put("addr.name.domain", members.node);
      } else {
        put("addr.id.ref", members.ref);
        put("addr.id.node", members.node);
      }
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < size) return undefined;
      const get = (member: string): number => readUnsigned(layout, bytes, `tipc_address.${member}`);
      const scope = (get("scope") << 24) >> 24; // signed
      switch (get("addrtype")) {
        case types.range: {
          const [lower, upper] = [get("addr.nameseq.lower"), get("addr.nameseq.upper")];
          return lower > upper ? undefined : { kind: "range", scope, type: get("addr.nameseq.type"), lower, upper };
        }
        case types.service: {
          const [type, instance] = [get("addr.name.type"), get("addr.name.instance")];
          return { kind: "service", scope, type, instance, node: get("addr.name.domain") };
        }
        case types.socket:
          return { kind: "socket", scope, ref: get("addr.id.ref"), node: get("addr.id.node") };
        default:
          return undefined;
      }
    },
  };
}

const family: OptionalFamily<TipcMembers> = new OptionalFamily("AF_TIPC", "tipc_address", tipcCodec);
const CLUSTER = 2;

/**
 * An address of the TIPC domain: the parent of its three kinds. A server binds to a service, or a range
 * of instances; a client sends or connects to a service; what receives tell is a socket. See the kernel's
 * networking/tipc.rst.
 *
 * Binding again with the scope negated takes a service back. A group's message arrives with two
 * addresses, of which the first is told.
 */
export abstract class TipcAddress extends SocketAddress {
  /** How far a bound service is known: 2 in the cluster, 3 in this node; negative to take it back. */
  readonly scope: number;

  static {
    brand(this, "TipcAddress");
  }

  static readonly clusterScope: number = CLUSTER;
  static readonly nodeScope: number = 3;

  constructor(scope: number) {
    super();
    this.scope = integer("scope", scope, -128, 127);
  }

  override get domain(): SocketDomain {
    return family.domain;
  }
}

/**
 * One instance of a service.
 *
 * @example
 * new TipcServiceAddress(18888, 17).toString(); // "tipc:{18888,17}"
 */
export class TipcServiceAddress extends TipcAddress {
  readonly type: number;
  readonly instance: number;
  /** The node to look in; 0 for all. */
  readonly node: number;

  static {
    brand(this, "TipcServiceAddress");
  }

  constructor(type: number, instance: number, scope: number = CLUSTER, node = 0) {
    super(scope);
    this.type = integer("type", type, 0, MAX_UINT32);
    this.instance = integer("instance", instance, 0, MAX_UINT32);
    this.node = integer("node", node, 0, MAX_UINT32);
    if (new.target === TipcServiceAddress) Object.freeze(this);
  }

  override encode(): Uint8Array<ArrayBuffer> {
    const { scope, type, instance, node } = this;
    return family.encode({ kind: "service", scope, type, instance, node });
  }

  override toString(): string {
    return `tipc:{${this.type},${this.instance}}`;
  }
}

/**
 * A service's instances from one number to another; sent to, all of them (multicast).
 *
 * @example
 * new TipcServiceRange(18888, 0, 99).toString(); // "tipc:{18888,0,99}"
 */
export class TipcServiceRange extends TipcAddress {
  readonly type: number;
  readonly lower: number;
  readonly upper: number;

  static {
    brand(this, "TipcServiceRange");
  }

  constructor(type: number, lower: number, upper: number, scope: number = CLUSTER) {
    super(scope);
    this.type = integer("type", type, 0, MAX_UINT32);
    this.lower = integer("lower", lower, 0, MAX_UINT32);
    this.upper = integer("upper", upper, 0, MAX_UINT32);
    if (lower > upper) throw wrongValue("upper", `at least lower, which is ${lower}`, upper);
    if (new.target === TipcServiceRange) Object.freeze(this);
  }

  override encode(): Uint8Array<ArrayBuffer> {
    const { scope, type, lower, upper } = this;
    return family.encode({ kind: "range", scope, type, lower, upper });
  }

  override toString(): string {
    return `tipc:{${this.type},${this.lower},${this.upper}}`;
  }
}

/**
 * One socket of one node.
 *
 * @example
 * new TipcSocketAddress(4711, 0x1001002).toString(); // "tipc:4711@1001002"
 */
export class TipcSocketAddress extends TipcAddress {
  /** The socket's number in its node. */
  readonly ref: number;
  readonly node: number;

  static {
    brand(this, "TipcSocketAddress");
  }

  constructor(ref: number, node: number, scope = 0) {
    super(scope);
    this.ref = integer("ref", ref, 0, MAX_UINT32);
    this.node = integer("node", node, 0, MAX_UINT32);
    if (new.target === TipcSocketAddress) Object.freeze(this);
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return family.encode({ kind: "socket", scope: this.scope, ref: this.ref, node: this.node });
  }

  /** The node in hexadecimal, as tipc(8) shows it. */
  override toString(): string {
    return `tipc:${this.ref}@${this.node.toString(16)}`;
  }
}

export const tipcSize: number = 2 * family.size;

/** The extractor of the tipc domain. */
export function decodeTipc(bytes: Uint8Array<ArrayBuffer>): SocketAddress {
  return family.decode(bytes, (members) => {
    if (members.kind === "range") {
      return new TipcServiceRange(members.type, members.lower, members.upper, members.scope);
    }
    if (members.kind === "service") {
      return new TipcServiceAddress(members.type, members.instance, members.scope, members.node);
    }
    return new TipcSocketAddress(members.ref, members.node, members.scope);
  });
}
