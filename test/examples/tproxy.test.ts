/** examples/tproxy.ts on a router, between python3 clients and servers that know nothing of it. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { run } from "../support/ip.ts";
import { startInside, startPython, withoutPeers } from "../support/network-example.ts";
import { Row } from "../support/row.ts";
import { exampleFile } from "../support/run-example.ts";
import { type Running, running } from "../support/running.ts";

/** Says what it got and whom from: 80 by TCP, 53 by UDP, at both versions. */
const server = `
import socket, threading
def stream(version, address):
    listener = socket.create_server((address, 80), family=version)
    def serve():
        while True:
            connection, peer = listener.accept()
            data = b""
            while more := connection.recv(1000): data += more
            connection.sendall(data + b" from " + peer[0].encode())
            connection.close()
    threading.Thread(target=serve).start()
def datagram(version, address):
    bound = socket.socket(version, socket.SOCK_DGRAM)
    bound.bind((address, 53))
    def serve():
        while True:
            data, peer = bound.recvfrom(1000)
            bound.sendto(data + b" from " + peer[0].encode(), peer)
    threading.Thread(target=serve).start()
for kind in (stream, datagram):
    kind(socket.AF_INET, "10.77.2.2")
    kind(socket.AF_INET6, "fd77:2::2")
print("ready")`;

const client = `
import json, socket, sys
address = sys.argv[1]
told = {}
with socket.create_connection((address, 80), 10) as connection:
    peer = connection.getpeername()[0]
    connection.sendall(b"x" * 100000)
    connection.shutdown(socket.SHUT_WR)
    data = b""
    while more := connection.recv(100000): data += more
    told["tcp"] = [len(data), data.split(b"x")[-1].decode(), peer]
version = socket.AF_INET6 if ":" in address else socket.AF_INET
with socket.socket(version, socket.SOCK_DGRAM) as socket:
    socket.settimeout(10)
    socket.connect((address, 53))
    for question in (b"one", b"two"):
        socket.send(question)
        told[question.decode()] = socket.recv(1000).decode()
print(json.dumps(told))`;

interface Told {
  readonly tcp: readonly [number, string, string];
  readonly one: string;
  readonly two: string;
}

/** Why the router of a row cannot have such rules, if it cannot. */
function firewall(row: Row, ...rules: string[]): string | undefined {
  try {
    for (const rule of rules) run("ip", "netns", "exec", row.at(1).name, "nft", rule);
    return undefined;
  } catch (error) {
    return `no such rules here: ${error instanceof Error ? error.message : error}`;
  }
}

function turnAside(row: Row, version: "ip" | "ip6"): string | undefined {
  const ip = version === "ip" ? "-4" : "-6";
  row.at(1).ip(ip, "rule", "add", "fwmark", "1", "lookup", "100");
  row.at(1).ip(ip, "route", "add", "local", "default", "dev", "lo", "table", "100");
  return firewall(
    row,
    `add table ${version} proxy`,
    `add chain ${version} proxy in { type filter hook prerouting priority mangle; }`,
    `add rule ${version} proxy in iifname left tcp dport 80 tproxy to :3129 meta mark set 1`,
    `add rule ${version} proxy in iifname left udp dport 53 tproxy to :3129 meta mark set 1`,
  );
}

async function stop(...programs: Running[]): Promise<void> {
  for (const { child } of programs) child.kill("SIGINT");
  for (const { end } of programs) await end;
}

describe("examples/tproxy.ts", { skip: withoutPeers("nft", "python3", "setpriv") }, () => {
  for (const [version, goal, ours, flags] of [
    ["ip", "10.77.2.2", "10.77.2.1", []],
    ["ip6", "fd77:2::2", "fd77:2::1", ["-6"]],
  ] as const) {
    it(`passes on what TPROXY turns aside, ${version}`, async (t) => {
      using row = new Row(3);
      const lacking = turnAside(row, version);
      if (lacking !== undefined) return t.skip(lacking);
      const witness = startPython(row.at(2), server);
      await witness.until(/ready/);
      const proxy = startInside(row.at(1), "tproxy", "--wait", "3", ...flags);
      await proxy.until(/listening on/);
      const told = JSON.parse(await row.at(0).runPython(client, goal)) as Told;
      // The server saw the proxy, the client saw the server.
      assert.deepEqual(told.tcp, [100_000 + ` from ${ours}`.length, ` from ${ours}`, goal]);
      assert.deepEqual([told.one, told.two], [`one from ${ours}`, `two from ${ours}`]);
      const host = goal.includes(":") ? `[${goal}]` : goal;
      const escaped = host.replace(/[[\].]/g, "\\$&");
      await proxy.until(new RegExp(`^tcp \\S+ to ${escaped}:80: 100000 bytes there, ${told.tcp[0]} back$`, "m"));
      await proxy.until(new RegExp(`^udp \\S+ to ${escaped}:53: 2 datagrams there, 2 back$`, "m"));
      await stop(proxy, witness);
    });
  }

  it("passes on what REDIRECT turns aside, without a privilege", async (t) => {
    using row = new Row(3);
    const lacking = firewall(
      row,
      "add table ip proxy",
      "add chain ip proxy in { type nat hook prerouting priority dstnat; }",
      "add rule ip proxy in iifname left tcp dport 80 redirect to :3129",
    );
    if (lacking !== undefined) return t.skip(lacking);
    const witness = startPython(row.at(2), server);
    await witness.until(/ready/);
    const proxy = running(row.at(1).spawnFileWithout(["net_admin", "net_raw"], exampleFile("tproxy"), "--redirect"));
    await proxy.until(/listening on 0\.0\.0\.0:3129/);
    const told = JSON.parse(await row.at(0).runPython(client, "10.77.2.2")) as Told;
    assert.deepEqual(told.tcp, [100_000 + " from 10.77.2.1".length, " from 10.77.2.1", "10.77.2.2"]);
    assert.equal(told.one, "one from 10.77.1.1", "datagrams went by");
    await proxy.until(/^tcp 10\.77\.1\.1:\d+ to 10\.77\.2\.2:80: 100000 bytes there/m);
    await stop(proxy, witness);
  });

  it("does not call itself, and says what it cannot do", async () => {
    using row = new Row(2);
    const proxy = startInside(row.at(1), "tproxy");
    await proxy.until(/listening on/);
    const source = "import socket; print(socket.create_connection(('10.77.1.2', 3129), 10).recv(1))";
    assert.equal(await row.at(0).runPython(source), "b''\n");
    await proxy.until(/^tcp 10\.77\.1\.1:\d+ to 10\.77\.1\.2:3129: nobody turned it aside$/m);
    await stop(proxy);
    const refused = await running(row.at(1).spawnFileWithout(["net_admin", "net_raw"], exampleFile("tproxy"))).end;
    assert.equal(refused.code, 1);
    assert.match(refused.err, /^tproxy: a transparent socket needs root, CAP_NET_ADMIN or CAP_NET_RAW; [^\n]*\n$/);
  });
});
