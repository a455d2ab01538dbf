/** `bsock` and the world around it: narrow terminals, pipes that close, inherited descriptors, other programs' views. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { describe, it } from "node:test";
import { type Json, json, plainEnvironment, portOf, program, run, start, startListening } from "../support/bsock.ts";
import { type Finished, finished } from "../support/child.ts";
import { valuesOf } from "../support/lines.ts";
import { foreignEnv, notLinux, withoutProgram } from "../support/probe.ts";

/** Runs it on a terminal so wide, which python3 makes. */
function onTerminal(columns: number, ...args: string[]): Promise<Finished> {
  const source = `
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, ${columns}, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    try: data = os.read(fd, 4096)
    except OSError: break
    if not data: break
    os.write(1, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
  const env = plainEnvironment({ NO_COLOR: "1", TERM: "xterm" });
  return finished(spawn("python3", ["-c", source, process.execPath, program, ...args], { env }));
}

describe("a narrow terminal", () => {
  it("columns are cut and left out, no line is longer than the terminal", {
    skip: withoutProgram("python3"),
  }, async () => {
    for (const columns of [100, 60, 45, 30]) {
      const { code, out } = await onTerminal(columns, "options");
      assert.equal(code, 0);
      const lines = out.split("\r\n").filter((line) => !line.startsWith("bsock: "));
      assert.ok(
        lines.every((line) => line.length <= columns),
        `${columns}: ${lines.find((line) => line.length > columns)}`,
      );
      assert.match(out, /^OPTION/m);
      assert.equal(/…/.test(out), true);
      assert.equal(/^bsock: too narrow for .*UNIX/m.test(out), columns < 64, String(columns));
    }
    const doctor = await onTerminal(60, "doctor");
    assert.equal(doctor.code, 0);
    assert.ok(doctor.out.split("\r\n").every((line) => line.length <= 60));
  });

  it("too narrow is said plainly", { skip: withoutProgram("python3") }, async () => {
    const { code, out } = await onTerminal(9, "options");
    assert.equal(code, 1);
    assert.match(
      out.replaceAll("\r\n", " "),
      /the terminal is too narrow: 9 columns, and the table needs 16; pipe it, or use --json/,
    );
    assert.match((await onTerminal(20, "doctor")).out, /the terminal is too narrow: 20 columns/);
  });

  it("without a terminal there is no limit, but that of COLUMNS", async () => {
    const wide = (await run(["options"])).out.split("\n");
    assert.ok(wide.some((line) => line.length > 80) && !wide.join("").includes("…"));
    const narrow = await run(["options"], "", { COLUMNS: "50" });
    assert.ok(narrow.out.split("\n").every((line) => line.length <= 50));
    const unheeded = await run(["options"], "", { COLUMNS: "nonsense" });
    assert.deepEqual(
      unheeded.out.split("\n").map(({ length }) => length),
      wide.map(({ length }) => length),
    );
  });
});

describe("a pipe that closes", { skip: withoutProgram("bash", "--version") }, () => {
  for (const args of ["services", "options --json", "tour", "ping -i 1 127.0.0.1"]) {
    it(`bsock ${args} | head -1: as cat ends, without a word`, async () => {
      // A reader that is gone before the first line, so that a short output meets it too.
      const script = `"$0" "$@" | true; echo "\${PIPESTATUS[0]}"`;
      const child = spawn("bash", ["-c", script, process.execPath, program, ...args.split(" ")], {
        env: plainEnvironment(),
      });
      const { out, err } = await finished(child);
      if (args.startsWith("ping") && err !== "") assert.match(err, /^bsock: socket E/);
      else assert.deepEqual([out.trim(), err], ["141", ""]);
    });
  }
});

describe("--json of what goes on", () => {
  it("connect and listen tell who is there, what is received, and how much it was", async () => {
    const listening = await startListening(["listen", "--json", "127.0.0.1", "0"]);
    listening.child.stdin.end();
    const { code, out, err } = await run(["connect", "--json", "127.0.0.1", portOf(listening.address)], "hällo\n");
    assert.deepEqual([code, err], [0, ""]);
    const [connected, end] = valuesOf<Json>(out);
    assert.deepEqual([connected?.["event"], connected?.["peer"]], ["connected", listening.address]);
    assert.deepEqual(end, { event: "end", sent: 7, received: 0 });
    const theirs = valuesOf<Json>((await listening.end).out);
    assert.deepEqual(
      theirs.map(({ event }) => event),
      ["listening", "connected", "received", "end"],
    );
    assert.deepEqual(theirs[2], { event: "received", length: 7, bytes: "68c3a46c6c6f0a", text: "hällo\n" });
    assert.deepEqual(theirs[3], { event: "end", sent: 0, received: 7 });
  });

  it("echo and tour", async () => {
    const bot = await startListening(["echo", "--json", "127.0.0.1", "0"]);
    await run(["connect", "127.0.0.1", portOf(bot.address)], "one\n\n");
    const told = valuesOf<Json>((await bot.end).out);
    assert.deepEqual(
      told.map(({ event, text }) => [event, text]),
      [
        ["listening", undefined],
        ["arrived", undefined],
        ["line", "one"],
        ["line", ""],
        ["left", undefined],
      ],
    );
    const chapters = valuesOf<Json>((await run(["tour", "--json"])).out);
    assert.ok(chapters.length > 5 && chapters.every(({ failure, rows }) => failure === null && Array.isArray(rows)));
  });
});

describe("bsock stat", { skip: notLinux }, () => {
  it("what ss(8) says of the same connection", { skip: withoutProgram("ss", "-V") }, async () => {
    const server = createServer((socket) => socket.on("error", () => undefined).resume());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const { child, end, until } = start(["stat", "--json", "-i", "5", "127.0.0.1", String(port)]);
    await until(/(\{"event":"sample".*\n){3}/);
    const { stdout } = spawnSync("ss", ["-tinH", "dst", `127.0.0.1:${port}`], { encoding: "utf8", env: foreignEnv });
    child.kill("SIGINT");
    const { signal, out } = await end;
    server.close();
    assert.equal(signal, "SIGINT");
    const told = valuesOf<Json>(out);
    const sample = told.findLast(({ event }) => event === "sample");
    const ss = (pattern: RegExp): number => Number(pattern.exec(stdout)?.[1]);
    assert.equal(sample?.["sndCwnd"], ss(/cwnd:(\d+)/));
    assert.equal(sample?.["sndMss"], ss(/ mss:(\d+)/));
    assert.equal(sample?.["rtt"], ss(/ rtt:([\d.]+)/));
    const last = told.at(-1) as Json & { rtt: Json };
    assert.deepEqual([last["event"], last["end"], last["peer"]], ["statistics", "interrupted", `127.0.0.1:${port}`]);
    assert.ok((last.rtt["min"] as number) > 0);
  });

  it("shows samples and sparklines; --send sends; the peer's end is one", async () => {
    let received = 0;
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (chunk) => {
        received += chunk.length;
        if (received > 1_000_000) socket.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const still = await run(["stat", "-c", "3", "-i", "1", "-q", "127.0.0.1", String(port)]);
    assert.deepEqual([still.code, received], [0, 0]);
    assert.match(
      still.out,
      /^\n--- 127\.0\.0\.1:\d+: 3 samples ---\nrtt {3}[▁▂▃▄▅▆▇█]{3} {2}min [\d.]+ ms, mean .*\ncwnd {2}/,
    );
    const full = await run(["stat", "-i", "5", "--send", "127.0.0.1", String(port)]);
    server.close();
    assert.ok(received > 1_000_000);
    assert.match(full.out + full.err, /the peer ended|ECONNRESET|EPIPE/);
    const refused = await run(["stat", "127.0.0.1", "1"]);
    assert.deepEqual([refused.code, refused.err], [1, "bsock: connect ECONNREFUSED 127.0.0.1:1\n"]);
  });
});

describe("bsock options of a descriptor, and by name", { skip: notLinux }, () => {
  it("reads the socket that was handed over, and changes nothing about it", {
    skip: withoutProgram("python3"),
  }, async () => {
    const source = `
import socket, subprocess, sys
a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
t = socket.socket(); t.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1); t.setblocking(False)
try: t.connect(("127.0.0.1", 1))
except BlockingIOError: pass
for s in (a, t):
    p = subprocess.run(sys.argv[1:] + ["options", "--json", "--fd", str(s.fileno())], pass_fds=[s.fileno()], capture_output=True, text=True)
    print(p.stdout.replace("\\n", " "))
    sys.stderr.write(p.stderr)
print(t.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))`;
    const { code, out, err } = await finished(
      spawn("python3", ["-c", source, process.execPath, program], { env: plainEnvironment() }),
    );
    assert.deepEqual([code, err], [0, ""]);
    const [unix = "", tcp = "", error] = out.trimEnd().split("\n");
    const value = (text: string, name: string): unknown =>
      (JSON.parse(text) as Json[]).find((each) => each["name"] === name)?.["value"];
    assert.deepEqual([value(unix, "SO_DOMAIN"), value(unix, "SO_TYPE"), value(unix, "TCP_NODELAY")], [1, 5, undefined]);
    assert.deepEqual([value(tcp, "TCP_NODELAY"), value(tcp, "SO_ERROR")], [true, undefined]);
    assert.equal(error, "111"); // the pending error is still the owner's to read
  });

  it("says that there is no such descriptor, or that it is no socket", async () => {
    const none = await run(["options", "--fd", "987"]);
    assert.match(none.err, /^bsock: there is no descriptor 987/);
    const child = spawn(process.execPath, [program, "options", "--fd", "0"], { stdio: ["ignore", "pipe", "pipe"] });
    const { code, err } = await finished(child);
    assert.deepEqual([code, err], [1, "bsock: descriptor 0 is no socket\n"]);
  });

  it("options by name, --type as --of", async () => {
    const [buffer] = await json("options", "so_rcvbuf", "--type", "udp");
    assert.deepEqual([buffer?.["name"], buffer?.["of"]], ["SO_RCVBUF", "udp"]);
    const { out } = await run(["options", "TCP_NODELAY", "SO_TYPE"]);
    assert.deepEqual(
      out
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ +/)[0]),
      ["OPTION", "SO_TYPE", "TCP_NODELAY"],
    );
    const wrong = await run(["options", "RCVBUF"]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /^bsock: there is no option RCVBUF; did you mean SO_RCVBUF, /);
  });
});
