import { brand } from "../core/brand.ts";
import { boolean, integer, MAX_INT32, MAX_UINT32, options, wrongType, wrongValue } from "../core/check.ts";
import { type Layout, placeOf, readSigned, readUnsigned, sizeOf, writeSigned, writeUnsigned } from "../core/struct.ts";
import type { SocketDomain } from "./domain.ts";
import { type FamilyCodec, OptionalFamily } from "./family.ts";
import { newAddressBytes } from "./registry.ts";
import { SocketAddress } from "./socket-address.ts";

/** The flag of an id of 29 bits, and the bits of either kind, in the kernel's words of 32 bits. */
export const EXTENDED_FLAG = 0x8000_0000;
export const STANDARD_BITS = 0x7ff;
export const EXTENDED_BITS = 0x1fff_ffff;

/** The identifier of a CAN frame: 11 bits, or 29 when it is extended. */
export interface CanId {
  readonly id: number;
  readonly extended: boolean;
}

/** What `struct sockaddr_can` tells: which part of its union there is, the protocol says. */
export type CanMembers =
  | { readonly kind: "raw"; readonly interface: number }
  | { readonly kind: "isoTp"; readonly interface: number; readonly receive: CanId; readonly transmit: CanId }
  | {
      readonly kind: "j1939";
      readonly interface: number;
      readonly name: bigint;
      readonly pgn: number;
      readonly address: number;
    };

const wordOf = ({ id, extended }: CanId): number => (extended ? id + EXTENDED_FLAG : id);

/** `undefined` for a word that the kernel would not take for an id. */
function idOf(word: number): CanId | undefined {
  const extended = word >= EXTENDED_FLAG;
  const id = extended ? word - EXTENDED_FLAG : word;
  return id <= (extended ? EXTENDED_BITS : STANDARD_BITS) ? Object.freeze({ id, extended }) : undefined;
}

/**
 * Each protocol has an address of a length of its own, as far into the union as it needs: that is how
 * they are told apart, since bytes alone do not name their protocol.
 */
export function canCodec(layout: Layout): FamilyCodec<CanMembers> {
  const endOf = (member: string): number => {
    const { offset, width } = placeOf(layout, member);
    return offset + width;
  };
  const rawSize = endOf("can_address.ifindex");
  const isoTpSize = endOf("can_address.addr.tp.tx_id");
  const j1939Size = sizeOf(layout, "can_address");
  const nameAt = placeOf(layout, "can_address.addr.j1939.name").offset;
  const sizes = { raw: rawSize, isoTp: isoTpSize, j1939: j1939Size };
  return {
    encode(family, members) {
      const bytes = newAddressBytes(layout, family, sizes[members.kind]);
      writeSigned(layout, bytes, "can_address.ifindex", members.interface);
      if (members.kind === "isoTp") {
        writeUnsigned(layout, bytes, "can_address.addr.tp.rx_id", wordOf(members.receive));
        writeUnsigned(layout, bytes, "can_address.addr.tp.tx_id", wordOf(members.transmit));
      } else if (members.kind === "j1939") {
        new DataView(bytes.buffer).setBigUint64(nameAt, members.name, layout.littleEndian);
        writeUnsigned(layout, bytes, "can_address.addr.j1939.pgn", members.pgn);
        writeUnsigned(layout, bytes, "can_address.addr.j1939.addr", members.address);
      }
      return bytes;
    },
    decode(bytes) {
      if (bytes.length < rawSize) return undefined;
      const index = readSigned(layout, bytes, "can_address.ifindex");
      if (index < 0) return undefined;
      if (bytes.length === rawSize) return { kind: "raw", interface: index };
      if (bytes.length === isoTpSize) {
        const receive = idOf(readUnsigned(layout, bytes, "can_address.addr.tp.rx_id"));
        const transmit = idOf(readUnsigned(layout, bytes, "can_address.addr.tp.tx_id"));
        if (receive === undefined || transmit === undefined) return undefined;
        return { kind: "isoTp", interface: index, receive, transmit };
      }
      if (bytes.length !== j1939Size) return undefined;
      return {
        kind: "j1939",
        interface: index,
        name: new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(nameAt, layout.littleEndian),
        pgn: readUnsigned(layout, bytes, "can_address.addr.j1939.pgn"),
        address: readUnsigned(layout, bytes, "can_address.addr.j1939.addr"),
      };
    },
  };
}

const family: OptionalFamily<CanMembers> = new OptionalFamily("AF_CAN", "can_address", canCodec);

/** An id of 11 bits as a number, or either kind as an object. */
function checkId(name: string, value: unknown): CanId {
  if (typeof value === "number") return Object.freeze({ id: integer(name, value, 0, STANDARD_BITS), extended: false });
  if (typeof value !== "object" || value === null) throw wrongType(name, "a number of 11 bits or a CanId", value);
  options(name, value, ["id", "extended"]);
  const { id, extended } = value as Partial<CanId>;
  const long = boolean(`${name}.extended`, extended);
  return Object.freeze({ id: integer(`${name}.id`, id, 0, long ? EXTENDED_BITS : STANDARD_BITS), extended: long });
}

/** As candump shows it: three digits, or eight when it is extended. */
function showId({ id, extended }: CanId): string {
  return id
    .toString(16)
    .toUpperCase()
    .padStart(extended ? 8 : 3, "0");
}

/**
 * A CAN interface, by index; 0 for all of them. It is the address of raw sockets and of the broadcast
 * manager; the other protocols' are subclasses. See can(4) and the kernel's networking/can.rst.
 *
 * Linux 5.4 and later: earlier kernels take raw addresses of 16 bytes, as `IsoTpAddress(index, 0, 0)` is.
 *
 * @example
 * new CanAddress(3).toString(); // "can:3"
 */
export class CanAddress extends SocketAddress {
  /** The index of the interface: {@link interfaceIndex} has it for a name. */
  readonly interface: number;

  static {
    brand(this, "CanAddress");
  }

  constructor(interfaceIndex: number) {
    super();
    this.interface = integer("interfaceIndex", interfaceIndex, 0, MAX_INT32);
    if (new.target === CanAddress) Object.freeze(this);
  }

  override get domain(): SocketDomain {
    return family.domain;
  }

  override encode(): Uint8Array<ArrayBuffer> {
    return family.encode({ kind: "raw", interface: this.interface });
  }

  override toString(): string {
    return `can:${this.interface}`;
  }
}

/**
 * A transport channel over CAN (ISO 15765-2): an interface, the id that frames come with, and the one
 * that they are sent with. An id of 29 bits is told as `{ id, extended: true }`.
 *
 * @example
 * const address = new IsoTpAddress(3, 0x7e8, { id: 0x18da10f1, extended: true });
 * address.toString(); // "can:3 receive 7E8 transmit 18DA10F1"
 */
export class IsoTpAddress extends CanAddress {
  readonly receive: CanId;
  readonly transmit: CanId;

  static {
    brand(this, "IsoTpAddress");
  }

  constructor(interfaceIndex: number, receive: number | CanId, transmit: number | CanId) {
    super(interfaceIndex);
    this.receive = checkId("receive", receive);
    this.transmit = checkId("transmit", transmit);
    if (new.target === IsoTpAddress) Object.freeze(this);
  }

  override encode(): Uint8Array<ArrayBuffer> {
    const { receive, transmit } = this;
    return family.encode({ kind: "isoTp", interface: this.interface, receive, transmit });
  }

  override toString(): string {
    return `${super.toString()} receive ${showId(this.receive)} transmit ${showId(this.transmit)}`;
  }
}

/**
 * A controller on a SAE J1939 network: an interface, and what is known of a name of 64 bits, a parameter
 * group and an address of 8 bits. See the kernel's networking/j1939.rst.
 *
 * @example
 * new J1939Address(3, { pgn: 0x12300, address: 0x20 }).name; // 0n
 */
export class J1939Address extends CanAddress {
  /** 0n for none. */
  readonly name: bigint;
  /** The parameter group's number; 0x40000 (`J1939_NO_PGN`) for none. */
  readonly pgn: number;
  /** 0xff (`J1939_NO_ADDR`) for none, or for everybody. */
  readonly address: number;

  static {
    brand(this, "J1939Address");
  }

  constructor(
    interfaceIndex: number,
    members: { readonly name?: bigint; readonly pgn?: number; readonly address?: number } = {},
  ) {
    super(interfaceIndex);
    options("members", members, ["name", "pgn", "address"]);
    const { name = 0n, pgn = 0x40000, address = 0xff } = members;
    if (typeof name !== "bigint") throw wrongType("members.name", "a bigint", name);
    if (BigInt.asUintN(64, name) !== name) throw wrongValue("members.name", "a bigint of 64 bits from 0", name);
    this.name = name;
    this.pgn = integer("members.pgn", pgn, 0, MAX_UINT32);
    this.address = integer("members.address", address, 0, 255);
    if (new.target === J1939Address) Object.freeze(this);
  }

  override encode(): Uint8Array<ArrayBuffer> {
    const { name, pgn, address } = this;
    return family.encode({ kind: "j1939", interface: this.interface, name, pgn, address });
  }

  override toString(): string {
    const hex = (value: number | bigint): string => `0x${value.toString(16)}`;
    return `${super.toString()} name ${hex(this.name)} pgn ${hex(this.pgn)} address ${hex(this.address)}`;
  }
}

export const canSize: number = family.size;

/** The extractor of the can domain. */
export function decodeCan(bytes: Uint8Array<ArrayBuffer>): SocketAddress {
  return family.decode(bytes, (members) => {
    const { interface: index } = members;
    if (members.kind === "raw") return new CanAddress(index);
    if (members.kind === "isoTp") return new IsoTpAddress(index, members.receive, members.transmit);
    const { name, pgn, address } = members;
    return new J1939Address(index, { name, pgn, address });
  });
}
