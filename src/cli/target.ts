/** Whom to talk to, or where to listen: the options and arguments that `connect` and `listen` share. */
import {
  Internet6Address,
  InternetAddress,
  type SocketAddress,
  SocketDomain,
  SocketType,
  UnixAddress,
} from "../index.ts";
import { type Call, type OptionSpec, parsed, UsageError } from "./command.ts";

export const familyOptions: Readonly<Record<string, OptionSpec>> = {
  unix: { short: "U", value: "PATH", candidates: "file", help: "a Unix socket at PATH, in place of HOST and PORT" },
  abstract: { help: "PATH is an abstract name, outside the file system (Linux)" },
  udp: { short: "u", help: "UDP: each line of stdin is a datagram" },
  datagram: { help: "Unix datagrams: each line of stdin is one" },
  seqpacket: { help: "Unix sequenced packets: each line of stdin is one" },
  ipv4: { short: "4", help: "IPv4 only" },
  ipv6: { short: "6", help: "IPv6 only" },
};

/** A host and a port or service; what of it is not told is `undefined`. */
export interface HostTarget {
  readonly kind: "host";
  readonly type: SocketType;
  readonly domain: SocketDomain | undefined;
  readonly host: string | undefined;
  readonly port: string;
}

export interface UnixTarget {
  readonly kind: "unix";
  readonly type: SocketType;
  readonly address: UnixAddress;
}

export type Target = HostTarget | UnixTarget;

/** Refuses options that exclude each other. */
function oneAtMost(call: Call, ...names: string[]): string | undefined {
  const given = names.filter((name) => call.flag(name));
  if (given.length > 1) throw new UsageError(`--${given[0]} and --${given[1]} exclude each other`);
  return given[0];
}

/** A path, or an abstract name. */
export function unixAddress(call: Call, what: string, text: string): UnixAddress {
  return parsed(what, text, () => (call.flag("abstract") ? UnixAddress.abstract(text) : new UnixAddress(text)));
}

function unixTarget(call: Call, name: string): UnixTarget {
  const inet = oneAtMost(call, "udp", "ipv4", "ipv6");
  if (inet === "udp") throw new UsageError("--udp is not for Unix sockets: they have --datagram");
  if (inet !== undefined) throw new UsageError(`--${inet} is not for Unix sockets`);
  const types = { datagram: SocketType.datagram, seqpacket: SocketType.sequencePacket };
  const type = oneAtMost(call, "datagram", "seqpacket") as keyof typeof types | undefined;
  return {
    kind: "unix",
    type: type === undefined ? SocketType.stream : types[type],
    address: unixAddress(call, "--unix", name),
  };
}

/** Reads the target from the options and the arguments: `hosts` is how many of these a host and port may be. */
export function readTarget(call: Call, hosts: readonly [number, number]): Target {
  const path = call.text("unix");
  if (path !== undefined || call.flag("abstract")) {
    call.checkCount(path === undefined ? [1, 1] : [0, 0]);
    return unixTarget(call, path ?? (call.positionals[0] as string));
  }
  call.checkCount(hosts);
  const unixOnly = oneAtMost(call, "datagram", "seqpacket");
  if (unixOnly !== undefined) throw new UsageError(`--${unixOnly} is for Unix sockets: add --unix PATH`);
  const family = oneAtMost(call, "ipv4", "ipv6");
  const domain = family === undefined ? undefined : family === "ipv4" ? SocketDomain.internet : SocketDomain.internet6;
  const type = call.flag("udp") ? SocketType.datagram : SocketType.stream;
  const port = call.positionals.at(-1) as string;
  return { kind: "host", type, domain, host: call.positionals.at(-2), port };
}

/** A port by its number; `undefined` for a service's name. */
export function portNumber(text: string, least: 0 | 1): number | undefined {
  if (!/^-?\d+$/.test(text)) return undefined;
  const port = Number(text);
  if (port < least || port > 65535) throw new UsageError(`PORT is ${least} to 65535 or a service's name, not ${text}`);
  return port;
}

/** Where to bind: `ADDRESS`, `ADDRESS:PORT`, `[ADDRESS]:PORT` or `:PORT`. */
export function bindAddress(text: string, domain: SocketDomain | undefined): SocketAddress {
  return parsed("--bind", text, () => {
    const six = text.startsWith("[") || text.indexOf(":") !== text.lastIndexOf(":");
    if (text.startsWith(":") && !six) {
      const { port } = InternetAddress.parse(`0.0.0.0${text}`);
      return domain === SocketDomain.internet6 ? Internet6Address.any(port) : InternetAddress.any(port);
    }
    return six ? Internet6Address.parse(text, 0) : InternetAddress.parse(text, 0);
  });
}

/** A target as messages show it. */
export function tellTarget(target: Target): string {
  if (target.kind === "unix") return String(target.address);
  const host = target.host ?? "*";
  return host.includes(":") ? `[${host}]:${target.port}` : `${host}:${target.port}`;
}
