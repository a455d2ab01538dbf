import { SocketDomain } from "../address/domain.ts";
import { NetlinkAddress } from "../address/netlink.ts";
import { codecs } from "../bsd/codecs.ts";
import { SOL_NETLINK } from "../bsd/option-level.ts";
import { pollSockets } from "../bsd/poll-sockets.ts";
import { Socket } from "../bsd/socket.ts";
import { SocketOption } from "../bsd/socket-option.ts";
import { SocketType } from "../bsd/socket-type.ts";
import { bytesOf } from "../core/bytes.ts";
import { instance, options, wrongType } from "../core/check.ts";
import { constants } from "../sys/constants.ts";
import type { InterfaceAddressRequest } from "./interface-address.ts";
import type { LinkRequest } from "./link.ts";
import { number } from "./names.ts";
import { decodeRouteMessages, routeLayout } from "./read.ts";
import { type Action, dumpRequest, type Entries, type EntryKind, type EntryRequest, entryRequest } from "./request.ts";
import type { RouteRequest } from "./route.ts";

/** What a request is about, for the message of a refusal. */
function subjectOf(entry: EntryRequest): string | undefined {
  if (entry.kind === "link") return String(entry.index ?? entry.name);
  const { prefixLength } = entry;
  const place = entry.kind === "address" ? entry.address : (entry.destination ?? "the default route");
  return prefixLength === undefined || prefixLength === 0 ? place : `${place}/${prefixLength}`;
}

let lastSequence = 0;

/** A number for the next request of this environment; never 0, which is that of events. */
function nextSequence(): number {
  lastSequence = (lastSequence % 0xffff_ffff) + 1;
  return lastSequence;
}

const flag = codecs.boolean;
// Not from the options' own room: the bundler would cut a file from it that every other entry has to load too.
const NETLINK_EXT_ACK = new SocketOption(
  "NETLINK_EXT_ACK",
  constants.NETLINK_EXT_ACK,
  flag.foreignSize,
  flag.encode,
  flag.decode,
  SOL_NETLINK,
);

// The kernel cuts a dump to what is asked for, up to 32 KiB; an entry alone may be larger.
const ROOM = 131_072;

/**
 * A request to the kernel's route tables, and its answers. It is bytes and values: send `request` to
 * `NetlinkAddress.kernel`, then `take` what comes until `done`, on a socket in any mode. Or let `perform` do
 * both: the kernel answers within the send, so nothing is ever waited for.
 *
 * *Errors*: `take` and `perform` throw the kernel's refusal as a {@link SocketCondition}, whose message ends
 * with the kernel's own words where the socket has NETLINK_EXT_ACK on.
 *
 * See rtnetlink(7).
 *
 * @example
 * const exchange = RouteExchange.dump("link");
 * using socket = Socket.create(SocketDomain.netlink, SocketType.raw);
 * socket.sendTo(exchange.request, NetlinkAddress.kernel);
 * while (!exchange.done) exchange.take(socket.receive(65536) as Uint8Array);
 * exchange.entries.some((link) => link.flags.includes("loopback")) === true
 */
export class RouteExchange<Entry> {
  /** The request: a netlink message. */
  readonly request: Uint8Array<ArrayBuffer>;
  /** The number that its answers have too. */
  readonly sequence: number;
  readonly #kind: EntryKind;
  readonly #subject: string | undefined;
  readonly #entries: Entry[] = [];
  #done = false;
  #inconsistent = false;

  private constructor(
    kind: EntryKind,
    subject: string | undefined,
    encode: (sequence: number) => Uint8Array<ArrayBuffer>,
  ) {
    this.#kind = kind;
    this.#subject = subject;
    this.sequence = nextSequence();
    this.request = encode(this.sequence);
  }

  static #about<Entry>(action: Action, entry: EntryRequest): RouteExchange<Entry> {
    const layout = routeLayout("RouteExchange");
    const encode = (sequence: number): Uint8Array<ArrayBuffer> => entryRequest(layout, action, entry, sequence);
    if (typeof entry !== "object" || entry === null) throw wrongType("entry", "an object", entry);
    return new RouteExchange(entry.kind, subjectOf(entry), encode);
  }

  /** Asks for all entries of a kind, of one domain where that is told. */
  static dump<Kind extends EntryKind>(
    kind: Kind,
    more: { readonly domain?: SocketDomain | undefined } = {},
  ): RouteExchange<Entries[Kind]> {
    const layout = routeLayout("RouteExchange");
    options("options", more, ["domain"]);
    return new RouteExchange(kind, undefined, (sequence) => dumpRequest(layout, kind, more.domain, sequence));
  }

  /** Asks for one interface, or for the route that packets to a destination take. */
  static get(entry: LinkRequest): RouteExchange<Entries["link"]>;
  static get(entry: RouteRequest): RouteExchange<Entries["route"]>;
  static get(entry: LinkRequest | RouteRequest): RouteExchange<Entries["link" | "route"]> {
    return RouteExchange.#about("get", entry);
  }

  /** Makes an entry; one that is there already is EEXIST. */
  static create(entry: LinkRequest | InterfaceAddressRequest | RouteRequest): RouteExchange<never> {
    return RouteExchange.#about("create", entry);
  }

  /** Makes an entry, or replaces the one that is there. */
  static replace(entry: InterfaceAddressRequest | RouteRequest): RouteExchange<never> {
    return RouteExchange.#about("replace", entry);
  }

  /** Changes an interface. */
  static change(entry: LinkRequest): RouteExchange<never> {
    return RouteExchange.#about("change", entry);
  }

  /** Deletes an entry, such as one that was read. */
  static delete(entry: LinkRequest | InterfaceAddressRequest | RouteRequest): RouteExchange<never> {
    return RouteExchange.#about("delete", entry);
  }

  /** Whether all answers have come. */
  get done(): boolean {
    return this.#done;
  }

  /** Whether the table changed during the dump, so that an entry may be missing or told twice: ask again. */
  get inconsistent(): boolean {
    return this.#inconsistent;
  }

  /** The entries that have come. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** Takes what one receive gave, and tells whether that was all. What answers others, and events, is passed over. */
  take(bytes: Uint8Array): boolean {
    const layout = routeLayout("RouteExchange");
    const decoded = decodeRouteMessages("RouteExchange", layout, bytesOf("bytes", bytes), this.#subject);
    for (const { message, sequence, flags } of decoded) {
      if (this.#done || sequence !== this.sequence) continue;
      if ((flags & number("NLM_F_DUMP_INTR")) !== 0) this.#inconsistent = true;
      if (message.kind === this.#kind) {
        this.#entries.push(message as Entry);
      } else if (message.kind === "error") {
        this.#done = true;
        throw message.condition;
      } else if (message.kind === "acknowledgement" || message.kind === "done") {
        this.#done = true;
      }
    }
    return this.#done;
  }

  /**
   * Sends the request and takes its answers, on a netlink socket, which keeps its mode, or on one made for
   * it. Gives the entries.
   */
  perform(socket?: Socket): readonly Entry[] {
    if (socket !== undefined) return this.#performOn(instance("socket", socket, Socket));
    // Without `using`, which Node 22 cannot run where it only strips types.
    const own = Socket.create(SocketDomain.netlink, SocketType.raw);
    try {
      own.setOption(NETLINK_EXT_ACK, true);
      return this.#performOn(own);
    } finally {
      own.close();
    }
  }

  #performOn(socket: Socket): readonly Entry[] {
    socket.sendTo(this.request, NetlinkAddress.kernel);
    const room = new Uint8Array(ROOM);
    while (!this.#done) {
      const [length, from] = socket.receiveFromInto(room);
      if (length === undefined) {
        pollSockets([{ socket, read: true }]);
        continue;
      }
      // Other programs can send here too.
      if (from instanceof NetlinkAddress && from.port === 0) this.take(room.subarray(0, length));
    }
    return this.#entries;
  }
}
