import type { Socket } from "../bsd/socket.ts";
import { withProgress } from "../everyday/conditions.ts";
import type { Poller } from "../poller/poller.ts";
import type { Waiter } from "../poller/registration.ts";
import type { ZeroCopyMemory } from "./zero-copy-memory.ts";

/** What the kernel says when it is done with memory that was sent from. */
export interface ZeroCopyCompletion {
  /** Whether it made a copy after all, of all or of part: as a rule such sends cost more than ordinary ones. */
  readonly copied: boolean;
}

/** One `sendZeroCopy`, and with it its memory, from its first system call until the kernel is done. */
export class ZeroCopyFlight implements Waiter {
  next: Waiter | undefined = undefined;
  readonly socket: Socket;
  readonly ref: boolean;
  readonly memory: ZeroCopyMemory;
  readonly completed: Promise<ZeroCopyCompletion>;
  readonly #poller: Poller;
  #resolve!: (completion: ZeroCopyCompletion) => void;
  #reject!: (reason: unknown) => void;
  /** How many of its sends the kernel is not done with. */
  #open = 0;
  #attended = false;
  #copied = false;
  /** The bytes sent, once there will be no more. */
  #sent: number | undefined;
  #latest = 0;

  constructor(socket: Socket, memory: ZeroCopyMemory, poller: Poller, ref: boolean) {
    this.socket = socket;
    this.memory = memory;
    this.ref = ref;
    this.#poller = poller;
    this.completed = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who does not care when the memory is free need not hear that it will not be told.
    this.completed.catch(() => {});
  }

  /** The kernel has taken something of it without copying it, and will say when it is done. */
  took(sent: number): void {
    this.#latest = sent;
    this.#open += 1;
    if (this.#attended) return;
    this.#attended = true;
    this.#poller.attend(this, this.socket.fd);
  }

  /** One of its sends was by copying. */
  copied(sent: number): void {
    this.#latest = sent;
    this.#copied = true;
  }

  /** The kernel is done with one of its sends. */
  landed(copied: boolean): void {
    this.#open -= 1;
    this.#copied ||= copied;
    this.#settle();
  }

  /** Nothing more of it will be sent. */
  over(sent: number): void {
    this.#sent = sent;
    this.#settle();
  }

  /** It waits for no readiness. */
  attempt(): boolean {
    return false;
  }

  /** It will not be known when the kernel is done. */
  fail(reason: (who: string) => unknown): void {
    this.#dismiss();
    this.#reject(withProgress(reason("sendZeroCopy"), { sent: this.#sent ?? this.#latest }));
  }

  #settle(): void {
    if (this.#open > 0 || this.#sent === undefined) return;
    this.#dismiss();
    if (this.memory.intact) this.#resolve({ copied: this.#copied });
    else this.#reject(new TypeError("data was detached from its buffer while the kernel read it"));
  }

  #dismiss(): void {
    if (!this.#attended) return;
    this.#attended = false;
    this.#poller.dismiss(this);
  }
}
