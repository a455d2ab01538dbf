/** How a socket of each kind is made, by the names that the rows of options use: the ordinary kinds and others. */
import { Socket, SocketDomain, SocketProtocol, SocketType } from "berkeley-sockets";
import { kinds as ordinary } from "./kinds.ts";

const experimental = new SocketProtocol("experimental", 253); // RFC 3692

export const factories: Record<string, () => Socket> = {
  "internet raw": () => Socket.create(SocketDomain.internet, SocketType.raw, experimental),
  "internet6 raw": () => Socket.create(SocketDomain.internet6, SocketType.raw, experimental),
  "internet raw icmp": () => Socket.create(SocketDomain.internet, SocketType.raw, SocketProtocol.icmp),
  "internet6 raw icmp6": () => Socket.create(SocketDomain.internet6, SocketType.raw, SocketProtocol.icmp6),
  "internet udpLite": () => Socket.create(SocketDomain.internet, SocketType.datagram, SocketProtocol.udpLite),
  "internet6 udpLite": () => Socket.create(SocketDomain.internet6, SocketType.datagram, SocketProtocol.udpLite),
  "netlink raw": () => Socket.create(SocketDomain.netlink, SocketType.raw),
  "packet raw": () => Socket.create(SocketDomain.packet, SocketType.raw),
  "packet datagram": () => Socket.create(SocketDomain.packet, SocketType.datagram),
};
for (const domain of [SocketDomain.internet, SocketDomain.internet6]) {
  factories[`${domain} mptcp`] = () => Socket.create(domain, SocketType.stream, SocketProtocol.mptcp);
}
for (const { name, domain, type } of ordinary) factories[name] = () => Socket.create(domain, type);
