/** Filters as others make and see them: tcpdump's compiler, strace, and bpf(2) by way of python3. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import {
  type InternetAddress,
  interfaceIndex,
  Socket,
  SocketDomain,
  SocketType,
  UnknownAddress,
} from "berkeley-sockets";
import { FilterProgram, SO_ATTACH_FILTER, SO_GET_FILTER } from "berkeley-sockets/options";
import { finished } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { udp } from "../support/each-kind.ts";
import { done, expectWouldBlock } from "../support/expect.ts";
import { bytes, connectedPair, create, using, waitFor } from "../support/kinds.ts";
import { foreignEnv, notRoot, withoutProgram } from "../support/probe.ts";

const noFilters = SO_ATTACH_FILTER.available ? false : "this platform has no socket filters";

/** What tcpdump compiles an expression to, for packets that begin with an Ethernet header. */
function compiled(expression: string): FilterProgram {
  const { stdout, stderr, status } = spawnSync("tcpdump", ["-ddd", "-y", "EN10MB", expression], {
    encoding: "utf8",
    env: foreignEnv,
  });
  assert.equal(status, 0, stderr);
  return FilterProgram.parse(stdout);
}

describe("tcpdump", { skip: noFilters || withoutProgram("tcpdump") }, () => {
  for (const expression of [
    "",
    "udp port 53",
    "ip6 and not arp",
    "host 127.0.0.1 and (tcp port 80 or tcp port 443)",
    "net 192.0.2.0/24 and icmp[icmptype] == icmp-echo",
    "vlan 5 and udp",
    "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src and dst net 10.0.0.0/8",
    "greater 100 and ether[0] & 1 = 0 and ip[8] < 5",
    "ip6 host fe80::1 and portrange 1000-2000",
  ]) {
    it(`an expression's program, taken by us and by the kernel: ${expression || "(all)"}`, () => {
      const program = compiled(expression);
      using socket = create(udp);
      socket.setOption(SO_ATTACH_FILTER, program);
      assert.ok(socket.getOption(SO_GET_FILTER)?.equals(program));
      assert.ok(FilterProgram.assemble(String(program)).equals(program));
    });
  }

  it("-dd prints what the assembler reads", () => {
    const { stdout } = spawnSync("tcpdump", ["-dd", "-y", "EN10MB", "udp port 53"], {
      encoding: "utf8",
      env: foreignEnv,
    });
    assert.ok(FilterProgram.assemble(stdout).equals(compiled("udp port 53")));
  });

  it("its filter lets a packet socket have one port's datagrams and no others", { skip: notRoot }, () => {
    using(connectedPair(udp), (sender, receiver) => {
      const { port } = receiver.localAddress as InternetAddress;
      using socket = Socket.create(SocketDomain.packet, SocketType.raw); // which has nothing before bind
      socket.setOption(SO_ATTACH_FILTER, compiled(`udp dst port ${port}`));
      const address = new Uint8Array(20);
      address.set([...new Uint8Array(new Uint16Array([17]).buffer), 8, 0]);
      address.set(new Uint8Array(new Int32Array([interfaceIndex("lo")]).buffer), 4);
      socket.bind(new UnknownAddress(17, address));
      receiver.send(bytes("fro"));
      sender.send(bytes("to"));
      waitFor(socket);
      assert.deepEqual(done(socket.receive(2048)).slice(14 + 20 + 8), bytes("to"));
      expectWouldBlock(socket.receive(2048));
    });
  });
});

describe("strace", { skip: noFilters || withoutProgram("strace", "-V") }, () => {
  it("sees the program, and its length in bytes where we say instructions", () => {
    const program = `
      import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
      import { FilterProgram, SO_ATTACH_FILTER, SO_ATTACH_REUSEPORT_CBPF, SO_DETACH_FILTER, SO_GET_FILTER, SO_REUSEPORT }
        from "berkeley-sockets/options";
      const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
      const filter = FilterProgram.assemble("ldb [8]\\n jeq #0x58, yes, no\\n yes: ret #-1\\n no: ret #0");
      socket.setOption(SO_ATTACH_FILTER, filter);
      socket.getOption(SO_GET_FILTER);
      socket.setOption(SO_DETACH_FILTER, true);
      socket.setOption(SO_REUSEPORT, true);
      socket.setOption(SO_ATTACH_REUSEPORT_CBPF, filter);`;
    const { stderr } = spawnSync(
      "strace",
      ["-v", "-e", "trace=getsockopt,setsockopt", process.execPath, "--input-type=module", "--eval", program],
      { encoding: "utf8", cwd: root },
    );
    const lines = stderr.split("\n").filter((line) => /FILTER|REUSEPORT|BPF/.test(line));
    if (lines.length === 0 && /ptrace|not permitted/i.test(stderr)) return; // a sandbox without ptrace(2)
    const filter =
      "{len=4, filter=[BPF_STMT(BPF_LD|BPF_B|BPF_ABS, 0x8), BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x58, 0, 0x1), " +
      "BPF_STMT(BPF_RET|BPF_K, 0xffffffff), BPF_STMT(BPF_RET|BPF_K, 0)]}";
    const [attach = "", get = "", detach = "", reuse = "", steer = ""] = lines;
    assert.ok(attach.includes(`SOL_SOCKET, SO_ATTACH_FILTER, ${filter}, 16) = 0`), attach);
    // Some print what was asked for by the name of the number, which two options share.
    assert.match(get, /^getsockopt\(\d+, SOL_SOCKET, SO_(?:GET|ATTACH)_FILTER, .*\[(?:4096 => )?4\]\) = 0/);
    assert.match(detach, /SO_DETACH_FILTER, .*, 4\) = 0/);
    assert.match(reuse, /SO_REUSEPORT, \[1\], 4\) = 0/);
    assert.ok(steer.includes(`SO_ATTACH_REUSEPORT_CBPF, ${filter}, 16) = 0`), steer);
  });
});

/** Loads a program by bpf(2) that returns a number, and becomes Node with its descriptor: `process.argv[1]`. */
const loader = `
import ctypes, os, platform, struct, sys
result, node, source = sys.argv[1:]
instructions = ctypes.create_string_buffer(struct.pack("=BBhiBBhi", 0xb7, 0, 0, int(result), 0x95, 0, 0, 0))
license = ctypes.create_string_buffer(b"GPL")
log = ctypes.create_string_buffer(65536)
attributes = ctypes.create_string_buffer(struct.pack("=IIQQIIQI", 1, 2, ctypes.addressof(instructions),
    ctypes.addressof(license), 1, len(log), ctypes.addressof(log), 0).ljust(144, b"\\0"))
libc = ctypes.CDLL(None, use_errno=True)
number = {"x86_64": 321, "aarch64": 280}[platform.machine()]
fd = libc.syscall(number, 5, attributes, len(attributes))
if fd < 0: sys.exit("bpf: " + os.strerror(ctypes.get_errno()))
os.set_inheritable(fd, True)
os.execv(node, [node, "--input-type=module", "--eval", source, str(fd)])`;

const noBpf =
  noFilters ||
  notRoot ||
  withoutProgram("python3") ||
  (["x64", "arm64"].includes(process.arch) ? false : "bpf(2) has another number here");

describe("an extended program that python3 has loaded", { skip: noBpf }, () => {
  async function run(result: number, source: string): Promise<string | undefined> {
    const child = spawn("python3", ["-c", loader, String(result), process.execPath, source], { cwd: root });
    const { code, out, err } = await finished(child);
    if (code !== 0 && /^bpf: /m.test(err)) return undefined;
    assert.equal(code, 0, err);
    return out;
  }
  const prelude = `
    import { InternetAddress, pollSockets, Socket, SocketDomain, SocketType } from "berkeley-sockets";
    import * as options from "berkeley-sockets/options";
    const fd = Number(process.argv[1]);
    const create = () => Socket.create(SocketDomain.internet, SocketType.datagram);
    const next = (...sockets) => {
      const [{ entry }] = pollSockets(sockets.map((socket) => ({ socket, read: true })), 10_000);
      return [entry.socket, entry.socket.receive(10).length];
    };
    const sender = create();
    const receiver = create();`;

  it("is a socket's filter, and no classic one to read back", async (t) => {
    const out = await run(
      9,
      `${prelude}
      receiver.bind(InternetAddress.loopback(0));
      receiver.setOption(options.SO_ATTACH_BPF, fd);
      sender.sendTo(new Uint8Array(5), receiver.localAddress);
      console.log(next(receiver)[1]); // 9 bytes, of which 8 are the header
      try { receiver.getOption(options.SO_GET_FILTER); } catch (error) { console.log(error.code); }
      receiver.setOption(options.SO_DETACH_BPF, true);
      sender.sendTo(new Uint8Array(5), receiver.localAddress);
      console.log(next(receiver)[1]);`,
    );
    if (out === undefined) return t.skip("bpf(2) is not allowed here");
    assert.equal(out, "1\nEACCES\n5\n");
  });

  it("chooses among sockets that share an address", async (t) => {
    const out = await run(
      2,
      `${prelude}
      const sockets = [receiver, create(), create()];
      for (const socket of sockets) {
        socket.setOption(options.SO_REUSEPORT, true);
        socket.bind(sockets[0].localAddress.port === 0 ? InternetAddress.loopback(0) : sockets[0].localAddress);
      }
      receiver.setOption(options.SO_ATTACH_REUSEPORT_EBPF, fd);
      for (let sent = 0; sent < 20; sent++) sender.sendTo(new Uint8Array(1), receiver.localAddress);
      const counts = [0, 0, 0];
      for (let got = 0; got < 20; got++) counts[sockets.indexOf(next(...sockets)[0])] += 1;
      console.log(counts.join(" "));`,
    );
    if (out === undefined) return t.skip("bpf(2) is not allowed here");
    assert.equal(out, "0 0 20\n");
  });
});
