import type { SocketAddress } from "../address/socket-address.ts";
import { SocketAddress as AnyAddress } from "../address/socket-address.ts";
import { UnixAddress } from "../address/unix.ts";
import { IPV6_V6ONLY } from "../bsd/options/ipv6.ts";
import { SO_ACCEPTCONN, SO_REUSEPORT } from "../bsd/options/socket.ts";
import { TCP_NODELAY } from "../bsd/options/tcp.ts";
import { RESTART_OPTION } from "../bsd/restart-option.ts";
import { Socket, socketMaximumConnections } from "../bsd/socket.ts";
import { SocketType } from "../bsd/socket-type.ts";
import {
  boolean,
  options as checkOptions,
  port as checkPort,
  instance,
  integer,
  MAX_INT32,
  string,
  wrongType,
  wrongValue,
} from "../core/check.ts";
import type { SocketCondition } from "../core/condition.ts";
import { listenOnHost, listenOnUnixSocket } from "../everyday/listen.ts";
import { TCP } from "../sys/reactor.ts";
import type { Handlers } from "./connection.ts";
import { type ConnectionOptions, checkHandlers, connectionOptions, Group } from "./group.ts";
import { kindOf } from "./kind.ts";
import { checkConnectionOptions } from "./limits.ts";
import { reactor } from "./reactor.ts";
import { Server } from "./server.ts";

/** Where and how {@link serve} serves. */
export interface ServeOptions<Data = unknown> extends ConnectionOptions {
  readonly handlers: Handlers<Data>;
  /** Sockets that listen already: stream or seqpacket. They stay the caller's. */
  readonly socket?: Socket | readonly Socket[] | undefined;
  /** Or addresses to listen on. */
  readonly address?: SocketAddress | readonly SocketAddress[] | undefined;
  /** Or a port, of `host`; 0 lets the kernel choose. */
  readonly port?: number | undefined;
  /** A host's name or address; `null`, which it is unless told, for every interface. */
  readonly host?: string | null | undefined;
  /** Or the path of a Unix socket. */
  readonly path?: string | undefined;
  readonly backlog?: number | undefined;
  /** Lets others, such as further threads, listen on the same port and share its connections. */
  readonly reusePort?: boolean | undefined;
  /** Sends small segments at once (TCP_NODELAY), as it does unless told; of listeners that were given, their own. */
  readonly noDelay?: boolean | undefined;
  /** The most connections at a time; further ones wait in the kernel's queue. */
  readonly maxConnections?: number | undefined;
  /** Hears of failures to accept, such as EMFILE; it is tried again when a connection closes, and after a while. */
  readonly acceptError?: ((error: SocketCondition) => void) | undefined;
}

const members = [
  "handlers",
  "socket",
  "address",
  "port",
  "host",
  "path",
  "backlog",
  "reusePort",
  "noDelay",
  "maxConnections",
  "acceptError",
  ...connectionOptions,
];
const places = ["socket", "address", "port", "path"] as const;

/**
 * Serves stream or seqpacket connections: what happens to them goes to the handlers.
 *
 * *Blocking*: while the resolver looks for a host's name.
 *
 * *Errors*: {@link ListenCondition}, or the plain condition of a socket that was given.
 *
 * @example
 * const server = serve({ host: "127.0.0.1", port: 0, handlers: { data: (connection, bytes) => connection.write(bytes) } });
 * await server.close();
 */
export function serve<Data = unknown>(options: ServeOptions<Data>): Server {
  checkServe(options);
  const given = options.socket !== undefined;
  const sockets = given ? list(options.socket as Socket | readonly Socket[]) : listeners(options);
  try {
    for (const socket of sockets) {
      instance("options.socket", socket, Socket);
      const kind = kindOf(socket);
      if (!socket.getOption(SO_ACCEPTCONN)) throw wrongValue("options.socket", "a socket that listens", socket);
      if (!given && kind === TCP) socket.setOption(TCP_NODELAY, options.noDelay ?? true);
    }
    if (sockets.length === 0) throw wrongValue("options.socket", "at least one socket", sockets);
    reactor.enter();
    try {
      const row = reactor.rows.take();
      const group = new Group(options.handlers, row, reactor.rows.at(row), options);
      const { maxConnections: maximum, acceptError } = options;
      return new Server({ sockets, owns: !given, group, maximum, acceptError });
    } finally {
      reactor.leave();
    }
  } catch (error) {
    if (!given) for (const socket of sockets) socket.close();
    throw error;
  }
}

function list<T extends object>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

function checkServe(options: ServeOptions<unknown>): void {
  checkOptions("options", options, members);
  checkHandlers(options.handlers);
  checkConnectionOptions(options);
  const { port, host, path, backlog, reusePort, noDelay, maxConnections, acceptError } = options;
  const told = places.filter((name) => options[name] !== undefined);
  if (told.length !== 1) {
    throw wrongType(
      "options",
      `told where by one of ${places.join(", ")}`,
      told.length === 0 ? "none" : told.join(", "),
    );
  }
  if (port !== undefined) checkPort("options.port", port);
  if (host !== undefined && host !== null) string("options.host", host);
  if (path !== undefined) string("options.path", path);
  if (backlog !== undefined) integer("options.backlog", backlog, 0, MAX_INT32);
  if (reusePort !== undefined) boolean("options.reusePort", reusePort);
  if (noDelay !== undefined) boolean("options.noDelay", noDelay);
  if (maxConnections !== undefined) integer("options.maxConnections", maxConnections, 1, MAX_INT32 - 1);
  if (acceptError !== undefined && typeof acceptError !== "function") {
    throw wrongType("options.acceptError", "a function", acceptError);
  }
}

function listeners(options: ServeOptions<unknown>): readonly Socket[] {
  const { address, port = 0, host = null, path, backlog = socketMaximumConnections(), reusePort } = options;
  if (path !== undefined) return [listenOnUnixSocket(path, backlog)];
  if (address === undefined) return [listenOnHost(host, port, { backlog, reusePort })];
  const made: Socket[] = [];
  try {
    for (const each of list(address)) {
      instance("options.address", each, AnyAddress);
      const socket = Socket.create(each.domain, SocketType.stream);
      made.push(socket);
      const unix = each instanceof UnixAddress;
      if (!unix) socket.setOption(RESTART_OPTION, true);
      if (each.domain.name === "inet6") socket.setOption(IPV6_V6ONLY, true);
      if (reusePort === true && !unix) socket.setOption(SO_REUSEPORT, true);
      socket.bind(each);
      socket.listen(backlog);
    }
  } catch (error) {
    for (const socket of made) socket.close();
    throw error;
  }
  return made;
}
