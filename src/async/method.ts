/** A BSD method as the awaited layer knows it: its names, and what one call of it comes to. */
import type { SocketAddress } from "../address/socket-address.ts";
import type { Socket } from "../bsd/socket.ts";
import type { WouldBlock } from "../core/would-block.ts";
import type { Side } from "../poller/registration.ts";

/** One call, with whatever of this the method takes. */
export type Call<T, Flag> = (
  socket: Socket,
  view: ArrayBufferView | undefined,
  length: number,
  flags: readonly Flag[] | undefined,
  address: SocketAddress | undefined,
) => T | WouldBlock;

/**
 * What it comes to when nothing more can come, though the call would block: on some sockets that were shut
 * down the kernel says so to those who do not wait. `undefined` where that cannot be.
 */
export type Ended<T, Flag> = (socket: Socket, flags: readonly Flag[] | undefined) => (() => T) | undefined;

/** Whether a result tells that a stream was read empty, so that trying again would only find that. */
export type Drains<T, Flag> = (value: T, socket: Socket, length: number, flags: readonly Flag[] | undefined) => boolean;

/** One class for all of them, so that the code which runs them meets one shape. */
export class Method<T, Flag = never> {
  readonly who: string;
  readonly syscall: string;
  readonly side: Side;
  readonly call: Call<T, Flag>;
  readonly ended: Ended<T, Flag> | undefined;
  readonly drains: Drains<T, Flag> | undefined;

  constructor(
    who: string,
    syscall: string,
    side: Side,
    call: Call<T, Flag>,
    ended?: Ended<T, Flag>,
    drains?: Drains<T, Flag>,
  ) {
    this.who = who;
    this.syscall = syscall;
    this.side = side;
    this.call = call;
    this.ended = ended;
    this.drains = drains;
  }
}
