/** What a socket is made of: its kind as numbers, or what the kernel says of a descriptor from elsewhere. */
import { SocketDomain } from "../address/domain.ts";
import { domainOf } from "../address/registry.ts";
import { instance } from "../core/check.ts";
import { type ConditionDetails, SocketCondition, unsupported } from "../core/condition.ts";
import { constantOf, numberOf } from "../core/constant.ts";
import { systemLayout } from "../core/struct.ts";
import { constants, required } from "../sys/constants.ts";
import { system } from "../sys/system.ts";
import { SocketProtocol } from "./socket-protocol.ts";
import { SocketType } from "./socket-type.ts";

const SOL_SOCKET = required("SOL_SOCKET");
const answer = new Uint8Array(4);

/** How a socket came to be: what its methods must know of its descriptor. */
export class Origin {
  readonly nonblocking: boolean;
  /** Whether close(2) may wait for SO_LINGER; `undefined` means ask. */
  readonly lingers: boolean | undefined;
  readonly owned: boolean;
  /** Counts as memory for the collector. */
  readonly heavy: boolean;

  constructor(nonblocking: boolean, lingers: boolean | undefined, owned: boolean, heavy: boolean) {
    this.nonblocking = nonblocking;
    this.lingers = lingers;
    this.owned = owned;
    this.heavy = heavy;
  }
}

export const created: Origin = new Origin(true, false, true, true);

/** What the kernel says of a descriptor that came from elsewhere. */
export function originOf(who: string, fd: number, owned: boolean): Origin {
  const result = system.getNonblocking(fd);
  if (result < 0) throw new SocketCondition(who, "fcntl", -result, { subject: `descriptor ${fd}` });
  return new Origin(result === 1, undefined, owned, owned);
}

/** An int option of a descriptor that is not yet a socket of ours. */
function ask(who: string, fd: number, option: "SO_DOMAIN" | "SO_TYPE" | "SO_PROTOCOL"): number {
  const id = constants[option];
  if (id === undefined) throw unsupported(who, "getsockopt", option);
  const result = system.getOption(fd, SOL_SOCKET, id, answer, 4);
  if (result < 0) throw new SocketCondition(who, "getsockopt", -result, { subject: `descriptor ${fd}` });
  return new DataView(answer.buffer).getInt32(0, systemLayout.littleEndian);
}

/** Domain, type and protocol, as the kernel knows them. */
export function askKind(who: string, fd: number): [SocketDomain, SocketType, SocketProtocol] {
  return [
    domainOf(ask(who, fd, "SO_DOMAIN")),
    constantOf(SocketType, ask(who, fd, "SO_TYPE")),
    constantOf(SocketProtocol, ask(who, fd, "SO_PROTOCOL")),
  ];
}

/** The numbers of a new socket's kind, checked. */
export function kindNumbers(
  who: string,
  syscall: string,
  domain: SocketDomain,
  type: SocketType,
  protocol: SocketProtocol,
): [number, number, number] {
  instance("domain", domain, SocketDomain);
  instance("type", type, SocketType);
  instance("protocol", protocol, SocketProtocol);
  return [numberOf(domain, who, syscall), numberOf(type, who, syscall), numberOf(protocol, who, syscall)];
}

/** Errors that mean that the kernel lacks such a kind of socket. */
const { EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, EPROTOTYPE } = constants;
const LACKING = [EAFNOSUPPORT, EPROTONOSUPPORT, ESOCKTNOSUPPORT, EPROTOTYPE];

/** What a condition tells of a socket that could not be made: its kind, if that is what the kernel lacks. */
export function kindDetails(
  errno: number,
  domain: SocketDomain,
  type: SocketType,
  protocol: SocketProtocol,
): ConditionDetails {
  if (!LACKING.includes(errno)) return {};
  const parts = protocol === SocketProtocol.auto ? [domain, type] : [domain, type, protocol];
  return { subject: parts.join(" ") };
}
