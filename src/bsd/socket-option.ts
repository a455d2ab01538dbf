import { brand } from "../core/brand.ts";
import { instance, integer, MAX_INT32, string, wrongType } from "../core/check.ts";
import { unsupported } from "../core/condition.ts";
import { showAs } from "../core/inspect.ts";
import {
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPPROTO_RAW,
  IPPROTO_TCP,
  IPPROTO_UDP,
  levelOf,
  SOL_SOCKET,
  SocketOptionLevel,
} from "./option-level.ts";

/** The largest value that an option may have: SO_PEERGROUPS of a process in 65536 groups, as many as there may be. */
export const LARGEST_OPTION = 262_144;

let keptBytes: (option: SocketOption<unknown, never>) => boolean;
let lend: (option: SocketOption<unknown, never>) => void;

/** Whether the option's `decode` may keep the bytes it is given: so they must be its own. */
export function keepsBytes(option: SocketOption<unknown, never>): boolean {
  return keptBytes(option);
}

/** Promises that the option's `decode` keeps nothing of the bytes it is given. */
export function lendsBytes<Option extends SocketOption<unknown, never>>(option: Option): Option {
  lend(option);
  return option;
}

/**
 * A setting of sockets, with the codec of its value: `Read` is what {@link Socket.getOption} gives,
 * `Write` what {@link Socket.setOption} takes, `never` where there is none.
 *
 * Every option of the platform is in `berkeley-sockets/options`; one that is not there is made with the
 * number and size its manual tells. See getsockopt(2).
 *
 * @example
 * const keepAlive = new SocketOption("keep-alive", 9, 4, codecs.boolean.encode, codecs.boolean.decode);
 * socket.setOption(keepAlive, true);
 */
export class SocketOption<Read, Write = Read> {
  /** Its C name, such as `SO_REUSEADDR`. */
  readonly name: string;
  /** The platform's number, `undefined` where the platform has none. */
  readonly id: number | undefined;
  readonly level: SocketOptionLevel;
  /** Bytes of room that reading the value takes. */
  readonly foreignSize: number;
  /** The value as the kernel takes it; throws for a value that is not valid. */
  readonly encode: (value: Write) => Uint8Array;
  /** The value of the bytes that the kernel gave, at most `foreignSize` of them, which it may keep. */
  readonly decode: (bytes: Uint8Array) => Read;
  #keepsBytes = true;

  static {
    // An option of another copy of this package has no such field.
    keptBytes = (option) => !(#keepsBytes in option) || option.#keepsBytes;
    lend = (option) => {
      option.#keepsBytes = false;
    };
    brand(this, "SocketOption");
    showAs(this, (option) => `${option.constructor.name} ${option.name}`);
  }

  constructor(
    name: string,
    id: number | undefined,
    foreignSize: number,
    encode: (value: Write) => Uint8Array,
    decode: (bytes: Uint8Array) => Read,
    level: SocketOptionLevel | number = SOL_SOCKET,
  ) {
    this.name = string("name", name);
    this.id = id === undefined ? undefined : integer("id", id, -MAX_INT32 - 1, MAX_INT32);
    this.foreignSize = integer("foreignSize", foreignSize, 0, LARGEST_OPTION);
    if (typeof encode !== "function") throw wrongType("encode", "a function", encode);
    if (typeof decode !== "function") throw wrongType("decode", "a function", decode);
    this.encode = encode;
    this.decode = decode;
    if (typeof level === "number") this.level = levelOf(integer("level", level, -MAX_INT32 - 1, MAX_INT32));
    else if (level instanceof SocketOptionLevel) this.level = level;
    else throw wrongType("level", "a SocketOptionLevel or its number", level);
  }

  /** Whether this platform has it. */
  get available(): boolean {
    return this.id !== undefined && this.level.available;
  }

  /** Whether the value is one that the option can be set to. */
  isValid(value: unknown): boolean {
    try {
      this.encode(value as Write);
      return true;
    } catch {
      return false;
    }
  }

  toString(): string {
    return this.name;
  }
}

/** A kind of options: a subclass of {@link SocketOption} whose constructor knows the level. */
export interface SocketOptionClass {
  new <Read, Write = Read>(
    name: string,
    id: number | undefined,
    foreignSize: number,
    encode: (value: Write) => Uint8Array,
    decode: (bytes: Uint8Array) => Read,
  ): SocketOption<Read, Write>;
  readonly prototype: SocketOption<unknown, never>;
}

/**
 * Makes a kind of options: a class for the options of one level.
 *
 * @example
 * const DccpOption = defineSocketOptionType("DccpOption", 269);
 * const service = new DccpOption("DCCP_SOCKOPT_SERVICE", 2, 4, codecs.uint32.encode, codecs.uint32.decode);
 */
export function defineSocketOptionType(name: string, level: SocketOptionLevel | number): SocketOptionClass {
  string("name", name);
  if (typeof level === "number") integer("level", level, -MAX_INT32 - 1, MAX_INT32);
  else if (!(level instanceof SocketOptionLevel)) throw wrongType("level", "a SocketOptionLevel or its number", level);
  const type = class<Read, Write = Read> extends SocketOption<Read, Write> {
    constructor(
      name: string,
      id: number | undefined,
      foreignSize: number,
      encode: (value: Write) => Uint8Array,
      decode: (bytes: Uint8Array) => Read,
    ) {
      super(name, id, foreignSize, encode, decode, level);
    }
  };
  Object.defineProperty(type, "name", { value: name });
  return type;
}

function builtIn(name: string, level: SocketOptionLevel): SocketOptionClass {
  const type = defineSocketOptionType(name, level);
  brand(type as unknown as abstract new () => object, name);
  return type;
}

/** Options of TCP: tcp(7). */
export const TcpOption: SocketOptionClass = builtIn("TcpOption", IPPROTO_TCP);
export type TcpOption<Read, Write = Read> = SocketOption<Read, Write>;
/** Options of UDP: udp(7). */
export const UdpOption: SocketOptionClass = builtIn("UdpOption", IPPROTO_UDP);
export type UdpOption<Read, Write = Read> = SocketOption<Read, Write>;
/** Options of raw sockets: raw(7). */
export const RawOption: SocketOptionClass = builtIn("RawOption", IPPROTO_RAW);
export type RawOption<Read, Write = Read> = SocketOption<Read, Write>;
/** Options of IPv4: ip(7). */
export const IpOption: SocketOptionClass = builtIn("IpOption", IPPROTO_IP);
export type IpOption<Read, Write = Read> = SocketOption<Read, Write>;
/** Options of IPv6: ipv6(7). */
export const Ipv6Option: SocketOptionClass = builtIn("Ipv6Option", IPPROTO_IPV6);
export type Ipv6Option<Read, Write = Read> = SocketOption<Read, Write>;

/** The numbers of an option's level and its own; ENOTSUP where the platform has none. */
export function optionNumbers(who: string, syscall: string, option: SocketOption<unknown, never>): [number, number] {
  instance("option", option, SocketOption);
  const { id, level } = option;
  if (id === undefined || level.value === undefined) throw unsupported(who, syscall, option.name);
  return [level.value, id];
}
