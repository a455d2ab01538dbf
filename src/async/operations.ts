/** The transfers as operations: one class for each, with its arguments as members. */
import type { SocketAddress } from "../address/socket-address.ts";
import { ReceiveFromOption } from "../bsd/receive-from-option.ts";
import type { SendToOption } from "../bsd/send-to-option.ts";
import type { Socket } from "../bsd/socket.ts";
import { stillThere } from "../core/bytes.ts";
import { WouldBlock } from "../core/would-block.ts";
import type { Side } from "../poller/registration.ts";
import { required } from "../sys/constants.ts";
import { Operation } from "./operate.ts";

const SOCK_STREAM = required("SOCK_STREAM");
const IPPROTO_TCP = required("IPPROTO_TCP");
const AF_INET = required("AF_INET");
const AF_INET6 = required("AF_INET6");

/**
 * Whether a receive that gives less than was asked for has emptied the stream. Not on Unix sockets, where
 * a message with descriptors ends a receive early; not on SCTP, where every message does.
 */
function canDrain(socket: Socket, flags: readonly unknown[] | undefined): boolean {
  if (flags !== undefined || socket.type.value !== SOCK_STREAM) return false;
  const domain = socket.domain.value;
  const protocol = socket.protocol.value;
  return (domain === AF_INET || domain === AF_INET6) && (protocol === 0 || protocol === IPPROTO_TCP);
}

/** Whether a receive waits for what a peer sends, and so ends when none can come; TCP's call knows of its end. */
function ends(socket: Socket, flags: readonly ReceiveFromOption[] | undefined): boolean {
  if (flags === undefined) return !canDrain(socket, flags);
  return !flags.includes(ReceiveFromOption.errorQueue) && !flags.includes(ReceiveFromOption.outOfBand);
}

function isUrgent(flags: readonly ReceiveFromOption[] | undefined): boolean {
  return flags?.includes(ReceiveFromOption.outOfBand) === true;
}

export class Send extends Operation<number> {
  readonly #data: ArrayBufferView;
  readonly #length: number;
  readonly #flags: readonly SendToOption[] | undefined;

  constructor(socket: Socket, data: ArrayBufferView, length: number, flags: readonly SendToOption[] | undefined) {
    super(socket);
    this.#data = data;
    this.#length = length;
    this.#flags = flags;
  }

  get who(): string {
    return "send";
  }
  get syscall(): string {
    return "send";
  }
  get side(): Side {
    return "write";
  }

  protected call(): number | WouldBlock {
    const data = stillThere("data", this.#data, this.#length);
    // Data that has grown while we waited is sent in the range that was given.
    if (this.#flags === undefined && data.length === this.#length) return this.socket.send(data);
    return this.socket.send(data, 0, this.#length, ...(this.#flags ?? []));
  }
}

export class SendTo extends Operation<number> {
  readonly #data: ArrayBufferView;
  readonly #address: SocketAddress;
  readonly #length: number;
  readonly #flags: readonly SendToOption[] | undefined;

  constructor(
    socket: Socket,
    data: ArrayBufferView,
    address: SocketAddress,
    length: number,
    flags: readonly SendToOption[] | undefined,
  ) {
    super(socket);
    this.#data = data;
    this.#address = address;
    this.#length = length;
    this.#flags = flags;
  }

  get who(): string {
    return "sendTo";
  }
  get syscall(): string {
    return "sendto";
  }
  get side(): Side {
    return "write";
  }

  protected call(): number | WouldBlock {
    const data = stillThere("data", this.#data, this.#length);
    return this.socket.sendTo(data, this.#address, 0, this.#length, ...(this.#flags ?? []));
  }
}

export class Receive extends Operation<Uint8Array<ArrayBuffer>> {
  readonly #count: number;
  readonly #flags: readonly ReceiveFromOption[] | undefined;

  constructor(socket: Socket, count: number, flags: readonly ReceiveFromOption[] | undefined) {
    super(socket);
    this.#count = count;
    this.#flags = flags;
  }

  get who(): string {
    return "receive";
  }
  get syscall(): string {
    return "recv";
  }
  get side(): Side {
    return "read";
  }
  override get urgent(): boolean {
    return isUrgent(this.#flags);
  }

  protected override ended(): (() => Uint8Array<ArrayBuffer>) | undefined {
    return ends(this.socket, this.#flags) ? () => new Uint8Array(0) : undefined;
  }

  protected call(): Uint8Array<ArrayBuffer> | WouldBlock {
    if (this.#flags === undefined) return this.socket.receive(this.#count);
    return this.socket.receive(this.#count, ...this.#flags);
  }

  protected override drains(bytes: Uint8Array): boolean {
    return bytes.length < this.#count && canDrain(this.socket, this.#flags);
  }
}

export class ReceiveInto extends Operation<number> {
  readonly #buffer: ArrayBufferView;
  readonly #length: number;
  readonly #flags: readonly ReceiveFromOption[] | undefined;

  constructor(
    socket: Socket,
    buffer: ArrayBufferView,
    length: number,
    flags: readonly ReceiveFromOption[] | undefined,
  ) {
    super(socket);
    this.#buffer = buffer;
    this.#length = length;
    this.#flags = flags;
  }

  get who(): string {
    return "receiveInto";
  }
  get syscall(): string {
    return "recv";
  }
  get side(): Side {
    return "read";
  }
  override get urgent(): boolean {
    return isUrgent(this.#flags);
  }

  protected override ended(): (() => number) | undefined {
    return ends(this.socket, this.#flags) ? () => 0 : undefined;
  }

  protected call(): number | WouldBlock {
    const buffer = stillThere("buffer", this.#buffer, this.#length);
    // As in Send.
    if (this.#flags === undefined && buffer.length === this.#length) return this.socket.receiveInto(buffer);
    return this.socket.receiveInto(buffer, 0, this.#length, ...(this.#flags ?? []));
  }

  protected override drains(count: number): boolean {
    return count < this.#length && canDrain(this.socket, this.#flags);
  }
}

export type Received<T> = readonly [T, SocketAddress | undefined];

/** The pair of a receive that tells its sender, or the WouldBlock in it. */
function unpacked<T>(result: Received<T> | readonly [undefined, WouldBlock]): Received<T> | WouldBlock {
  return result[1] instanceof WouldBlock ? result[1] : (result as Received<T>);
}

export class ReceiveFrom extends Operation<Received<Uint8Array<ArrayBuffer>>> {
  readonly #count: number;
  readonly #flags: readonly ReceiveFromOption[] | undefined;

  constructor(socket: Socket, count: number, flags: readonly ReceiveFromOption[] | undefined) {
    super(socket);
    this.#count = count;
    this.#flags = flags;
  }

  get who(): string {
    return "receiveFrom";
  }
  get syscall(): string {
    return "recvfrom";
  }
  get side(): Side {
    return "read";
  }
  override get urgent(): boolean {
    return isUrgent(this.#flags);
  }

  protected override ended(): (() => Received<Uint8Array<ArrayBuffer>>) | undefined {
    return ends(this.socket, this.#flags) ? () => [new Uint8Array(0), undefined] : undefined;
  }

  protected call(): Received<Uint8Array<ArrayBuffer>> | WouldBlock {
    return unpacked(this.socket.receiveFrom(this.#count, ...(this.#flags ?? [])));
  }
}

export class ReceiveFromInto extends Operation<Received<number>> {
  readonly #buffer: ArrayBufferView;
  readonly #length: number;
  readonly #flags: readonly ReceiveFromOption[] | undefined;

  constructor(
    socket: Socket,
    buffer: ArrayBufferView,
    length: number,
    flags: readonly ReceiveFromOption[] | undefined,
  ) {
    super(socket);
    this.#buffer = buffer;
    this.#length = length;
    this.#flags = flags;
  }

  get who(): string {
    return "receiveFromInto";
  }
  get syscall(): string {
    return "recvfrom";
  }
  get side(): Side {
    return "read";
  }
  override get urgent(): boolean {
    return isUrgent(this.#flags);
  }

  protected override ended(): (() => Received<number>) | undefined {
    return ends(this.socket, this.#flags) ? () => [0, undefined] : undefined;
  }

  protected call(): Received<number> | WouldBlock {
    const buffer = stillThere("buffer", this.#buffer, this.#length);
    return unpacked(this.socket.receiveFromInto(buffer, 0, this.#length, ...(this.#flags ?? [])));
  }
}
