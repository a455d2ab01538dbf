/** What every kind of control messages has: how it is read, how it is written, where it belongs. */
import type { SocketAddress } from "../../address/socket-address.ts";
import { wrongType, wrongValue } from "../../core/check.ts";
import type { Layout } from "../../core/struct.ts";
import type { ConstantName } from "../../sys/constants.ts";
import type { ReceivedDescriptor } from "../received-descriptor.ts";
import type { ControlMessage, ReceivedControlMessage } from "./messages.ts";
import type { ControlWriter } from "./writer.ts";

/** A platform, as codecs know it. */
export interface Platform {
  readonly layout: Layout;
  /** A name that it lacks is `undefined`. */
  readonly constants: Readonly<Partial<Record<ConstantName, number>>>;
  /** Makes the owner of a descriptor that arrived. */
  readonly receive: (fd: number) => ReceivedDescriptor;
}

/** What control messages are sent with: it decides what some of them become, and which are in place. */
export interface Target {
  /** Numbers of the socket's domain and type. */
  readonly domain: number | undefined;
  readonly type: number | undefined;
  /** How the socket is called in errors. */
  readonly socket: string;
  readonly address: SocketAddress | undefined;
}

/**
 * Reads the data of one message: `length` bytes from `at`. `undefined` when they are not what this kind has,
 * as after truncation; then the message stays bytes.
 */
export type Decoder = (view: DataView<ArrayBuffer>, at: number, length: number) => ReceivedControlMessage | undefined;

/** Where a decoder serves; a platform may lack either number. */
export interface Received {
  readonly level: number | undefined;
  readonly type: number | undefined;
  readonly decode: Decoder;
}

/** Adds one message, which is the `index`-th, to the control data. */
export type Encoder<Message> = (writer: ControlWriter, message: Message, index: number, target: Target) => void;

/** A kind of control messages on a platform. Without `encode` it is only received. */
export interface Kind<Name extends ControlMessage["kind"]> {
  readonly kind: Name;
  readonly received: readonly Received[];
  readonly encode?: Encoder<Extract<ControlMessage, { readonly kind: Name }>>;
}

/** The name of a message's member in errors. */
export function nameOf(index: number, member: string): string {
  return `message.control[${index}].${member}`;
}

/** An integer of a message; its name is made only when it is needed. */
export function memberOf(index: number, member: string, value: unknown, low: number, high: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  const wanted = `an integer from ${low} to ${high}`;
  throw typeof value === "number"
    ? wrongValue(nameOf(index, member), wanted, value)
    : wrongType(nameOf(index, member), wanted, value);
}

/** Refuses a kind that the kernel would drop in silence on such a socket. */
export function misplaced(index: number, kind: string, target: Target): RangeError {
  return wrongValue(nameOf(index, "kind"), `one that ${target.socket} sockets send`, kind);
}

/** A number that the platform has, of a kind that is sent; a kind without one cannot be sent there. */
export function numbersOf(
  { constants }: Platform,
  level: ConstantName,
  type: ConstantName,
): { readonly level: number; readonly type: number } | undefined {
  const levelNumber = constants[level];
  const typeNumber = constants[type];
  return levelNumber === undefined || typeNumber === undefined ? undefined : { level: levelNumber, type: typeNumber };
}
