/**
 * Messages: data in one piece or several, with control messages beside it. Here requests are checked and
 * results are made; the calls themselves are {@link Socket}'s.
 */
import type { SocketDomain } from "../address/domain.ts";
import { encodedAddress, type SocketAddress } from "../address/socket-address.ts";
import { bytesOf } from "../core/bytes.ts";
import { integer, MAX_INT32, wrongType, wrongValue } from "../core/check.ts";
import { numberOf, type SocketConstant } from "../core/constant.ts";
import { systemLayout } from "../core/struct.ts";
import { constants, required } from "../sys/constants.ts";
import { controlLength, messageFlags } from "../sys/frame.ts";
import { system } from "../sys/system.ts";
import { ControlFormat } from "./control/format.ts";
import type { ControlMessage, ReceivedControlMessage } from "./control/messages.ts";
import { ControlRoom, USUAL_ROOM } from "./control/room.ts";
import { ControlWriter } from "./control/writer.ts";
import type { Peer } from "./peer.ts";
import { ReceiveFromOption } from "./receive-from-option.ts";
import { cut, roomFor } from "./receive-room.ts";
import { received } from "./received-descriptor.ts";
import { SendToOption } from "./send-to-option.ts";
import type { SocketType } from "./socket-type.ts";

/** Data to send: one piece, or several that are sent as if they lay end to end. */
export type DataToSend = ArrayBufferView | readonly ArrayBufferView[];

/** A message to send. */
export interface MessageToSend {
  readonly data: DataToSend;
  /** Whom to, where the socket is not connected. */
  readonly address?: SocketAddress | undefined;
  readonly control?: readonly ControlMessage[] | undefined;
  readonly flags?: readonly SendToOption[] | undefined;
}

interface ReceiveRequest {
  /** Bytes of room for control messages; 4096 unless told, which is ample. */
  readonly controlSize?: number | undefined;
  readonly flags?: readonly ReceiveFromOption[] | undefined;
}

/** Receives at most `size` bytes, into an array of their own. */
export interface ReceiveSizeRequest extends ReceiveRequest {
  readonly size: number;
  readonly into?: undefined;
}

/** Receives into the caller's memory: one buffer, or several that are filled in turn. */
export interface ReceiveIntoRequest<Into extends ArrayBufferView | readonly ArrayBufferView[]> extends ReceiveRequest {
  readonly into: Into;
  readonly size?: undefined;
}

/** What there is to say of a message that came. */
export interface MessageFlags {
  /** It was longer than the room for its data. */
  readonly truncated: boolean;
  /** There were more control messages than the room for them took. */
  readonly controlTruncated: boolean;
  /** It ends a record. */
  readonly endOfRecord: boolean;
  readonly outOfBand: boolean;
  /** It is from the error queue. */
  readonly errorQueue: boolean;
}

/** A message that came. */
export interface ReceivedMessage<Data = Uint8Array<ArrayBuffer>> {
  /**
   * What came, and no more. With `into` these bytes are the caller's own memory; of several buffers each has
   * its part, those behind the message's end an empty one.
   */
  readonly data: Data;
  /** The number of bytes; with the flag `truncate` a datagram's true length, which may exceed the data. */
  readonly length: number;
  /** Whom it is from, as `receiveFrom` tells it; on the error queue whom the message was for. */
  readonly address: SocketAddress | undefined;
  readonly control: ReceivedControlMessage[];
  readonly flags: MessageFlags;
}

/** What `data` is of a message received into the caller's memory. */
export type DataOf<Into> = Into extends readonly ArrayBufferView[] ? Uint8Array[] : Uint8Array;

let format: ControlFormat | undefined;

/** This system's control messages. Made at the first message, for it is a fair part of what importing us costs. */
export function controlFormat(): ControlFormat {
  format ??= new ControlFormat({ layout: systemLayout, constants, receive: received });
  return format;
}

const IOV_MAX = constants.IOV_MAX ?? 16;
const SOCK_STREAM = required("SOCK_STREAM");
const AF_UNIX = required("AF_UNIX");
const nothing = new Uint8Array(0);

/** The name of a member that is not one of those known, if there is one. */
function stranger(given: object, isKnown: (name: string) => boolean): string | undefined {
  // Without an array of names: this is asked at every call.
  for (const name in given) if (!isKnown(name)) return name;
  return undefined;
}

function refuseStranger(argument: string, name: string, members: string): TypeError {
  return new TypeError(`${argument} has no member ${name}; it takes ${members}`);
}

function isSendMember(name: string): boolean {
  return name === "data" || name === "address" || name === "control" || name === "flags";
}

function isReceiveMember(name: string): boolean {
  return name === "size" || name === "into" || name === "controlSize" || name === "flags";
}

function joined<T extends SocketConstant>(
  argument: string,
  flags: readonly T[],
  type: abstract new (...args: never[]) => T,
  who: string,
  syscall: string,
): number {
  if (!Array.isArray(flags)) throw wrongType(`${argument}.flags`, "an array", flags);
  let bits = 0;
  for (let index = 0; index < flags.length; index++) {
    const flag = flags[index];
    if (!(flag instanceof type)) throw wrongType(`${argument}.flags[${index}]`, `a ${type.name}`, flag);
    bits |= numberOf(flag, who, syscall);
  }
  return bits;
}

/** The bytes of one piece of data, or of each of several; the sum of their lengths is left in {@link total}. */
function piecesOf(argument: string, data: DataToSend): Uint8Array | Uint8Array[] {
  if (!Array.isArray(data)) {
    const bytes = bytesOf(argument, data as ArrayBufferView);
    total = bytes.length;
    return bytes;
  }
  if (data.length > IOV_MAX) throw wrongValue(argument, `at most ${IOV_MAX} pieces`, data);
  let sum = 0;
  const pieces = data.map((piece: ArrayBufferView, index) => {
    const bytes = bytesOf(`${argument}[${index}]`, piece);
    sum += bytes.length;
    return bytes;
  });
  if (sum > MAX_INT32) throw wrongValue(argument, `at most ${MAX_INT32} bytes in all`, sum);
  total = sum;
  return pieces;
}

let total = 0;

/** A message to send, checked, and encoded where it must be. */
export class Outgoing {
  readonly data: Uint8Array | readonly Uint8Array[];
  readonly length: number;
  readonly flags: number;
  readonly address: SocketAddress | undefined;
  readonly #to: Uint8Array;
  readonly #control: Uint8Array;
  readonly #controlLength: number;
  readonly #writer: ControlWriter | undefined;
  readonly #use: number;

  constructor(message: MessageToSend, domain: SocketDomain, type: SocketType) {
    if (typeof message !== "object" || message === null) throw wrongType("message", "an object", message);
    const strange = stranger(message, isSendMember);
    if (strange !== undefined) throw refuseStranger("message", strange, "data, address, control, flags");
    const { address, control, flags } = message;
    this.address = address;
    this.#to = address === undefined ? nothing : encodedAddress("message.address", address);
    this.flags = flags === undefined ? 0 : joined("message", flags, SendToOption, "sendMessage", "sendmsg");
    this.data = piecesOf("message.data", message.data);
    this.length = total;
    const writer = control === undefined ? undefined : this.#write(control, domain, type);
    this.#control = writer?.bytes ?? nothing;
    this.#controlLength = writer?.length ?? 0;
    this.#writer = writer;
    this.#use = writer?.uses ?? 0;
  }

  /** As `Socket.sendMessage` takes it, which does not check it again. */
  get message(): MessageToSend {
    return this as unknown as MessageToSend;
  }

  /** Whether it can still be sent: nothing else has been written where its control data is. */
  get fresh(): boolean {
    return this.#writer?.uses === this.#use || this.#writer === undefined;
  }

  /** The control data. Where only our own code runs from here to the call the writer may serve the next. */
  #write(control: readonly ControlMessage[], domain: SocketDomain, type: SocketType): ControlWriter {
    if (!Array.isArray(control)) throw wrongType("message.control", "an array", control);
    const writer = idleWriter ?? new ControlWriter(controlFormat().arithmetic);
    // An encoder of the user's may send a message of its own.
    idleWriter = undefined;
    try {
      writer.clear();
      const socket = `${domain.name} ${type.name}`;
      controlFormat().write(writer, control, { domain: domain.value, type: type.value, socket, address: this.address });
    } finally {
      idleWriter = writer;
    }
    if (this.length === 0 && domain.value === AF_UNIX && type.value === SOCK_STREAM && writer.length > 0) {
      throw wrongValue("message.data", "at least one byte, or the kernel would drop the control messages", this.length);
    }
    return writer;
  }

  /** Sends what is behind the bytes already done. The control messages go with the first byte, and once. */
  attempt(fd: number, done: number): number {
    const { data, length, flags } = this;
    return done === 0
      ? system.sendMessage(fd, data, 0, length, flags, this.#control, this.#controlLength, this.#to)
      : system.sendMessage(fd, data, done, length - done, flags, nothing, 0, this.#to);
  }
}

/** What a receive comes to when nothing more can come. */
export function endOfStream(into: unknown): ReceivedMessage<Uint8Array | Uint8Array[]> {
  const data = Array.isArray(into) ? into.map(() => new Uint8Array(0)) : new Uint8Array(0);
  return { data, length: 0, address: undefined, control: [], flags: flagsOf(0) };
}

let idleWriter: ControlWriter | undefined;

const TRUNCATED = required("MSG_TRUNC");
const CONTROL_TRUNCATED = required("MSG_CTRUNC");
const END_OF_RECORD = constants.MSG_EOR ?? 0;
const OUT_OF_BAND = required("MSG_OOB");
const ERROR_QUEUE = constants.MSG_ERRQUEUE ?? 0;
const PEEK = required("MSG_PEEK");

const seen = new Map<number, MessageFlags>();

/** The same object for the same flags. */
function flagsOf(bits: number): MessageFlags {
  const told = bits & (TRUNCATED | CONTROL_TRUNCATED | END_OF_RECORD | OUT_OF_BAND | ERROR_QUEUE);
  let flags = seen.get(told);
  if (flags === undefined) {
    flags = Object.freeze({
      truncated: (told & TRUNCATED) !== 0,
      controlTruncated: (told & CONTROL_TRUNCATED) !== 0,
      endOfRecord: (told & END_OF_RECORD) !== 0,
      outOfBand: (told & OUT_OF_BAND) !== 0,
      errorQueue: (told & ERROR_QUEUE) !== 0,
    });
    seen.set(told, flags);
  }
  return flags;
}

/** What of a buffer was filled, given how much of the message was left for it. */
function filled(bytes: Uint8Array, left: number): Uint8Array {
  return bytes.subarray(0, Math.min(left, bytes.length));
}

export type AnyReceiveRequest = ReceiveSizeRequest | ReceiveIntoRequest<ArrayBufferView | readonly ArrayBufferView[]>;

interface CheckedRequest {
  /** Bytes of room for the data. */
  readonly size: number;
  /** The caller's memory, where it is to be received into. */
  readonly pieces: Uint8Array | Uint8Array[] | undefined;
  readonly controlSize: number;
  readonly flags: number;
}

/** Checks what is to be received. */
export function checkRequest(request: AnyReceiveRequest): CheckedRequest {
  if (typeof request !== "object" || request === null) throw wrongType("request", "an object", request);
  const strange = stranger(request, isReceiveMember);
  if (strange !== undefined) throw refuseStranger("request", strange, "size, into, controlSize, flags");
  const { size, into, controlSize = USUAL_ROOM, flags } = request;
  const bits = flags === undefined ? 0 : joined("request", flags, ReceiveFromOption, "receiveMessage", "recvmsg");
  integer("request.controlSize", controlSize, 0, MAX_INT32);
  if (into === undefined) {
    return { size: integer("request.size", size, 0, MAX_INT32), pieces: undefined, controlSize, flags: bits };
  }
  if (size !== undefined) throw wrongType("request.size", "undefined beside request.into", size);
  const pieces = piecesOf("request.into", into);
  return { size: total, pieces, controlSize, flags: bits };
}

const nowhere = new Uint8Array(0);
// There is one for all receives, as making it, and its room for control messages, would cost more than the
// call. A decoder of the user's may receive while its own message is being decoded, and gets another.
let idle: Incoming | undefined;

/** A message to receive: its rooms, and what came into them. */
export class Incoming {
  #length = 0;
  #flags = 0;
  #data: Uint8Array | Uint8Array[] = nowhere;
  /** Whether that is the caller's own memory. */
  #into = false;
  #controlSize = 0;
  readonly #usual = new ControlRoom(USUAL_ROOM);
  #room: ControlRoom = this.#usual;
  #controlLength = 0;
  #messageFlags = 0;

  /** One for a request, which is checked. It must be given back with {@link end}. */
  static take(request: AnyReceiveRequest): Incoming {
    const { size, pieces, controlSize, flags } = checkRequest(request);
    const data = pieces ?? roomFor(size, flags);
    const incoming = idle ?? new Incoming();
    idle = undefined;
    incoming.#length = size;
    incoming.#flags = flags;
    incoming.#data = data;
    incoming.#into = pieces !== undefined;
    incoming.#controlSize = controlSize;
    incoming.#room = controlSize > USUAL_ROOM ? new ControlRoom(controlSize) : incoming.#usual;
    return incoming;
  }

  get length(): number {
    return this.#length;
  }

  get flags(): number {
    return this.#flags;
  }

  /** Receives behind the bytes already done. */
  attempt(fd: number, done: number): number {
    const flags = this.#flags;
    const { bytes } = this.#room;
    if (this.#controlLength > 0) {
      // Peeking again gives every descriptor again. Without it the message with descriptors is the last, as in
      // the kernel.
      if ((flags & PEEK) !== 0) this.#release();
      else if (controlFormat().carriesDescriptors(this.#room, this.#controlLength)) return 0;
    }
    const left = this.#length - done;
    const result = system.receiveMessage(fd, this.#data, done, left, flags, bytes, this.#controlSize);
    if (result < 0) return result;
    this.#messageFlags = messageFlags();
    const controlled = controlLength();
    // Of a message in parts the last control data counts, unless there is none.
    if (controlled > 0) this.#controlLength = controlled;
    return result;
  }

  /** What came: `result` bytes; whom from, `peer` tells. */
  finish(result: number, peer: Peer, domain: SocketDomain): ReceivedMessage<Uint8Array | Uint8Array[]> {
    const data = this.#dataOf(result);
    const flags = flagsOf(this.#messageFlags);
    const address = peer.read(domain);
    const length = this.#controlLength;
    if (length === 0) return { data, length: result, address, control: [], flags };
    // From here on the descriptors are their owners'.
    this.#controlLength = 0;
    return { data, length: result, address, control: controlFormat().read(this.#room, length), flags };
  }

  /** A message that somebody else has received, as if it had come here. */
  finishKept(kept: ReceivedMessage): ReceivedMessage<Uint8Array | Uint8Array[]> {
    const room = this.#length;
    const part = kept.data.subarray(0, room);
    let from = 0;
    for (const bytes of Array.isArray(this.#data) ? this.#data : [this.#data]) {
      const piece = part.subarray(from, from + bytes.length);
      bytes.set(piece);
      from += piece.length;
    }
    const length = (this.#flags & TRUNCATED) === 0 ? part.length : kept.length;
    const flags =
      kept.length > room && !kept.flags.truncated ? Object.freeze({ ...kept.flags, truncated: true }) : kept.flags;
    return { ...kept, data: this.#dataOf(part.length), length, flags };
  }

  #dataOf(result: number): Uint8Array | Uint8Array[] {
    const data = this.#data;
    if (!this.#into) return cut(data as Uint8Array<ArrayBuffer>, result, this.#length);
    if (!Array.isArray(data)) return filled(data, result);
    let left = result;
    return data.map((bytes) => {
      const part = filled(bytes, left);
      left -= part.length;
      return part;
    });
  }

  #release(): void {
    controlFormat().release(this.#room, this.#controlLength);
    this.#controlLength = 0;
  }

  /** It is done with. Descriptors that came, but will not be given to anybody, are closed. */
  end(): void {
    if (this.#controlLength > 0) this.#release();
    // It must keep nothing of the caller's alive.
    this.#data = nowhere;
    this.#room = this.#usual;
    idle = this;
  }
}
