/** What the kernel is given, as strace(1) reads it: addresses and options of netlink, packet and raw sockets. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, test } from "node:test";
import { finished } from "../support/child.ts";
import { foreignEnv, notLinux, notRoot, withoutProgram } from "../support/probe.ts";

/** Why strace cannot look here, if it cannot. */
async function withoutStrace(): Promise<string | false> {
  const lacking = notLinux || withoutProgram("strace", "--version");
  if (lacking !== false) return lacking;
  const { code, err } = await finished(spawn("strace", ["-o", "/dev/null", "true"], { env: foreignEnv }));
  return code === 0 ? false : `strace may not look here: ${err.trim()}`;
}

/** The system calls that a module makes, one a line. */
async function calls(source: string): Promise<string[]> {
  const trace = "trace=socket,bind,connect,sendto,setsockopt,getsockopt";
  // What is preloaded is for the module, not for strace.
  const preload = `LD_PRELOAD=${process.env["LD_PRELOAD"] ?? ""}`;
  const child = spawn(
    "strace",
    ["-f", "-s", "200", "-E", preload, "-e", trace, process.execPath, "--input-type=module", "--eval", source],
    {
      cwd: new URL("../../..", import.meta.url),
      env: { ...foreignEnv, NODE_OPTIONS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const { code, err } = await finished(child, 60_000);
  assert.equal(code, 0, err.slice(-2000));
  return err.split("\n").map((line) => line.replace(/^\[pid +\d+\] /, ""));
}
/** One of the calls is this one; a `*` stands for anything. */
function assertCalled(lines: readonly string[], wanted: string): void {
  const pattern = new RegExp(
    wanted
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*"),
  );
  assert.ok(
    lines.some((line) => pattern.test(line)),
    `no ${wanted} in\n${lines.filter((line) => /NETLINK|PACKET|RAW|SOL_/.test(line)).join("\n")}`,
  );
}

const imports = `
import * as bsd from "berkeley-sockets";
import * as options from "berkeley-sockets/options";
const { Socket, SocketDomain, SocketProtocol, SocketType } = bsd;
const opened = [];
const open = (...kind) => {
  const socket = Socket.create(...kind);
  opened.push(socket);
  return socket;
};
process.on("exit", () => opened.forEach((socket) => socket.close()));
`;

const skip = await withoutStrace();
describe("strace reads", { skip }, () => {
  test("netlink's addresses and options, disconnecting, UDP-Lite", async () => {
    const portId = 2_000_000_000 + process.pid; // nobody else's
    const lines = await calls(`${imports}
const netlink = open(SocketDomain.netlink, SocketType.raw);
netlink.bind(new bsd.NetlinkAddress(${portId}, 0x11));
netlink.setOption(options.NETLINK_ADD_MEMBERSHIP, bsd.NetlinkGroup.internet6Route);
netlink.setOption(options.NETLINK_EXT_ACK, true);
netlink.getOption(options.NETLINK_LIST_MEMBERSHIPS);
const udp = open(SocketDomain.internet, SocketType.datagram);
udp.connect(bsd.InternetAddress.loopback(9));
udp.connect(bsd.UnspecifiedAddress.instance);
try {
  open(SocketDomain.internet, SocketType.datagram, SocketProtocol.udpLite).setOption(options.UDPLITE_SEND_CSCOV, 20);
} catch {}
`);
    assertCalled(lines, "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC|SOCK_NONBLOCK, NETLINK_ROUTE) = ");
    assertCalled(lines, `bind(*, {sa_family=AF_NETLINK, nl_pid=${portId}, nl_groups=0x000011}, 12) = 0`);
    assertCalled(lines, "setsockopt(*, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, [11], 4) = 0");
    assertCalled(lines, "setsockopt(*, SOL_NETLINK, NETLINK_EXT_ACK, [1], 4) = 0");
    assertCalled(lines, "getsockopt(*, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, [1041");
    assertCalled(lines, "connect(*, {sa_family=AF_UNSPEC, sa_data=*}, 16) = 0");
    if (lines.some((line) => /IPPROTO_UDPLITE\) = \d/.test(line))) {
      assertCalled(lines, "setsockopt(*, SOL_UDPLITE, *, [20], 4) = 0");
    }
  });

  test("packet addresses and options, ICMP filters", { skip: notRoot }, async () => {
    const lines = await calls(`${imports}
const packet = open(SocketDomain.packet, SocketType.raw);
packet.bind(new bsd.PacketAddress(bsd.EtherType.experimental, "lo"));
packet.setOption(options.PACKET_ADD_MEMBERSHIP, { interface: "lo", type: "multicast", address: "01:00:5e:00:00:09" });
packet.setOption(options.PACKET_FANOUT, { id: 4711, mode: "cpu", rollover: true });
packet.setOption(options.PACKET_QDISC_BYPASS, true);
packet.getOption(options.PACKET_STATISTICS);
packet.sendTo(new Uint8Array(20), new bsd.PacketAddress(bsd.EtherType.experimental, "lo", {
  hardwareAddress: "02:00:00:00:00:01", hardwareType: 772, packetType: "outgoing",
}));
open(SocketDomain.internet, SocketType.raw, SocketProtocol.icmp).setOption(options.ICMP_FILTER, { block: [8, 13] });
`);
    assertCalled(
      lines,
      'bind(*, {sa_family=AF_PACKET, sll_protocol=htons(ETH_P_802_EX1), sll_ifindex=if_nametoindex("lo")*}, 20) = 0',
    );
    assertCalled(
      lines,
      'setsockopt(*, SOL_PACKET, PACKET_ADD_MEMBERSHIP, {mr_ifindex=if_nametoindex("lo"), mr_type=PACKET_MR_MULTICAST, mr_alen=6, mr_address=01:00:5e:00:00:09}, 16) = 0',
    );
    assertCalled(lines, `setsockopt(*, SOL_PACKET, PACKET_FANOUT, [${((0x1002 << 16) | 4711) >>> 0}], 4) = 0`);
    assertCalled(lines, "setsockopt(*, SOL_PACKET, PACKET_QDISC_BYPASS, [1], 4) = 0");
    assertCalled(lines, "getsockopt(*, SOL_PACKET, PACKET_STATISTICS, {tp_packets=*, tp_drops=0}, [8]) = 0");
    assertCalled(
      lines,
      'sendto(*, 20, MSG_DONTWAIT|MSG_NOSIGNAL, {sa_family=AF_PACKET, sll_protocol=htons(ETH_P_802_EX1), sll_ifindex=if_nametoindex("lo"), sll_hatype=ARPHRD_LOOPBACK, sll_pkttype=PACKET_OUTGOING, sll_halen=6, sll_addr=[0x2, 00, 00, 00, 00, 0x1]}, 20) = 20',
    );
    assertCalled(lines, "setsockopt(*, SOL_RAW, ICMP_FILTER, [ICMP_ECHO ICMP_TIMESTAMP], 4) = 0");
  });
});
