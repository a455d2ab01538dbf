/**
 * Happy eyeballs, RFC 8305: a host's IPv6 and IPv4 addresses are looked up at once and tried in a race with
 * staggered starts, the families in turn, so that one that does not work costs a quarter of a second and
 * not a minute.
 */
import { addressDetails } from "../address/details.ts";
import { SocketDomain } from "../address/domain.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import { type AddressInfo, type AddressInfoResult, lookUpAddress } from "../bsd/address-info.ts";
import type { Lookup } from "../bsd/lookup.ts";
import type { Socket } from "../bsd/socket.ts";
import { SocketCondition } from "../core/condition.ts";
import { ConnectCondition, TimeoutCondition } from "../everyday/conditions.ts";
import { connectedTo } from "../everyday/connect.ts";
import { candidates, type Destination } from "../everyday/destination.ts";
import { onAbort } from "./cancel.ts";
import { Contestants } from "./contestants.ts";
import { drive } from "./drive.ts";
import { answering } from "./lookup.ts";
import type { AsyncOptions } from "./options.ts";
import { after } from "./timer.ts";

/** How long IPv4 waits for IPv6's addresses once it has its own (section 3). */
export const RESOLUTION_DELAY = 50;
/** How long an attempt has to itself (section 5). */
export const ATTEMPT_DELAY = 250;

class Race {
  readonly #who: string;
  readonly #destination: Destination;
  readonly #options: AsyncOptions;
  readonly #controller = new AbortController();
  readonly #errors: SocketCondition[] = [];
  readonly #resolve: (socket: Socket) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #contestants = new Contestants();
  /** The address of the attempt that was begun last. */
  #latest: SocketAddress | undefined;
  #lookupsLeft = 2;
  #lookupError: SocketCondition | undefined;
  #running = 0;
  /** Take back the timers. */
  #stopStagger: (() => void) | undefined;
  #stopResolution: (() => void) | undefined;
  /** The next attempt may start as soon as there is an address for it. */
  #due = true;
  #started = false;
  #over = false;

  constructor(
    who: string,
    destination: Destination,
    options: AsyncOptions,
    resolve: (socket: Socket) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#who = who;
    this.#destination = destination;
    // The race has one deadline and one signal of its own, which end all that it began.
    this.#options = { loop: options.loop, ref: options.ref, signal: this.#controller.signal };
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Looks up both families; each begins the race, or joins it, when it has come. */
  run(): void {
    for (const domain of [SocketDomain.internet6, SocketDomain.internet]) {
      this.#lookUp(domain).then(
        ({ addresses }) => this.#found(domain, candidates(addresses)),
        (error: unknown) => this.#notFound(domain, error),
      );
    }
  }

  async #lookUp(domain: SocketDomain): Promise<AddressInfoResult> {
    const { node, service, hints } = this.#destination;
    const lookup = (): Lookup<AddressInfoResult> => lookUpAddress(this.#who, node, service, { ...hints, domain });
    return drive(this.#who, "getaddrinfo", answering(lookup), this.#options);
  }

  #found(domain: SocketDomain, addresses: AddressInfo[]): void {
    if (this.#over) return;
    this.#lookupsLeft -= 1;
    this.#contestants.add(addresses);
    if (this.#started) {
      // The others' time may be over, or they may all have failed.
      if (this.#due) this.#next();
      return;
    }
    // IPv4 first: IPv6 gets a moment to follow.
    if (domain === SocketDomain.internet && this.#lookupsLeft > 0) {
      this.#stopResolution = this.#after(RESOLUTION_DELAY, () => this.#start());
    } else {
      this.#start();
    }
  }

  #notFound(domain: SocketDomain, error: unknown): void {
    if (this.#over) return;
    this.#lookupsLeft -= 1;
    if (!(error instanceof SocketCondition)) {
      this.end(error);
      return;
    }
    // Of two failures IPv4's says more: machines without IPv6 have nothing to say about it.
    if (this.#lookupError === undefined || domain === SocketDomain.internet) this.#lookupError = error;
    this.#start();
  }

  #start(): void {
    this.#stopResolution?.();
    this.#started = true;
    if (this.#due) this.#next();
  }

  #after(delay: number, action: () => void): () => void {
    return after(delay, action, this.#options.ref !== false);
  }

  /** Starts the next attempt, if there is an address for it. */
  #next(): void {
    this.#stopStagger?.();
    if (this.#over) return;
    const info = this.#contestants.take();
    this.#due = info === undefined;
    if (info !== undefined) {
      this.#try(info);
      return;
    }
    if (this.#running > 0 || this.#lookupsLeft > 0) return;
    this.end(
      this.#errors.length > 0
        ? ConnectCondition.ofErrors(this.#who, this.#errors)
        : ConnectCondition.ofLookup(this.#who, this.#lookupError as SocketCondition),
    );
  }

  #try(info: AddressInfo): void {
    this.#running += 1;
    this.#latest = info.address;
    drive(this.#who, "connect", connectedTo(this.#who, info), this.#options).then(
      (socket) => this.#won(socket),
      (error: unknown) => {
        this.#running -= 1;
        if (this.#over) return;
        if (!(error instanceof SocketCondition)) {
          this.end(error);
          return;
        }
        this.#errors.push(error);
        this.#next();
      },
    );
    this.#stopStagger = this.#after(ATTEMPT_DELAY, () => this.#next());
  }

  #won(socket: Socket): void {
    if (this.#over) {
      socket.close();
      return;
    }
    this.#finish();
    this.#resolve(socket);
  }

  /** Time is up: told with the latest attempt, or the lookup; what had failed before is the cause. */
  late(): void {
    const details = this.#latest === undefined ? { address: this.#destination.node } : addressDetails(this.#latest);
    const syscall = this.#latest === undefined ? "getaddrinfo" : "connect";
    const cause = this.#errors.length === 0 ? undefined : ConnectCondition.ofErrors(this.#who, this.#errors);
    this.end(new TimeoutCondition(this.#who, syscall, { ...details, cause }));
  }

  /** Ends the race for a reason of its own: cancelled, late, or lost by all. */
  end(reason: unknown): void {
    if (this.#over) return;
    this.#finish();
    this.#reject(reason);
  }

  #finish(): void {
    this.#over = true;
    this.#stopStagger?.();
    this.#stopResolution?.();
    // Closes whoever is still on the way.
    this.#controller.abort();
  }
}

/** Connects to whichever address of a host answers first. */
export function race(who: string, destination: Destination, options: AsyncOptions): Promise<Socket> {
  const { signal, timeout, ref } = options;
  signal?.throwIfAborted();
  let stopListening: (() => void) | undefined;
  let stopTimer: (() => void) | undefined;
  const result = new Promise<Socket>((resolve, reject) => {
    const made = new Race(who, destination, options, resolve, reject);
    stopListening = signal === undefined ? undefined : onAbort(signal, (reason) => made.end(reason));
    if (timeout !== undefined) stopTimer = after(timeout, () => made.late(), ref !== false);
    made.run();
  });
  return result.finally(() => {
    stopListening?.();
    stopTimer?.();
  });
}
