/** examples/dns-server.ts, on `berkeley-sockets/reactor`: asked by dig and dnsperf, and by who does not know how. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { temporaryPath } from "../support/kinds.ts";
import { notLinux, withoutProgram } from "../support/probe.ts";
import { type Serving, startServing } from "../support/protocol-example.ts";
import { runExample, runForeign } from "../support/run-example.ts";

const long = (letter: string): string => `"${letter.repeat(200)}"`;
const records = [
  "www.example.test A 192.0.2.1",
  "www.example.test A 192.0.2.2",
  "www.Example.test AAAA 2001:db8::1",
  "alias.example.test CNAME www.example.test.",
  'example.test TXT "one text" "and another"',
  "1.2.0.192.in-addr.arpa PTR www.example.test",
  `big.example.test TXT ${["a", "b", "c", "d"].map(long).join(" ")}`,
  `huge.example.test TXT ${["a", "b", "c", "d", "e", "f", "g"].map(long).join(" ")}`,
];
const start = (): Promise<Serving> => startServing("dns-server", "--port", "0", ...records);

describe("examples/dns-server.ts, with dig", { skip: notLinux || withoutProgram("dig", "-v") }, () => {
  const asker =
    ({ port }: Serving) =>
    async (...args: string[]): Promise<string> => {
      const all = ["@127.0.0.1", "-p", String(port), "+tries=1", "+timeout=20", ...args];
      const { code, out } = await runForeign("dig", all);
      assert.equal(code, 0, out);
      return out;
    };

  it("answers what it knows, by UDP and by TCP", async () => {
    const server = await start();
    const dig = asker(server);
    for (const way of ["+notcp", "+tcp"]) {
      assert.equal(await dig("+short", way, "www.example.test"), "192.0.2.1\n192.0.2.2\n");
      assert.equal(await dig("+short", way, "WWW.example.test", "AAAA"), "2001:db8::1\n");
      assert.equal(await dig("+short", way, "example.test", "TXT"), '"one text" "and another"\n');
      assert.equal(await dig("+short", way, "-x", "192.0.2.1"), "www.example.test.\n");
      assert.equal(await dig("+short", way, "alias.example.test"), "www.example.test.\n192.0.2.1\n192.0.2.2\n");
      assert.equal(await dig("+short", way, "alias.example.test", "TXT"), "www.example.test.\n");
    }
    const whole = await dig("wWw.example.test");
    assert.match(
      whole,
      /status: NOERROR, id: \d+\n;; flags: qr aa rd; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1/,
    );
    assert.match(whole, /EDNS: version: 0, flags:; udp: 1232\n/);
    assert.match(whole, /\nwWw\.example\.test\.\t60\tIN\tA\t192\.0\.2\.1\n/);
    assert.doesNotMatch(whole, /WARNING: (Message|Messages|.*extra)/);
    assert.doesNotMatch(await dig("+noedns", "www.example.test"), /EDNS/);
    await server.stop();
  });

  it("says what it does not know, and what it does not do", async () => {
    const server = await start();
    const dig = asker(server);
    assert.match(await dig("none.example.test"), /status: NXDOMAIN.*\n;; flags: qr aa rd; QUERY: 1, ANSWER: 0/);
    assert.match(await dig("www.example.test", "MX"), /status: NOERROR.*\n;; flags: qr aa rd; QUERY: 1, ANSWER: 0/);
    assert.match(await dig("test"), /status: NOERROR.*\n.*ANSWER: 0/); // there are names below it
    assert.match(await dig("www.example.test", "CH", "A"), /status: REFUSED/);
    assert.match(await dig("+opcode=notify", "www.example.test"), /opcode: NOTIFY, status: NOTIMP/);
    assert.match(await dig("+header-only"), /status: FORMERR/);
    assert.match(await dig("+edns=1", "+noednsnegotiation", "www.example.test"), /status: BADVERS/);
    await server.stop();
  });

  it("sends by TCP what is too long for a datagram", async () => {
    const server = await start();
    const dig = asker(server);
    const big = await dig("+bufsize=512", "big.example.test", "TXT");
    assert.match(big, /Truncated, retrying in TCP mode/);
    assert.ok(big.includes(long("d")));
    assert.match(await dig("+ignore", "+noedns", "big.example.test", "TXT"), /flags: qr aa tc rd; QUERY: 1, ANSWER: 0/);
    const room = await dig("+ignore", "+bufsize=1232", "big.example.test", "TXT");
    assert.match(room, /flags: qr aa rd; QUERY: 1, ANSWER: 1/);
    const huge = await dig("+bufsize=4096", "huge.example.test", "TXT");
    assert.match(huge, /Truncated, retrying in TCP mode/);
    assert.ok(huge.includes(long("g")));
    await server.stop();
  });
});

describe("examples/dns-server.ts, with dnsperf", { skip: notLinux || withoutProgram("dnsperf", "-h") }, () => {
  it("loses no question of thousands", async () => {
    const server = await start();
    const path = temporaryPath("questions");
    const questions = "www.example.test A\nwww.example.test AAAA\nnone.test A\n1.2.0.192.in-addr.arpa PTR\n";
    writeFileSync(path, questions);
    for (const way of ["udp", "tcp"]) {
      const args = ["-s", "127.0.0.1", "-p", String(server.port), "-m", way, "-n", "2000", "-c", "4", "-d", path];
      const { code, out } = await runForeign("dnsperf", args);
      assert.equal(code, 0, out);
      assert.match(out, /Queries sent: +8000\n +Queries completed: +8000 \(100\.00%\)\n +Queries lost: +0/, out);
      assert.match(out, /Response codes: +NOERROR 6000 \(75\.00%\), NXDOMAIN 2000/, out);
    }
    rmSync(path);
    await server.stop();
  });
});

describe("examples/dns-server.ts, with questions of all kinds", { skip: notLinux || withoutProgram("python3") }, () => {
  it("lives on when it is sent nonsense, and takes streams in all pieces", async () => {
    const server = await start();
    const source = `
import os, socket, struct, sys
to = ("127.0.0.1", int(sys.argv[1]))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.settimeout(20)
def code(message):
    udp.sendto(message, to)
    answer = udp.recv(2000)
    assert answer[:2] == message[:2] and answer[2] & 0x80, answer
    return answer[3] & 15
head = b"\\x12\\x34\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0"
name = b"\\3www\\7example\\4test\\0"
good = head + name + b"\\0\\1\\0\\1"
for length in range(12): udp.sendto(os.urandom(length), to)  # is not answered
udp.sendto(b"\\x12\\x34\\x80" + good[3:], to)  # an answer: neither
print(code(good), code(head + b"\\xc0\\x0c\\0\\1\\0\\1"), code(head + b"\\x3fshort"), code(head), code(good[:-1]),
      code(head + b"\\x3f" * 300 + b"\\0\\0\\1\\0\\1"), code(good[:11] + b"\\1" + good[12:] + b"\\0\\0\\x29"))
tcp = socket.create_connection(to)
tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
framed = struct.pack("!H", len(good)) + good
for index in range(len(framed)): tcp.sendall(framed[index:index + 1])
tcp.sendall(framed * 3 + b"\\0\\5abcde" + framed)  # what is too short is passed over
stream = tcp.makefile("rb")
for _ in range(5):
    answer = stream.read(struct.unpack("!H", stream.read(2))[0])
    print(answer[:2].hex(), answer[7])
tcp.close()`;
    const { code, out, err } = await runForeign("python3", ["-c", source, String(server.port)]);
    assert.deepEqual([code, err], [0, ""]);
    assert.equal(out, `0 1 1 1 1 1 1\n${"1234 2\n".repeat(5)}`);
    await server.stop();
  });

  it("reads records from a file, and says what is wrong with one", async () => {
    const path = temporaryPath("zone");
    writeFileSync(path, '; a comment\n\nwww.test A 192.0.2.9\n txt.test  TXT "a; b" \n');
    const server = await startServing("dns-server", "--port", "0", "--file", path);
    rmSync(path);
    assert.match(await server.stop(), /^2 records, listening/);
    for (const [record, complaint] of [
      ["www.test", "it is not 'NAME TYPE DATA'"],
      ["www.test A nowhere", "text must be an IPv4 address"],
      ["www.test WHAT x", "records of type WHAT"],
    ] as const) {
      const { code, err } = await runExample("dns-server", ["--port", "0", record]);
      assert.deepEqual([code, err.startsWith(`dns-server: ${record}: ${complaint}`)], [1, true], err);
    }
  });
});
