/** examples/dns.ts: its server asked by dig and nslookup, its resolver answered by dnsmasq; by UDP, and by TCP. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Namespace } from "../support/namespace.ts";
import { startForeign, startInside, withoutPeers } from "../support/network-example.ts";
import type { Running } from "../support/running.ts";

const long = (letter: string): string => `"${letter.repeat(200)}"`;
const records = [
  "www.example.test A 192.0.2.1",
  "www.example.test A 192.0.2.2",
  "www.example.test AAAA 2001:db8::1",
  "web.example.test CNAME www.example.test",
  "example.test MX 10 mail.example.test",
  "_http._tcp.example.test SRV 0 5 8080 www.example.test",
  `big.example.test TXT ${long("a")} ${long("b")} ${long("c")} ${long("d")}`,
];

async function serve(space: Namespace): Promise<{ server: Running; port: string }> {
  const server = startInside(space, "dns", "--serve", "--port", "0", ...records);
  const [, port = ""] = await server.until(/^serving 7 records on 127\.0\.0\.1:(\d+)\n/);
  return { server, port };
}

async function stop(server: Running): Promise<void> {
  server.child.kill("SIGINT");
  const { code, err } = await server.end;
  assert.deepEqual([code, err], [0, ""]);
}

describe("examples/dns.ts", { skip: withoutPeers() }, () => {
  it("serves dig", { skip: withoutPeers("dig") }, async () => {
    using space = new Namespace();
    const { server, port } = await serve(space);
    const dig = async (...args: string[]): Promise<string> => {
      const { out } = await startForeign(space, "dig", "@127.0.0.1", "-p", port, "+tries=1", ...args).end;
      return out;
    };
    assert.equal(await dig("+short", "www.example.test"), "192.0.2.1\n192.0.2.2\n");
    assert.equal(await dig("+short", "WWW.example.test", "AAAA"), "2001:db8::1\n");
    assert.equal(await dig("+short", "web.example.test"), "www.example.test.\n192.0.2.1\n192.0.2.2\n");
    assert.equal(await dig("+short", "example.test", "MX"), "10 mail.example.test.\n");
    assert.equal(await dig("+short", "_http._tcp.example.test", "SRV"), "0 5 8080 www.example.test.\n");
    assert.match(await dig("nowhere.test"), /status: NXDOMAIN/);
    assert.match(await dig("example.test", "A"), /status: NOERROR[\s\S]*ANSWER: 0/);
    const big = await dig("big.example.test", "TXT");
    assert.match(big, /Truncated, retrying in TCP mode/);
    assert.ok(big.includes(long("d")));
    assert.match(await dig("+ignore", "big.example.test", "TXT"), /flags: qr aa tc/);
    assert.equal(await dig("+short", "+tcp", "www.example.test"), "192.0.2.1\n192.0.2.2\n");
    await stop(server);
  });

  it("serves nslookup", { skip: withoutPeers("nslookup") }, async () => {
    using space = new Namespace();
    const { server, port } = await serve(space);
    const { out } = await startForeign(space, "nslookup", `-port=${port}`, "web.example.test", "127.0.0.1").end;
    assert.match(out, /web\.example\.test\s+canonical name = www\.example\.test\./);
    assert.match(out, /Name:\s+www\.example\.test\nAddress: 192\.0\.2\.1\n/);
    await stop(server);
  });

  it("lives on when it is sent nonsense", { skip: withoutPeers("python3") }, async () => {
    using space = new Namespace();
    const { server, port } = await serve(space);
    const source = `
import os, socket, sys
to = ("127.0.0.1", int(sys.argv[1]))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for length in range(64): udp.sendto(os.urandom(length), to)
head = b"\\0\\1\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0"
udp.sendto(head + b"\\xc0\\x0c\\0\\1\\0\\1", to)  # a name that goes on in itself
udp.sendto(head + b"\\x3fshort", to)
tcp = socket.create_connection(to)
tcp.sendall(b"\\0\\5abc")
tcp.close()`;
    await space.runPython(source, port);
    const { code, out } = await startInside(space, "dns", "-s", "127.0.0.1", "-p", port, "example.test", "MX").end;
    assert.deepEqual([code, out], [0, "example.test 60 MX 10 mail.example.test\n"]);
    await stop(server);
  });

  it("asks dnsmasq", { skip: withoutPeers("dnsmasq") }, async () => {
    using space = new Namespace();
    const server = startForeign(
      space,
      "dnsmasq",
      ...["--no-daemon", "--conf-file=/dev/null", "--user=root", "--pid-file", "--no-resolv", "--no-hosts"],
      ...["--listen-address=127.0.0.1", "--bind-interfaces", "--host-record=www.example.test,192.0.2.7,2001:db8::7"],
      ...["--cname=web.example.test,www.example.test", "--mx-host=example.test,mail.example.test,20"],
      ...["e", "f", "g", "h"].map((letter) => `--txt-record=big.example.test,${letter.repeat(200)}`),
    );
    await server.until(/started/);
    const ask = async (...args: string[]) => {
      const { code, out, err } = await startInside(space, "dns", "-s", "127.0.0.1", ...args).end;
      return { code, err, lines: out.trimEnd().split("\n").sort() };
    };
    assert.deepEqual(await ask("www.example.test"), {
      ...{ code: 0, err: "127.0.0.1:53, by udp: no error, 1 records\n" },
      lines: ["www.example.test 0 A 192.0.2.7"],
    });
    assert.deepEqual((await ask("www.example.test", "aaaa")).lines, ["www.example.test 0 AAAA 2001:db8::7"]);
    assert.deepEqual((await ask("web.example.test")).lines, [
      "web.example.test 0 CNAME www.example.test",
      "www.example.test 0 A 192.0.2.7",
    ]);
    assert.deepEqual((await ask("--tcp", "example.test", "MX")).lines, ["example.test 0 MX 20 mail.example.test"]);
    const big = await ask("big.example.test", "TXT");
    assert.match(big.err, /by tcp, for the answer was too long for udp: no error, 4 records/);
    assert.deepEqual(
      big.lines,
      ["e", "f", "g", "h"].map((letter) => `big.example.test 0 TXT ${long(letter)}`),
    );
    const refused = await ask("elsewhere.test");
    assert.deepEqual([refused.code, refused.lines], [1, [""]]);
    assert.match(refused.err, /refused, 0 records/);
    server.child.kill("SIGTERM");
    await server.end;
  });

  it("says what is wrong", async () => {
    using space = new Namespace();
    const failed = async (...args: string[]): Promise<string> => (await startInside(space, "dns", ...args).end).err;
    assert.equal(await failed("-s", "127.0.0.1", "-p", "1", "x.test"), "dns: nobody serves names at 127.0.0.1:1\n");
    assert.equal(
      await failed("--serve", "-p", "0", "x.test A nowhere"),
      "dns: text must be an IPv4 address of four decimal octets, not 'nowhere'\n",
    );
    assert.equal(await failed("x.test", "WHAT", "-s", "127.0.0.1"), "dns: WHAT is no type of records known here\n");
  });
});
