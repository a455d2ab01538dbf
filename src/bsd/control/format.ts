/** All kinds of control messages of a platform: from messages to control data, and back. */
import { bytesOf } from "../../core/bytes.ts";
import { integer, MAX_INT32, wrongType, wrongValue } from "../../core/check.ts";
import { unsupported } from "../../core/condition.ts";
import { ControlArithmetic } from "./arithmetic.ts";
import { type Decoder, type Encoder, type Kind, nameOf, type Platform, type Received, type Target } from "./codec.ts";
import { credentials, security } from "./identity.ts";
import { netlinkGroup, packetAuxiliary } from "./link.ts";
import { ControlMessageType, registeredType } from "./message-type.ts";
import type { ControlMessage, CustomMessage, ReceivedControlMessage, UnknownControlMessage } from "./messages.ts";
import { dropCount, hopLimit, inq, mark, segmentSize, timeToLive } from "./number.ts";
import { pktinfo } from "./pktinfo.ts";
import { originalDestination, receiveError } from "./report.ts";
import { pidfd, rights } from "./rights.ts";
import type { ControlRoom } from "./room.ts";
import { timestamp, transmitTime } from "./time.ts";
import { trafficClass } from "./traffic-class.ts";
import type { ControlWriter } from "./writer.ts";

/** The most bytes that one message may have; the kernel's own limits are far below. */
const LARGEST = 65536;

function kindsOf(platform: Platform): readonly Kind<ControlMessage["kind"]>[] {
  return [
    rights,
    pidfd,
    credentials,
    security,
    pktinfo,
    hopLimit,
    timeToLive,
    trafficClass,
    timestamp,
    transmitTime,
    receiveError,
    originalDestination,
    segmentSize,
    dropCount,
    mark,
    inq,
    packetAuxiliary,
    netlinkGroup,
  ].map((make) => make(platform) as Kind<ControlMessage["kind"]>);
}

/** One number for a level and a type; two pairs may share one. */
function keyOf(level: number, type: number): number {
  return ((level << 16) ^ type) & 0x3fff_ffff;
}

interface Known {
  readonly level: number;
  readonly type: number;
  readonly decode: Decoder;
}

/** The bytes of a message of one's own, added as they are. */
function addBytes(writer: ControlWriter, level: number, type: number, name: string, bytes: Uint8Array): void {
  integer(`the size of ${name}`, bytes.length, 0, LARGEST);
  const at = writer.add(level, type, bytes.length);
  writer.bytes.set(bytes, at);
}

const unknown: Encoder<UnknownControlMessage> = (writer, { level, type, bytes }, index) => {
  integer(nameOf(index, "level"), level, -MAX_INT32 - 1, MAX_INT32);
  integer(nameOf(index, "type"), type, -MAX_INT32 - 1, MAX_INT32);
  addBytes(writer, level, type, nameOf(index, "bytes"), bytesOf(nameOf(index, "bytes"), bytes));
};

const custom: Encoder<CustomMessage> = (writer, { type, value }, index) => {
  if (!(type instanceof ControlMessageType)) throw wrongType(nameOf(index, "type"), "a ControlMessageType", type);
  const level = type.level.value;
  if (type.id === undefined || level === undefined) throw unsupported("sendMessage", "sendmsg", type.name);
  const bytes = type.encode(value as never);
  addBytes(writer, level, type.id, type.name, bytesOf(`the value of ${type.name}`, bytes));
};

function closeDescriptors(message: ReceivedControlMessage): void {
  if (message.kind === "rights") for (const descriptor of message.descriptors) descriptor.close();
  else if (message.kind === "pidfd") message.descriptor?.close();
}

export class ControlFormat {
  readonly arithmetic: ControlArithmetic;
  readonly #decoders = new Map<number, readonly Known[]>();
  readonly #encoders = new Map<string, Encoder<never>>([
    ["unknown", unknown],
    ["custom", custom],
  ]);
  /** The kinds that there are, also those that are only received. */
  readonly kinds: readonly string[];
  /** Of the kinds that carry descriptors. */
  readonly #carriers: readonly Received[];

  constructor(platform: Platform) {
    this.arithmetic = new ControlArithmetic(platform.layout);
    const kinds = kindsOf(platform);
    this.#carriers = [rights(platform), pidfd(platform)].flatMap(({ received }) => received);
    this.kinds = [...kinds.map(({ kind }) => kind), "custom", "unknown"];
    for (const { kind, received, encode } of kinds) {
      if (encode !== undefined) this.#encoders.set(kind, encode);
      for (const each of received) this.#know(each);
    }
  }

  #know({ level, type, decode }: Received): void {
    if (level === undefined || type === undefined) return;
    const key = keyOf(level, type);
    const known = this.#decoders.get(key) ?? [];
    // Two names of one number: the first is the one that is meant.
    if (known.some((other) => other.level === level && other.type === type)) return;
    this.#decoders.set(key, [...known, { level, type, decode }]);
  }

  /** Whether messages of a kind can be sent. */
  sends(kind: string): boolean {
    return this.#encoders.has(kind);
  }

  /** Adds messages to the control data. */
  write(writer: ControlWriter, messages: readonly ControlMessage[], target: Target): void {
    for (let index = 0; index < messages.length; index++) {
      const message = messages[index] as ControlMessage;
      if (typeof message !== "object" || message === null) {
        throw wrongType(`message.control[${index}]`, "a ControlMessage", message);
      }
      const encode = this.#encoders.get(message.kind) ?? this.#refuse(index, message.kind);
      encode(writer, message as never, index, target);
    }
  }

  #refuse(index: number, kind: unknown): never {
    const name = nameOf(index, "kind");
    if (typeof kind !== "string") throw wrongType(name, "a string", kind);
    if (this.kinds.includes(kind)) throw wrongValue(name, "one that can be sent", kind);
    throw wrongValue(name, `one of ${this.kinds.join(", ")}`, kind);
  }

  /**
   * Reads `length` bytes of control data into messages. When a decoder of the user's throws, the descriptors
   * among them are closed.
   */
  read(room: ControlRoom, length: number): ReceivedControlMessage[] {
    const { view, bytes } = room;
    const { arithmetic } = this;
    // Of the right length at once: to grow would take more memory than most messages have.
    const messages = new Array<ReceivedControlMessage>(this.#count(view, length));
    let at = 0;
    for (let index = 0; index < messages.length; index++) {
      const size = arithmetic.lengthAt(view, at);
      const level = arithmetic.levelAt(view, at);
      const type = arithmetic.typeAt(view, at);
      const data = at + arithmetic.data;
      at += arithmetic.align(size);
      try {
        messages[index] = this.#decode(view, bytes, data, size - arithmetic.data, level, type);
      } catch (error) {
        for (const message of messages.slice(0, index)) closeDescriptors(message);
        this.release(room, length, at);
        throw error;
      }
    }
    return messages;
  }

  /** How many whole messages there are in control data. */
  #count(view: DataView, length: number): number {
    const { arithmetic } = this;
    let count = 0;
    for (let at = 0; at + arithmetic.header <= length; count++) {
      const size = arithmetic.lengthAt(view, at);
      if (size < arithmetic.data || size > length - at) break;
      at += arithmetic.align(size);
    }
    return count;
  }

  /** Whether there are descriptors in control data. */
  carriesDescriptors(room: ControlRoom, length: number): boolean {
    return this.#carried(room, length, 0, () => true);
  }

  /** Closes the descriptors in control data that nobody will read, from a message on. */
  release(room: ControlRoom, length: number, from = 0): void {
    this.#carried(room, length, from, ({ decode }, at, size) => {
      const message = decode(room.view, at, size);
      if (message !== undefined) closeDescriptors(message);
      return false;
    });
  }

  /** Visits the messages that carry descriptors, until `visit` says that it is enough: whether it did. */
  #carried(
    { view }: ControlRoom,
    length: number,
    from: number,
    visit: (kind: Received, at: number, length: number) => boolean,
  ): boolean {
    const { arithmetic } = this;
    for (let at = from; at + arithmetic.header <= length; ) {
      const size = arithmetic.lengthAt(view, at);
      if (size < arithmetic.data || size > length - at) return false;
      const level = arithmetic.levelAt(view, at);
      const type = arithmetic.typeAt(view, at);
      const kind = this.#carriers.find((each) => each.level === level && each.type === type);
      if (kind !== undefined && visit(kind, at + arithmetic.data, size - arithmetic.data)) return true;
      at += arithmetic.align(size);
    }
    return false;
  }

  #decode(
    view: DataView<ArrayBuffer>,
    bytes: Uint8Array<ArrayBuffer>,
    at: number,
    length: number,
    level: number,
    type: number,
  ): ReceivedControlMessage {
    const registered = registeredType(level, type);
    if (registered !== undefined) {
      try {
        return { kind: "custom", type: registered, value: registered.decode(bytes.slice(at, at + length)) };
      } catch (error) {
        // As with ours: bytes that are not what this kind has.
        if (!(error instanceof RangeError)) throw error;
        return { kind: "unknown", level, type, bytes: bytes.slice(at, at + length) };
      }
    }
    const known = this.#decoders.get(keyOf(level, type));
    for (let index = 0; index < (known?.length ?? 0); index++) {
      const each = known?.[index] as Known;
      if (each.level !== level || each.type !== type) continue;
      const message = each.decode(view, at, length);
      if (message !== undefined) return message;
    }
    return { kind: "unknown", level, type, bytes: bytes.slice(at, at + length) };
  }
}
