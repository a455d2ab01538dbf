/** Which families, types and protocols this kernel makes sockets of: found by making them. */
import { Socket, SocketCondition, SocketDomain, SocketProtocol, SocketType } from "../../index.ts";
import { type Finding, Section } from "./finding.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOTSUP: "this platform has no such number",
  EAFNOSUPPORT: "the kernel does not have the family, or its module is not loaded",
  EPROTONOSUPPORT: "the kernel does not have the protocol, or its module is not loaded",
  EPROTOTYPE: "the protocol does not go with the type",
  ESOCKTNOSUPPORT: "the family does not have the type",
  EPERM: "it takes a privilege: see capabilities(7)",
  EACCES: "it takes a privilege: see capabilities(7), and ping_group_range in icmp(7)",
};

/** Why a socket could not be made; `undefined` when it could. */
function refusal(domain: SocketDomain, type: SocketType, protocol?: SocketProtocol): SocketCondition | undefined {
  try {
    Socket.create(domain, type, protocol).close();
    return undefined;
  } catch (error) {
    if (error instanceof SocketCondition) return error;
    throw error;
  }
}

const why = ({ code, text }: SocketCondition): string => `${code}: ${reasons[code] ?? text}`;

function allOf<T>(type: abstract new (...args: never[]) => T): T[] {
  return [...new Set(Object.values(type))].filter((each): each is T => each instanceof type);
}

/** One finding a family: the types that it has. */
export function families(): Finding[] {
  const section = new Section("families");
  for (const domain of allOf(SocketDomain)) {
    if (domain === SocketDomain.unspecified) continue;
    const tried = allOf(SocketType).map((type) => ({ type, condition: refusal(domain, type) }));
    const made = tried.filter(({ condition }) => condition === undefined).map(({ type }) => type.name);
    const privileged = tried.filter(({ condition }) => ["EPERM", "EACCES"].includes(condition?.code ?? ""));
    const [first] = privileged.length > 0 ? privileged : tried;
    const told = first?.condition === undefined ? undefined : why(first.condition);
    if (made.length > 0) {
      const barred = privileged.map(({ type }) => type.name).join(", ");
      section.ok(domain.name, made.join(", "), barred === "" ? undefined : `${barred}: ${told}`);
    } else {
      section.lacks(domain.name, "not here", told ?? "");
    }
  }
  return section.findings;
}

const protocols = [
  [SocketProtocol.tcp, SocketType.stream],
  [SocketProtocol.udp, SocketType.datagram],
  [SocketProtocol.udpLite, SocketType.datagram],
  [SocketProtocol.icmp, SocketType.datagram],
  [SocketProtocol.sctp, SocketType.stream],
  [SocketProtocol.mptcp, SocketType.stream],
] as const;

/** What IPv4 sockets can be made to speak. */
export function internetProtocols(): Finding[] {
  const section = new Section("protocols");
  for (const [protocol, type] of protocols) {
    const condition = refusal(SocketDomain.internet, type, protocol);
    if (condition === undefined) section.ok(protocol.name, type.name);
    else section.lacks(protocol.name, "not here", why(condition));
  }
  return section.findings;
}
