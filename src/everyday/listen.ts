/** The listening procedures. They wait for no peer, so `simple` and `async` offer the same ones. */
import type { Stats } from "node:fs";
import { addressDetails } from "../address/details.ts";
import { InternetAddress } from "../address/internet.ts";
import { Internet6Address } from "../address/internet6.ts";
import type { SocketAddress } from "../address/socket-address.ts";
import { UnixAddress } from "../address/unix.ts";
import { getAddressInfo } from "../bsd/address-info.ts";
import { AddressInfoOption } from "../bsd/address-info-option.ts";
import { IPV6_V6ONLY } from "../bsd/options/ipv6.ts";
import { SO_REUSEPORT } from "../bsd/options/socket.ts";
import { RESTART_OPTION } from "../bsd/restart-option.ts";
import { Socket, socketMaximumConnections } from "../bsd/socket.ts";
import { SocketType } from "../bsd/socket-type.ts";
import {
  boolean,
  options as checkOptions,
  port as checkPort,
  cText,
  integer,
  MAX_INT32,
  wrongType,
  wrongValue,
} from "../core/check.ts";
import { SocketCondition } from "../core/condition.ts";
import { required } from "../sys/constants.ts";
import { ListenCondition } from "./conditions.ts";
import { alone, fileAt, removeStale, sameFile, takeAlong } from "./unix-path.ts";

/** How {@link listenOnIpv6Socket} listens. */
export interface ListenOptions {
  /** Takes IPv4 connections too, on a socket that listens on any interface. */
  readonly dualStack?: boolean | undefined;
}

/** How {@link listenOnHost} listens. */
export interface ListenOnHostOptions extends ListenOptions {
  readonly backlog?: number | undefined;
  /** Lets other sockets listen on the same port and share its connections. */
  readonly reusePort?: boolean | undefined;
}

interface Preparation {
  readonly dualStack?: boolean | undefined;
  readonly reusePort?: boolean | undefined;
  /** Called between bind and listen. */
  readonly bound?: (() => void) | undefined;
}

/** What a procedure of this room throws, for what a step of it threw. */
function listenCondition(who: string, error: unknown): unknown {
  return error instanceof SocketCondition && !(error instanceof ListenCondition)
    ? ListenCondition.of(who, error)
    : error;
}

/** Makes, prepares, binds and listens; closes what it made when a step fails. */
function listener(who: string, address: SocketAddress, backlog: number, prepared: Preparation = {}): Socket {
  let socket: Socket | undefined;
  try {
    socket = Socket.create(address.domain, SocketType.stream);
    if (!(address instanceof UnixAddress)) socket.setOption(RESTART_OPTION, true);
    // Said either way: what the platform does unasked differs.
    if (address instanceof Internet6Address) socket.setOption(IPV6_V6ONLY, prepared.dualStack !== true);
    if (prepared.reusePort === true) socket.setOption(SO_REUSEPORT, true);
    socket.bind(address);
    prepared.bound?.();
    socket.listen(backlog);
    return socket;
  } catch (error) {
    socket?.close();
    throw listenCondition(who, error);
  }
}

function checkBacklog(backlog: number): number {
  return integer("backlog", backlog, 0, MAX_INT32);
}

/**
 * Listens on IPv4: on an address of this machine, with `true` on 127.0.0.1, with `false` on every
 * interface. Port 0 lets the kernel choose. SO_REUSEADDR is set, on Windows SO_EXCLUSIVEADDRUSE.
 *
 * *Errors*: {@link ListenCondition}.
 */
export function listenOnIpv4Socket(address: string | boolean, port: number, backlog: number): Socket {
  checkPort("port", port);
  checkBacklog(backlog);
  if (typeof address !== "string" && typeof address !== "boolean") {
    throw wrongType("address", "a string or a boolean", address);
  }
  const at =
    typeof address === "string"
      ? InternetAddress.from(address, port)
      : address
        ? InternetAddress.loopback(port)
        : InternetAddress.any(port);
  return listener("listenOnIpv4Socket", at, backlog);
}

/** The same on IPv6, `true` being ::1. IPv4 is left to others unless `dualStack` asks for it. */
export function listenOnIpv6Socket(
  address: string | boolean,
  port: number,
  backlog: number,
  options: ListenOptions = {},
): Socket {
  checkPort("port", port);
  checkBacklog(backlog);
  checkOptions("options", options, ["dualStack"]);
  if (options.dualStack !== undefined) boolean("options.dualStack", options.dualStack);
  if (typeof address !== "string" && typeof address !== "boolean") {
    throw wrongType("address", "a string or a boolean", address);
  }
  if (typeof address === "boolean") {
    const at = address ? Internet6Address.loopback(port) : Internet6Address.any(port);
    return listener("listenOnIpv6Socket", at, backlog, options);
  }
  try {
    // An address with a zone that this machine has not is ENODEV.
    return listener("listenOnIpv6Socket", Internet6Address.from(address, port), backlog, options);
  } catch (error) {
    throw listenCondition("listenOnIpv6Socket", error);
  }
}

/**
 * Listens on a Unix socket. A socket at the path that nobody listens on any more is removed first, unless
 * `errorOnExisting`; a live one, or a file of another kind, is EADDRINUSE. The path is removed on close if
 * it is still this socket, unless `unlinkOnClose` is false or the socket was detached.
 */
export function listenOnUnixSocket(
  pathname: string,
  backlog: number,
  errorOnExisting = false,
  options: { readonly unlinkOnClose?: boolean | undefined } = {},
): Socket {
  const address = new UnixAddress(cText("pathname", pathname));
  checkBacklog(backlog);
  boolean("errorOnExisting", errorOnExisting);
  checkOptions("options", options, ["unlinkOnClose"]);
  const { unlinkOnClose = true } = options;
  boolean("options.unlinkOnClose", unlinkOnClose);
  // The program may change its working directory before it closes the listener.
  const path = pathname.startsWith("/") ? pathname : `${process.cwd()}/${pathname}`;
  try {
    return unixListener(address, path, backlog, unlinkOnClose);
  } catch (error) {
    const inUse = error instanceof SocketCondition && error.code === "EADDRINUSE";
    if (!inUse || errorOnExisting || fileAt(path)?.isSocket() === false) throw error;
  }
  try {
    return alone(path, () => {
      removeStale(pathname);
      return unixListener(address, path, backlog, unlinkOnClose);
    });
  } catch (error) {
    throw listenCondition("listenOnUnixSocket", error);
  }
}

function unixListener(address: UnixAddress, path: string, backlog: number, unlinkOnClose: boolean): Socket {
  const who = "listenOnUnixSocket";
  let file: Stats | undefined;
  const bound = (): void => {
    file = fileAt(path);
  };
  const socket = listener(who, address, backlog, { bound });
  // Before it listened another may have taken it for a stale one.
  if (file !== undefined && !sameFile(file, fileAt(path))) {
    socket.close();
    throw new ListenCondition(who, "bind", required("EADDRINUSE"), addressDetails(address));
  }
  if (unlinkOnClose && file !== undefined) takeAlong(socket, path, file);
  return socket;
}

/**
 * Listens on a host's address, `null` for every interface: there on IPv6 with IPv4 included, where the
 * machine has IPv6, else on IPv4.
 *
 * *Blocking*: while the resolver looks for a host's name.
 */
export function listenOnHost(host: string | null, port: number, options: ListenOnHostOptions = {}): Socket {
  if (host !== null && cText("host", host) === "") throw wrongValue("host", "a host's name or address, or null", host);
  checkPort("port", port);
  checkOptions("options", options, ["backlog", "dualStack", "reusePort"]);
  const { backlog = socketMaximumConnections(), dualStack = host === null, reusePort = false } = options;
  checkBacklog(backlog);
  boolean("options.dualStack", dualStack);
  boolean("options.reusePort", reusePort);
  const prepared = { dualStack, reusePort };
  if (host === null) {
    try {
      return listener("listenOnHost", Internet6Address.any(port), backlog, prepared);
    } catch (error) {
      const lacking = ["EAFNOSUPPORT", "EADDRNOTAVAIL"];
      if (!(error instanceof SocketCondition) || !lacking.includes(error.code)) throw error;
      return listener("listenOnHost", InternetAddress.any(port), backlog, prepared);
    }
  }
  let condition: SocketCondition | undefined;
  try {
    const flags = [AddressInfoOption.passive];
    const { addresses } = getAddressInfo(host, port, { type: SocketType.stream, flags });
    for (const { address } of addresses) {
      try {
        return listener("listenOnHost", address, backlog, prepared);
      } catch (error) {
        if (!(error instanceof ListenCondition)) throw error;
        condition ??= error;
      }
    }
  } catch (error) {
    throw listenCondition("listenOnHost", error);
  }
  throw condition;
}
