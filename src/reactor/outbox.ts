import { encodedAddress, type SocketAddress } from "../address/socket-address.ts";
import type { ControlMessage } from "../bsd/control/messages.ts";
import { ControlWriter } from "../bsd/control/writer.ts";
import { controlFormat } from "../bsd/message.ts";
import type { Socket } from "../bsd/socket.ts";
import { bytesOf } from "../core/bytes.ts";
import { wrongType, wrongValue } from "../core/check.ts";
import { systemLayout } from "../core/struct.ts";
import { constants, required } from "../sys/constants.ts";
import { system } from "../sys/system.ts";
import type { Inbox } from "./inbox.ts";
import { lastingBytes } from "./memory.ts";
import {
  ADDRESS_ROOM,
  alike,
  MOST,
  SENT_ADDRESS,
  SENT_ADDRESS_LENGTH,
  SENT_CONTROL,
  SENT_CONTROL_LENGTH,
  SENT_LENGTH,
  SENT_OFFSET,
  SENT_ROW,
  SENT_SLAB,
} from "./notes.ts";

const ROW_WORDS = SENT_ROW / 4;
const CONTROL_ROOM = 256;
const OURS = 0;
const RECEIVED = 1;
/** What one datagram of UDP over IPv4 may have; a train of segments may have no more. */
const LONGEST_TRAIN = 65507;
/** What newer kernels take in one train, and older ones. */
const MOST_SEGMENTS = 128;
const FEWER_SEGMENTS = 64;

const EIO = required("EIO");
const EINVAL = required("EINVAL");
const EMSGSIZE = required("EMSGSIZE");
const EOPNOTSUPP = required("EOPNOTSUPP");
const ENOPROTOOPT = required("ENOPROTOOPT");
const REFUSALS: readonly number[] = [EIO, EINVAL, EMSGSIZE, EOPNOTSUPP, ENOPROTOOPT];

/**
 * Datagrams that are to be sent, as rows of a table. Rows of one length to one address, one behind the other in
 * memory, become one: a train, which the kernel or the device parts into segments (UDP_SEGMENT of udp(7)).
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #inbox: Inbox;
  readonly #slab: Uint8Array<ArrayBuffer>;
  readonly #capacity: number;
  /** Rows, then their addresses, then their control data. */
  #notes: Uint8Array<ArrayBuffer>;
  #words: Int32Array<ArrayBuffer>;
  #view: DataView<ArrayBuffer>;
  /** Of each row the size of its segments; 0 where nothing may join it. */
  #segments: Int32Array<ArrayBuffer>;
  /** Datagrams in each row. */
  #counts: Int32Array<ArrayBuffer>;
  #room: number;
  /** Rows that were sent, and rows in all. */
  #first = 0;
  #rows = 0;
  #used = 0;
  /** Whether a row is of received bytes, which the next receive overwrites. */
  #borrows = false;
  #most: number;
  #writer: ControlWriter | undefined;
  /** Where the last row's address was taken from: most datagrams are to the same one as the one before. */
  #lastTo: Uint8Array | undefined;
  #lastAt = 0;
  readonly #segmentHead: Uint8Array;
  readonly #segmentAt: number;
  /** Datagrams that wait. */
  pending = 0;
  /** Bytes that the last send that succeeded gave to the kernel. */
  sentBytes = 0;

  constructor(socket: Socket, inbox: Inbox, capacity: number, size: number, trains: boolean) {
    this.#socket = socket;
    this.#inbox = inbox;
    this.#capacity = capacity;
    this.#slab = lastingBytes(Math.max(capacity * size, inbox.slab.length, LONGEST_TRAIN));
    this.#room = capacity;
    this.#notes = new Uint8Array(capacity * (SENT_ROW + ADDRESS_ROOM + CONTROL_ROOM));
    this.#words = new Int32Array(this.#notes.buffer, 0, capacity * ROW_WORDS);
    this.#view = new DataView(this.#notes.buffer);
    this.#segments = new Int32Array(capacity);
    this.#counts = new Int32Array(capacity);
    this.#most = trains ? MOST_SEGMENTS : 1;
    this.#segmentHead = trains ? segmentHead() : new Uint8Array(0);
    this.#segmentAt = trains ? controlFormat().arithmetic.data : 0;
  }

  /** Whether datagrams are joined to trains; not any more once the kernel or the device has refused one. */
  get trains(): boolean {
    return this.#most > 1;
  }

  /** Queues a datagram: whether there was room. */
  add(
    data: ArrayBufferView,
    address: SocketAddress | undefined,
    control: readonly ControlMessage[] | undefined,
  ): boolean {
    const bytes = bytesOf("data", data);
    const to = address === undefined ? none : this.#encoded(address);
    return this.#addBytes(bytes, to, 0, to.length, control, () => address);
  }

  /** The slab, of which {@link reserve} tells a place. */
  get slab(): Uint8Array<ArrayBuffer> {
    return this.#slab;
  }

  /**
   * Queues datagrams of one length that are yet to be written into the slab, one behind the other: where the first begins,
   * or -1 where there is no room for all.
   */
  reserve(length: number, address: SocketAddress | undefined, count: number): number {
    const to = address === undefined ? none : this.#encoded(address);
    const bytes = length * count;
    if (bytes > this.#slab.length) throw wrongValue("length", `at most ${this.#slab.length} bytes in all`, bytes);
    const most = this.#mostOf(length);
    if (count > most * this.#capacity) throw wrongValue("count", `at most ${most * this.#capacity}`, count);
    const offset = this.#used;
    if (bytes > this.#slab.length - offset) return -1;
    const joins = this.#joinable(OURS, offset, length, count, to, 0, to.length);
    if (Math.ceil((count - joins) / most) > this.#room - this.#rows) return -1;
    if (joins > 0) this.#lengthen(length, joins);
    for (let done = joins; done < count; ) {
      const some = Math.min(most, count - done);
      this.#append(OURS, offset + done * length, length, to, 0, to.length, some);
      done += some;
    }
    this.#used = offset + bytes;
    return offset;
  }

  /** The most datagrams of a length that make one train. */
  #mostOf(length: number): number {
    return length === 0 ? 1 : Math.max(1, Math.min(this.#most, Math.floor(LONGEST_TRAIN / length)));
  }

  #encoded(address: SocketAddress): Uint8Array {
    const to = encodedAddress("address", address);
    if (to.length > ADDRESS_ROOM) throw wrongValue("address", `one of at most ${ADDRESS_ROOM} bytes`, address);
    return to;
  }

  /** The same, to the address that stands in the inbox's notes. */
  addAnswer(
    data: ArrayBufferView,
    at: number,
    length: number,
    control: readonly ControlMessage[] | undefined,
    address: () => SocketAddress | undefined,
  ): boolean {
    return this.#addBytes(bytesOf("data", data), this.#inbox.notes, at, length, control, address);
  }

  /** The same for received bytes, where they lie. */
  addReceived(offset: number, length: number, at: number, addressLength: number): boolean {
    if (!this.#join(RECEIVED, offset, length, this.#inbox.notes, at, addressLength)) {
      if (this.#rows === this.#room) return false;
      this.#append(RECEIVED, offset, length, this.#inbox.notes, at, addressLength);
    }
    this.#borrows = true;
    return true;
  }

  #addBytes(
    bytes: Uint8Array,
    to: Uint8Array,
    at: number,
    addressLength: number,
    control: readonly ControlMessage[] | undefined,
    address: () => SocketAddress | undefined,
  ): boolean {
    const { length } = bytes;
    const { slab } = this.#inbox;
    if (control === undefined && bytes.buffer === slab.buffer) {
      return this.addReceived(bytes.byteOffset, length, at, addressLength);
    }
    if (length > this.#slab.length) throw wrongValue("data", `at most ${this.#slab.length} bytes`, bytes);
    if (length > this.#slab.length - this.#used) return false;
    const offset = this.#used;
    if (control === undefined) {
      if (!this.#join(OURS, offset, length, to, at, addressLength)) {
        if (this.#rows === this.#room) return false;
        this.#append(OURS, offset, length, to, at, addressLength);
      }
    } else {
      if (this.#rows === this.#room) return false;
      const writer = this.#encode(control, address());
      const row = this.#append(OURS, offset, length, to, at, addressLength);
      const place = this.#controlAt(row) + this.#segmentHead.length;
      this.#notes.set(writer.bytes.subarray(0, writer.length), place);
      this.#words[row * ROW_WORDS + SENT_CONTROL] = place;
      this.#words[row * ROW_WORDS + SENT_CONTROL_LENGTH] = writer.length;
      this.#segments[row] = 0;
    }
    this.#slab.set(bytes, offset);
    this.#used += length;
    return true;
  }

  #encode(control: readonly ControlMessage[], address: SocketAddress | undefined): ControlWriter {
    if (!Array.isArray(control)) throw wrongType("control", "an array", control);
    const { domain, type } = this.#socket;
    this.#writer ??= new ControlWriter(controlFormat().arithmetic);
    this.#writer.clear();
    const socket = `${domain.name} ${type.name}`;
    controlFormat().write(this.#writer, control, { domain: domain.value, type: type.value, socket, address });
    const room = CONTROL_ROOM - this.#segmentHead.length;
    if (this.#writer.length > room) throw wrongValue("control", `at most ${room} bytes of control data`, control);
    return this.#writer;
  }

  /** Joins a datagram to the last row, if the two are one train. */
  #join(slab: number, offset: number, length: number, to: Uint8Array, at: number, addressLength: number): boolean {
    if (this.#joinable(slab, offset, length, 1, to, at, addressLength) === 0) return false;
    this.#lengthen(length, 1);
    return true;
  }

  /** How many of these datagrams the last row can take, as one train. */
  #joinable(
    slab: number,
    offset: number,
    length: number,
    datagrams: number,
    to: Uint8Array,
    at: number,
    addressLength: number,
  ): number {
    const row = this.#rows - 1;
    if (row < this.#first || this.#most === 1) return 0;
    const segment = this.#segments[row] as number;
    const count = this.#counts[row] as number;
    if (segment === 0 || length === 0 || length > segment || count >= this.#most) return 0;
    const word = row * ROW_WORDS;
    const words = this.#words;
    const before = words[word + SENT_LENGTH] as number;
    // A shorter one ends a train.
    if (before !== count * segment || before + length > LONGEST_TRAIN) return 0;
    if (words[word + SENT_SLAB] !== slab || (words[word + SENT_OFFSET] as number) + before !== offset) return 0;
    if (!this.#sameAddress(row, to, at, addressLength)) return 0;
    return datagrams === 1 || length < segment ? 1 : Math.min(datagrams, this.#mostOf(length) - count);
  }

  /** Lets the last row have more datagrams, of which the last may be shorter. */
  #lengthen(length: number, datagrams: number): void {
    const row = this.#rows - 1;
    this.#words[row * ROW_WORDS + SENT_LENGTH] =
      (this.#words[row * ROW_WORDS + SENT_LENGTH] as number) + length * datagrams;
    this.#counts[row] = (this.#counts[row] as number) + datagrams;
    this.pending += datagrams;
  }

  #append(
    slab: number,
    offset: number,
    length: number,
    to: Uint8Array,
    at: number,
    addressLength: number,
    datagrams = 1,
  ): number {
    const row = this.#rows++;
    const word = row * ROW_WORDS;
    const words = this.#words;
    words[word + SENT_SLAB] = slab;
    words[word + SENT_OFFSET] = offset;
    words[word + SENT_LENGTH] = length * datagrams;
    words[word + SENT_ADDRESS_LENGTH] = addressLength;
    words[word + SENT_CONTROL] = 0;
    words[word + SENT_CONTROL_LENGTH] = 0;
    this.#segments[row] = length;
    this.#counts[row] = datagrams;
    this.pending += datagrams;
    let place: number;
    if (row > this.#first && this.#sameAddress(row - 1, to, at, addressLength)) {
      place = words[word - ROW_WORDS + SENT_ADDRESS] as number;
    } else {
      place = this.#room * SENT_ROW + row * ADDRESS_ROOM;
      for (let index = 0; index < addressLength; index++) this.#notes[place + index] = to[at + index] as number;
      this.#lastTo = to;
      this.#lastAt = at;
    }
    words[word + SENT_ADDRESS] = place;
    return row;
  }

  /** Whether the last row is to this address. */
  #sameAddress(row: number, to: Uint8Array, at: number, length: number): boolean {
    if (to === this.#lastTo && at === this.#lastAt) return true;
    const word = row * ROW_WORDS;
    return (
      this.#words[word + SENT_ADDRESS_LENGTH] === length &&
      alike(this.#notes, this.#words[word + SENT_ADDRESS] as number, to, at, length)
    );
  }

  #controlAt(row: number): number {
    return this.#room * (SENT_ROW + ADDRESS_ROOM) + row * CONTROL_ROOM;
  }

  /** Copies what lies in the inbox, which is about to be overwritten; false where there is no room. */
  keep(): boolean {
    this.#lastTo = undefined;
    if (!this.#borrows) return true;
    if (this.#first === this.#rows) this.#reset();
    let used = this.#used;
    for (let row = this.#first; row < this.#rows; row++) {
      if (this.#words[row * ROW_WORDS + SENT_SLAB] === RECEIVED)
        used += this.#words[row * ROW_WORDS + SENT_LENGTH] as number;
    }
    if (used > this.#slab.length) return false;
    for (let row = this.#first; row < this.#rows; row++) {
      const word = row * ROW_WORDS;
      if (this.#words[word + SENT_SLAB] !== RECEIVED) continue;
      const from = this.#words[word + SENT_OFFSET] as number;
      const length = this.#words[word + SENT_LENGTH] as number;
      this.#slab.set(this.#inbox.slab.subarray(from, from + length), this.#used);
      this.#words[word + SENT_SLAB] = OURS;
      this.#words[word + SENT_OFFSET] = this.#used;
      this.#used += length;
    }
    this.#borrows = false;
    return true;
  }

  /** One call: how many datagrams were sent, or -errno; what an error is of stays the first. */
  send(fd: number): number {
    for (;;) {
      const waiting = Math.min(this.#rows - this.#first, MOST);
      if (waiting === 0) return 0;
      for (let row = this.#first; row < this.#first + waiting; row++) this.#label(row);
      const result = system.sendDatagrams(fd, this.#first, waiting, 0, this.#slab, this.#inbox.slab, this.#notes);
      if (result < 0 && this.#refused(-result)) continue;
      let sent = 0;
      this.sentBytes = 0;
      for (let row = this.#first; row < this.#first + result; row++) {
        sent += this.#counts[row] as number;
        this.sentBytes += this.#words[row * ROW_WORDS + SENT_LENGTH] as number;
      }
      if (result > 0) this.#advance(result, sent);
      return result < 0 ? result : sent;
    }
  }

  /** To whom the next datagram is. */
  get next(): SocketAddress | undefined {
    const word = this.#first * ROW_WORDS;
    const at = this.#words[word + SENT_ADDRESS] as number;
    const length = this.#words[word + SENT_ADDRESS_LENGTH] as number;
    return length === 0 ? undefined : this.#socket.domain.decode(this.#notes.slice(at, at + length));
  }

  /** Takes the next row out; how many datagrams it was. */
  drop(): number {
    const count = this.#counts[this.#first] as number;
    this.#advance(1, count);
    return count;
  }

  #advance(rows: number, datagrams: number): void {
    this.#first += rows;
    this.pending -= datagrams;
    if (this.#first === this.#rows) this.#reset();
  }

  #reset(): void {
    this.#first = this.#rows = this.#used = 0;
    this.#lastTo = undefined;
    this.#borrows = false;
    if (this.#room > this.#capacity) this.#resize(this.#capacity);
  }

  /** Writes the size of its segments beside a train. */
  #label(row: number): void {
    if ((this.#counts[row] as number) === 1) return;
    const word = row * ROW_WORDS;
    if ((this.#words[word + SENT_CONTROL_LENGTH] as number) > 0) return;
    const place = this.#controlAt(row);
    const head = this.#segmentHead;
    this.#notes.set(head, place);
    this.#view.setUint16(place + this.#segmentAt, this.#segments[row] as number, systemLayout.littleEndian);
    this.#words[word + SENT_CONTROL] = place;
    this.#words[word + SENT_CONTROL_LENGTH] = head.length;
  }

  /** Whether an error is of a train as such; then there are shorter ones from now on, or none. */
  #refused(type: number): boolean {
    const count = this.#counts[this.#first] as number;
    if (count === 1 || !REFUSALS.includes(type)) return false;
    this.#most = type === EINVAL && count > FEWER_SEGMENTS ? FEWER_SEGMENTS : 1;
    this.#part();
    return true;
  }

  /** Parts every train into ones that are not refused. */
  #part(): void {
    const before = { words: this.#words, notes: this.#notes, segments: this.#segments, counts: this.#counts };
    const [first, rows] = [this.#first, this.#rows];
    const most = this.#most;
    let needed = 0;
    for (let row = first; row < rows; row++) needed += Math.ceil((before.counts[row] as number) / most);
    this.#resize(Math.max(this.#capacity, needed));
    this.#first = this.#rows = 0;
    this.#lastTo = undefined;
    this.pending = 0;
    for (let row = first; row < rows; row++) {
      const word = row * ROW_WORDS;
      const of = (member: number): number => before.words[word + member] as number;
      const end = of(SENT_OFFSET) + of(SENT_LENGTH);
      const count = before.counts[row] as number;
      const segment = before.segments[row] as number;
      // A datagram with control messages of its own is no train, and stays as it is.
      const step = count === 1 ? Math.max(1, of(SENT_LENGTH)) : segment * most;
      let offset = of(SENT_OFFSET);
      do {
        const length = Math.min(step, end - offset);
        const made = this.#append(
          of(SENT_SLAB),
          offset,
          length,
          before.notes,
          of(SENT_ADDRESS),
          of(SENT_ADDRESS_LENGTH),
        );
        const parts = count === 1 ? 1 : Math.ceil(length / segment);
        this.#segments[made] = segment;
        this.#counts[made] = parts;
        this.pending += parts - 1;
        if (count === 1 && of(SENT_CONTROL_LENGTH) > 0) {
          const place = this.#controlAt(made);
          this.#notes.set(before.notes.subarray(of(SENT_CONTROL), of(SENT_CONTROL) + of(SENT_CONTROL_LENGTH)), place);
          this.#words[made * ROW_WORDS + SENT_CONTROL] = place;
          this.#words[made * ROW_WORDS + SENT_CONTROL_LENGTH] = of(SENT_CONTROL_LENGTH);
        }
        offset += length;
      } while (offset < end);
    }
  }

  #resize(room: number): void {
    this.#room = room;
    this.#notes = new Uint8Array(room * (SENT_ROW + ADDRESS_ROOM + CONTROL_ROOM));
    this.#words = new Int32Array(this.#notes.buffer, 0, room * ROW_WORDS);
    this.#view = new DataView(this.#notes.buffer);
    this.#segments = new Int32Array(room);
    this.#counts = new Int32Array(room);
  }
}

const none = new Uint8Array(0);

/** The control message that tells the size of segments, which is 0 in it. */
function segmentHead(): Uint8Array {
  const writer = new ControlWriter(controlFormat().arithmetic);
  writer.add(constants.IPPROTO_UDP ?? 0, constants.UDP_SEGMENT ?? 0, 2);
  return writer.bytes.slice(0, writer.length);
}
