import { addressDetails } from "../address/details.ts";
import { InternetAddress } from "../address/internet.ts";
import { Internet6Address } from "../address/internet6.ts";
import { scanIpv4 } from "../address/ipv4-text.ts";
import { SocketAddress } from "../address/socket-address.ts";
import { UnixAddress } from "../address/unix.ts";
import { TCP_NODELAY } from "../bsd/options/tcp.ts";
import { Socket } from "../bsd/socket.ts";
import { SocketType } from "../bsd/socket-type.ts";
import {
  boolean,
  options as checkOptions,
  port as checkPort,
  cText,
  instance,
  string,
  wrongType,
} from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { own } from "../sys/descriptors.ts";
import { CONNECTING, PACKETS, TCP } from "../sys/reactor.ts";
import { Channel } from "./channel.ts";
import type { Connection, Handlers } from "./connection.ts";
import { type ConnectionOptions, checkHandlers, connectionOptions, Group } from "./group.ts";
import { flagsOf, kindOf } from "./kind.ts";
import { checkConnectionOptions } from "./limits.ts";
import { reactor } from "./reactor.ts";

/** Whom and how {@link connect} connects to. */
export interface ConnectOptions<Data = unknown> extends ConnectionOptions {
  readonly handlers: Handlers<Data>;
  /** What the program keeps with the connection from the beginning. */
  readonly data?: Data | undefined;
  /** A socket that is connected, or about to be; it becomes the connection's, and is detached. */
  readonly socket?: Socket | undefined;
  /** Or an address. */
  readonly address?: SocketAddress | undefined;
  /** Or a port of `host`, an IP address, which is 127.0.0.1 unless told. Names are `connectToHost`'s business. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** Or the path of a Unix socket. */
  readonly path?: string | undefined;
  /** Sends small segments at once (TCP_NODELAY), as it does unless told; of a socket that was given, its own. */
  readonly noDelay?: boolean | undefined;
}

const members = ["handlers", "data", "socket", "address", "port", "host", "path", "noDelay", ...connectionOptions];
const places = ["socket", "address", "port", "path"] as const;

/**
 * Connects, and hands what happens to the handlers: `open` when it is connected, or `error` and `close`. What is
 * written before goes when it is.
 *
 * *Errors*: those of arguments, and of making the socket; all others go to the handlers.
 *
 * @example
 * const server = serve({ host: "127.0.0.1", port: 0, handlers: { open: (connection) => connection.end("hello") } });
 * const greeting = await new Promise((resolve) => {
 *   connect({ address: server.address, handlers: { data: (_, bytes) => resolve(new TextDecoder().decode(bytes)) } });
 * });
 * greeting // "hello"
 * await server.close();
 */
export function connect<Data = unknown>(options: ConnectOptions<Data>): Connection<Data> {
  checkConnect(options);
  const { socket: given, noDelay = true } = options;
  const socket = given ?? Socket.create(addressOf(options).domain, SocketType.stream);
  try {
    const kind = kindOf(socket);
    if (given === undefined && kind === TCP) socket.setOption(TCP_NODELAY, noDelay);
    const failure = given === undefined ? begin(socket, addressOf(options)) : undefined;
    const channel = enter(socket, kind, options);
    if (failure !== undefined) reactor.later(() => channel.fail(failure));
    return channel as Connection<Data>;
  } catch (error) {
    if (given === undefined) socket.close();
    throw error;
  }
}

/** Begins; what fails at once, as it does on Unix sockets, is told later, as all failures are. */
function begin(socket: Socket, address: SocketAddress): SocketCondition | undefined {
  try {
    const result = socket.connect(address);
    // EAGAIN, of a Unix listener whose queue is full, started nothing.
    if (result === true || result.code === "EINPROGRESS") return undefined;
    return new SocketCondition("connect", "connect", result.type, addressDetails(address));
  } catch (error) {
    if (error instanceof SocketCondition) return error;
    throw error;
  }
}

/** Makes a connection of a socket, which is detached. */
export function enter(socket: Socket, kind: number, options: ConnectOptions<unknown>): Channel {
  reactor.enter();
  try {
    const flags = flagsOf(socket) | CONNECTING;
    const group = new Group(options.handlers, 0, reactor.rows.at(0), options);
    const fd = socket.detach();
    own(fd);
    const make = (token: number): Channel => new Channel(token, fd, group, true, kind === PACKETS);
    const channel = reactor.add("connect", fd, kind, 0, flags, make) as Channel;
    if (options.data !== undefined) channel.data = options.data;
    return channel;
  } finally {
    reactor.leave();
  }
}

function checkConnect(options: ConnectOptions<unknown>): void {
  checkOptions("options", options, members);
  checkHandlers(options.handlers);
  checkConnectionOptions(options);
  const { socket, address, port, host, path, noDelay } = options;
  const told = places.filter((name) => options[name] !== undefined);
  if (told.length !== 1) {
    throw wrongType(
      "options",
      `told whom by one of ${places.join(", ")}`,
      told.length === 0 ? "none" : told.join(", "),
    );
  }
  if (socket !== undefined) instance("options.socket", socket, Socket);
  if (address !== undefined) instance("options.address", address, SocketAddress);
  if (port !== undefined) checkPort("options.port", port);
  if (host !== undefined) string("options.host", host);
  if (path !== undefined) cText("options.path", path);
  if (noDelay !== undefined) boolean("options.noDelay", noDelay);
}

function addressOf({ address, host = "127.0.0.1", port = 0, path }: ConnectOptions<unknown>): SocketAddress {
  if (address !== undefined) return address;
  if (path !== undefined) return new UnixAddress(path);
  return scanIpv4(host) === undefined ? Internet6Address.from(host, port) : InternetAddress.from(host, port);
}
