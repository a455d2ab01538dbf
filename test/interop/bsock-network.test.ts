/** `bsock` ping, trace, monitor and sniff in network namespaces: the kernel, ip(8), ping(8) and tcpdump(8) answer. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Json, program, runIn, startIn } from "../support/bsock.ts";
import { finished } from "../support/child.ts";
import { valuesOf } from "../support/lines.ts";
import { Namespace, withoutNamedNamespaces } from "../support/namespace.ts";
import { Path } from "../support/path.ts";
import { foreignEnv, withoutIpv6, withoutProgram } from "../support/probe.ts";
import { running } from "../support/running.ts";

// setpriv(1) starts without what is preloaded, and the add-on needs it.
const preloaded = process.env["LD_PRELOAD"] === undefined ? false : "a process of fewer privileges has no sanitizer";
const skip = withoutNamedNamespaces() || withoutIpv6();

/** The JSON lines of a command. */
async function events(space: Namespace, code: number, ...args: string[]): Promise<Json[]> {
  const { code: ended, out, err } = await runIn(space, ...args, "--json");
  assert.equal(ended, code, out + err);
  return valuesOf<Json>(out);
}

const without = (json: Json | undefined, ...names: string[]): Json =>
  Object.fromEntries(Object.entries(json ?? {}).filter(([name]) => !names.includes(name)));

describe("a way over two routers", { skip }, () => {
  let path: Path;
  before(() => {
    path = new Path();
  });
  after(() => path[Symbol.dispose]());

  const ways = [
    ["10.77.3.2", ["10.77.1.2", "10.77.2.2", "10.77.3.2"]],
    ["fd77:3::2", ["fd77:1::2", "fd77:2::2", "fd77:3::2"]],
  ] as const;
  for (const [to, hops] of ways) {
    it(`ping ${to}: replies with the hops they have left, and statistics`, async () => {
      const told = await events(path.first, 0, "ping", to, "-c", "3", "-i", "5", "-s", "1000", "-w", "10000");
      const replies = told.filter(({ event }) => event === "reply");
      assert.deepEqual(
        replies.map((reply) => without(reply, "milliseconds")),
        [1, 2, 3].map((sequence) => ({
          event: "reply",
          sequence,
          from: to,
          bytes: 1008,
          ttl: 62,
          duplicate: false,
          intact: true,
        })),
      );
      const { rtt, ...rest } = told.at(-1) as Json & { rtt: Record<string, number> };
      assert.deepEqual(without(rest, "milliseconds", "socket"), {
        event: "statistics",
        host: to,
        address: to,
        transmitted: 3,
        received: 3,
        duplicates: 0,
        errors: 0,
        loss: 0,
      });
      const { min = 0, avg = 0, max = 0 } = rtt;
      assert.ok(min > 0 && min <= avg && avg <= max, JSON.stringify(rtt));
      assert.ok(
        replies.every(({ milliseconds }) => (milliseconds as number) >= min && (milliseconds as number) <= max),
      );
    });

    it(`ping ${to} --ttl: a router says that the request did not live so long`, async () => {
      const { code, out } = await runIn(path.first, "ping", to, "-c", "1", "-t", "2", "-w", "10000");
      assert.equal(code, 1);
      assert.match(out, new RegExp(`^From ${hops[1]}: icmp_seq=1 time exceeded$`, "m"));
      assert.match(out, /^1 packets transmitted, 0 received, \+1 errors, 100% packet loss, time \d+ms$/m);
    });

    it(`trace ${to}: every router, then the host`, async () => {
      const told = await events(path.first, 0, "trace", "-n", "-w", "10000", to);
      const found = told.slice(0, -1).map(({ hop, probes }) => [hop, (probes as Json[]).map(({ address }) => address)]);
      assert.deepEqual(
        found,
        hops.map((address, at) => [at + 1, [address, address, address]]),
      );
      assert.deepEqual(told.at(-1), { event: "statistics", host: to, address: to, hops: 3, reached: true });
    });
  }

  it("trace: a port that is open answers too; the way may be too long; no route ends it", async () => {
    const listener = path.last.spawnProgram(
      "python3",
      "-c",
      "import socket;s=socket.socket(2,2);s.bind(('',40000));print(1,flush=True);d,a=s.recvfrom(99);s.sendto(d,a)",
    );
    const end = finished(listener);
    await new Promise((resolve) => listener.stdout?.once("data", resolve));
    const args = ["trace", "-n", "-p", "1", "-w", "10000"];
    const [hop] = await events(path.first, 0, ...args, "-f", "3", "--port", "40000", "10.77.3.2");
    assert.deepEqual([hop?.["hop"], hop?.["reached"]], [3, true]);
    await end;
    const { code, out } = await runIn(path.first, ...args, "-m", "2", "10.77.3.2");
    assert.equal(code, 1);
    assert.match(out, /^ 2 {2}10\.77\.2\.2 {2}[\d.]+ ms\n10\.77\.3\.2 not reached after 2 hops\n$/m);
    const unrouted = await runIn(path.first, ...args, "10.99.0.1");
    assert.equal(unrouted.code, 1);
    assert.match(unrouted.err, /^bsock: sendmsg ENETUNREACH 10\.99\.0\.1:33434\n$/);
  });

  it("the kernel answers what ping(8) sends beside us, and each gets its own", {
    skip: withoutProgram("ping", "-V"),
  }, async () => {
    const theirs = finished(path.first.spawnProgram("ping", "-n", "-c", "5", "-i", "0.2", "10.77.3.2"));
    const told = await events(path.first, 0, "ping", "--raw", "-c", "5", "-i", "100", "-w", "10000", "10.77.3.2");
    assert.equal(told.filter(({ event }) => event === "reply").length, 5);
    assert.match((await theirs).out, /5 received, 0% packet loss/);
  });

  it("ping: nobody there; interrupted it tells its statistics and ends by the signal", async () => {
    const { child, end, until } = startIn(path.first, "ping", "-i", "20", "-w", "1", "10.77.3.2");
    await until(/icmp_seq=3 ttl=62/);
    // The child is ip(8), which has become node.
    child.kill("SIGINT");
    const { code, signal, out } = await end;
    assert.ok(signal === "SIGINT" || code === 130, `${code} ${signal}`);
    assert.match(out, /--- 10\.77\.3\.2 ping statistics ---\n\d+ packets transmitted, .*\nrtt min\/avg/);
  });
});

describe("bsock ping without a privilege", { skip: skip || withoutProgram("setpriv") || preloaded }, () => {
  const nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups", process.execPath, program];

  it("says which it lacks, and the way without; takes the unprivileged socket where it may", async () => {
    using space = new Namespace();
    const ping = async (...args: string[]): Promise<{ code: number | null; out: string; err: string }> => {
      const { child, end } = running(space.spawnProgram("setpriv", ...nobody, ...args) as never);
      child.stdin.end();
      return end;
    };
    const refused = await ping("ping", "-c", "1", "127.0.0.1");
    assert.deepEqual([refused.code, refused.out], [1, ""]);
    assert.match(
      refused.err,
      /^bsock: socket EPERM: raw sockets need CAP_NET_RAW\. Without it: .*ping_group_range.*\n$/,
    );
    const sniffed = await ping("sniff");
    assert.deepEqual([sniffed.code, sniffed.out], [1, ""]);
    assert.match(sniffed.err, /^bsock: socket EPERM: packet sockets need CAP_NET_RAW\. Without it: .*unshare.*\n$/);
    const low = await ping("listen", "127.0.0.1", "80");
    assert.match(low.err, /^bsock: bind EACCES 127\.0\.0\.1:80: .*CAP_NET_BIND_SERVICE\. Without it: a port from 1024/);
    space.set("net.ipv4.ping_group_range", "65534 65534");
    for (const to of ["127.0.0.1", "::1"]) {
      const { code, out, err } = await ping("ping", "-c", "1", "-w", "10000", to);
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out, /unprivileged socket\n64 bytes from \S+: icmp_seq=1 ttl=64 time=\S+ ms\n/);
    }
  });
});

describe("bsock monitor", { skip }, () => {
  it("tells what ip(8) adds, changes and removes, old and new", async () => {
    using space = new Namespace();
    const { child, end, until } = startIn(space, "monitor", "--json", "links", "addresses", "routes");
    await until(/listening for changes/);
    space.ip("link", "add", "v0", "mtu", "1300", "type", "veth", "peer", "name", "v1");
    space.set("net.ipv6.conf.v0.disable_ipv6", "1");
    space.ip("link", "set", "v0", "mtu", "1400");
    space.ip("link", "set", "v0", "up");
    space.ip("addr", "add", "192.0.2.1/24", "dev", "v0");
    space.ip("link", "set", "v1", "up");
    space.ip("route", "add", "198.51.100.0/24", "via", "192.0.2.9", "metric", "7");
    space.ip("link", "del", "v0");
    await until(/"event":"removed","kind":"link","interface":"v0"/);
    child.kill("SIGINT");
    const { out, err } = await end;
    assert.match(err, /\d+ changes in [\d.]+ s\n$/);
    const told = valuesOf<Json & { entry: Json; before: Json }>(out).filter((each) => each.interface === "v0");
    const find = (event: string, kind: string, member = "kind"): (typeof told)[number] | undefined =>
      told.find(
        (each) => each["event"] === event && each["kind"] === kind && (event !== "changed" || member in each.before),
      );
    const link = find("added", "link")?.entry;
    assert.deepEqual([link?.["name"], link?.["mtu"], link?.["deviceKind"]], ["v0", 1300, "veth"]);
    const changed = find("changed", "link", "mtu");
    assert.deepEqual([changed?.before["mtu"], changed?.entry["mtu"]], [1300, 1400]);
    assert.ok(!JSON.stringify(find("changed", "link", "flags")?.before["flags"]).includes('"up"'));
    const address = find("added", "address")?.entry;
    assert.deepEqual(
      [address?.["address"], address?.["prefixLength"], address?.["domain"]],
      ["192.0.2.1", 24, "internet"],
    );
    const route = told.find(({ entry }) => entry["destination"] === "198.51.100.0")?.entry;
    assert.deepEqual([route?.["gateway"], route?.["priority"], route?.["table"]], ["192.0.2.9", 7, "main"]);
    assert.ok(find("removed", "link") !== undefined && find("removed", "address") !== undefined);
  });

  it("keeps to what is asked for, ends after --count, and reads well", async () => {
    using space = new Namespace();
    const { end, until } = startIn(space, "monitor", "addresses", "-c", "2");
    await until(/listening for changes of addresses/);
    space.ip("addr", "add", "192.0.2.1/32", "dev", "lo");
    space.ip("addr", "del", "192.0.2.1/32", "dev", "lo");
    const { code, out } = await end;
    assert.equal(code, 0);
    const lines = out.trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => line.slice("00:00:00.000 ".length)),
      [
        "added   address 192.0.2.1/32 on lo universe permanent",
        "removed address 192.0.2.1/32 on lo universe permanent",
      ],
    );
  });
});

describe("bsock sniff", { skip: skip || withoutProgram("tcpdump") || withoutProgram("python3") }, () => {
  const folder = mkdtempSync(join(tmpdir(), "bsock-sniff-"));
  after(() => rmSync(folder, { recursive: true }));
  const dump = (file: string, ...args: string[]): string[] => {
    const { stdout, stderr, status } = spawnSync("tcpdump", ["-n", "-r", file, "--nano", "-tt", ...args], {
      encoding: "utf8",
      env: foreignEnv,
    });
    assert.equal(status, 0, stderr);
    return stdout.trimEnd().split("\n");
  };
  /** Sends datagrams to a port of the loopback. */
  const send = (space: Namespace, port: number, ...texts: string[]): Promise<unknown> =>
    finished(
      space.spawnPython(
        `import socket, sys; s = socket.socket(2, 2)
for t in sys.argv[1:]: s.sendto(t.encode(), ("127.0.0.1", ${port}))`,
        ...texts,
      ),
    );

  it("a file that tcpdump reads: the same packets, the same times; the filter keeps out the rest", async () => {
    using space = new Namespace();
    const file = join(folder, "lo.pcap");
    const filter = ["ldh [36]", "jne #4242, no", "ret #60", "no: ret #0"];
    const { end, until } = startIn(space, "sniff", "-i", "lo", "-c", "2", "-w", file, "--json", ...filter);
    await until(/listening on lo/);
    await send(space, 4241, "not this");
    await send(space, 4242, "short", "x".repeat(100));
    const { code, out, err } = await end;
    assert.deepEqual([code, err], [0, "bsock: listening on lo; Ctrl-C ends it\n"]);
    const [first, second, last] = valuesOf<Json>(out);
    assert.deepEqual(without(first, "time", "sourcePort"), {
      event: "packet",
      interface: "lo",
      direction: "host",
      from: "00:00:00:00:00:00",
      to: "00:00:00:00:00:00",
      etherType: 0x800,
      source: "127.0.0.1",
      destination: "127.0.0.1",
      ttl: 64,
      protocol: "UDP",
      destinationPort: 4242,
      payload: 5,
      length: 47,
      captured: 47,
    });
    assert.deepEqual([second?.["length"], second?.["captured"], second?.["payload"]], [142, 60, 100]);
    assert.deepEqual([last?.["event"], last?.["captured"], last?.["drops"]], ["statistics", 2, 0]);
    const seconds = (time: unknown): string => String(time).replace(/(\d{9})$/, ".$1");
    const lines = dump(file);
    assert.deepEqual(
      lines.map((line) => line.split(" ")[0]),
      [seconds(first?.["time"]), seconds(second?.["time"])],
    );
    assert.match(lines[0] ?? "", /IP 127\.0\.0\.1\.\d+ > 127\.0\.0\.1\.4242: UDP, length 5$/);
    assert.match(lines[1] ?? "", /127\.0\.0\.1\.4242: UDP, length 100$/);
  });

  it("of every interface: cooked, through stdout to tcpdump; a program of tcpdump's own", async () => {
    using space = new Namespace();
    const { child, end, until } = startIn(space, "sniff", "-c", "1", "-w", "-");
    const chunks: Buffer[] = [];
    child.stdout.setEncoding("latin1");
    child.stdout.on("data", (text: string) => chunks.push(Buffer.from(text, "latin1")));
    await until(/listening on every interface/);
    await send(space, 4243, "hello");
    assert.equal((await end).code, 0);
    const { stdout, stderr } = spawnSync("tcpdump", ["-n", "-r", "-"], {
      input: Buffer.concat(chunks),
      encoding: "utf8",
    });
    assert.match(stderr, /link-type LINUX_SLL2/);
    assert.match(stdout, /lo +In +IP 127\.0\.0\.1\.\d+ > 127\.0\.0\.1\.4243: UDP, length 5/);

    const compiled = spawnSync("tcpdump", ["-ddd", "-y", "EN10MB", "udp dst port 4244"], { encoding: "utf8" });
    const second = startIn(space, "sniff", "-i", "lo", "-c", "1", compiled.stdout);
    await second.until(/listening on lo/);
    await send(space, 4245, "no");
    await send(space, 4244, "yes");
    const { out, err } = await second.end;
    assert.match(out, /^\d\d:\d\d:\d\d\.\d{9} lo IPv4 127\.0\.0\.1:\d+ > 127\.0\.0\.1:4244 UDP data 3 length 45\n$/);
    assert.match(err, /1 packets captured, \d+ passed the filter, 0 dropped by the kernel\n$/);
  });

  it("keeps a VLAN tag, and tells ARP, TCP and ICMPv6", async () => {
    using space = new Namespace();
    space.ip("link", "add", "v0", "type", "veth", "peer", "name", "v1");
    const file = join(folder, "veth.pcap");
    for (const name of ["v0", "v1"]) space.ip("link", "set", name, "up");
    const { end, until } = startIn(
      space,
      "sniff",
      "-i",
      "v1",
      "-c",
      "3",
      "-w",
      file,
      "ldh [12]",
      "jne #0x806, no",
      "ret #-1",
      "no: ldh [12]",
      "jne #0x8864, drop",
      "ret #-1",
      "drop: ret #0",
    );
    await until(/listening on v1/);
    const frames = String.raw`
import socket
s = socket.socket(17, 3); s.bind(("v0", 0))
arp = bytes.fromhex("0001080006040001") + bytes.fromhex("02005e100001") + bytes([192,0,2,1]) + bytes(6) + bytes([192,0,2,2])
s.send(b"\xff" * 6 + bytes.fromhex("02005e100001") + bytes.fromhex("0806") + arp)
s.send(b"\xff" * 6 + bytes.fromhex("02005e100001") + bytes.fromhex("8100" "2064" "0806") + arp)
s.send(b"\xff" * 6 + bytes.fromhex("02005e100001") + bytes.fromhex("8864") + b"session")`;
    const sent = await finished(space.spawnPython(frames));
    assert.equal(sent.code, 0, sent.err);
    const { out } = await end;
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/^\S+ /, ""));
    assert.deepEqual(lines, [
      "v1 arp 192.0.2.1 > 192.0.2.2 who has 192.0.2.2? length 42",
      "v1 vlan 100 arp 192.0.2.1 > 192.0.2.2 who has 192.0.2.2? length 46",
      "v1 0x8864 02:00:5e:10:00:01 > ff:ff:ff:ff:ff:ff data 7 length 21",
    ]);
    const [plain = "", tagged = ""] = dump(file, "-e");
    assert.match(plain, /ethertype ARP .*Request who-has 192\.0\.2\.2 tell 192\.0\.2\.1/);
    assert.match(tagged, /ethertype 802\.1Q \(0x8100\), length 46: vlan 100, p 1, .*who-has 192\.0\.2\.2/);
  });
});
