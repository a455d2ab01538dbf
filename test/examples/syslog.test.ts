/** The syslog receiver, with logger of util-linux on every kind of socket. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import { finished } from "../support/child.ts";
import { temporaryPath } from "../support/kinds.ts";
import { valuesOf } from "../support/lines.ts";
import { notLinux, withoutIpv6, withoutProgram } from "../support/probe.ts";
import { runExample, runForeign, startExample } from "../support/run-example.ts";
import type { Running } from "../support/running.ts";

const noLogger = notLinux || withoutProgram("logger");

type Entry = Record<string, unknown>;

interface Receiver extends Running {
  /** Where it listens, by transport. */
  readonly at: Readonly<Record<string, string>>;
  /** Ends it, once it has printed so many lines, and gives what they say. */
  entries(count: number): Promise<Entry[]>;
}

async function start(...args: string[]): Promise<Receiver> {
  const running = startExample("syslog", args);
  const count = args.filter((each) => /^--(unix|udp|tcp)$/.test(each)).length;
  const [said] = await running.until(new RegExp(`(syslog: listening on .*\n){${count}}`));
  const at = Object.fromEntries([...said.matchAll(/listening on (\w+) (.*)\n/g)].map(([, how, where]) => [how, where]));
  const entries = async (lines: number): Promise<Entry[]> => {
    await running.until(new RegExp(`({.*}\n){${lines}}`));
    running.child.kill("SIGTERM");
    const { code, out } = await running.end;
    assert.equal(code, 0);
    return valuesOf<Entry>(out);
  };
  return { ...running, at, entries };
}

/** logger's arguments for an address. */
const server = (address = ""): string[] => {
  const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  return ["-n", host, "-P", port];
};

async function log(...args: string[]): Promise<number | undefined> {
  const child = spawn("logger", args, { stdio: ["ignore", "pipe", "pipe"] });
  const { code, err } = await finished(child);
  assert.deepEqual([code, err], [0, ""]);
  return child.pid;
}

describe("examples/syslog.ts", { skip: noLogger }, () => {
  it("takes logger's messages from a Unix socket, and knows the process that sent them", async () => {
    const path = temporaryPath("log");
    const receiver = await start("--unix", path, "--json");
    // The text claims another id, which no process has: for one that there is, root may speak.
    const pid = await log("-u", path, "-t", "test", "--id=88888888", "-p", "local3.err", "it is: so [or not]");
    const other = await log("-u", path, "--rfc5424", "-t", "test", "--msgid", "M", "modern");
    const [old, modern] = await receiver.entries(2);
    const { time, ...rest } = old ?? {};
    assert.match(String(time), /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d$/);
    const uid = process.getuid?.();
    const expected = {
      from: "local",
      pid,
      uid,
      facility: "local3",
      severity: "err",
      program: "test",
      process: "88888888",
    };
    assert.deepEqual(rest, { ...expected, text: "it is: so [or not]" });
    assert.deepEqual([modern?.["pid"], modern?.["id"], modern?.["text"]], [other, "M", "modern"]);
    assert.ok(!existsSync(path));
  });

  it("takes both formats by UDP", async () => {
    const receiver = await start("--udp", "127.0.0.1:0", "--json");
    const to = ["-d", ...server(receiver.at["udp"]), "-t", "test", "-p", "daemon.warning", "-i"];
    await log(...to, "--rfc3164", "the old format");
    await receiver.until(/old format/); // which is overtaken by nobody
    await log(...to, "--rfc5424", "--sd-id", "zoo@123", "--sd-param", 'tiger="hun\\"gry"', "--", "the new one: grüße");
    const [old, modern] = await receiver.entries(2);
    for (const entry of [old, modern]) {
      assert.match(String(entry?.["from"]), /^127\.0\.0\.1:\d+$/);
      assert.deepEqual([entry?.["facility"], entry?.["severity"], entry?.["program"]], ["daemon", "warning", "test"]);
      assert.match(String(entry?.["process"]), /^\d+$/);
      assert.equal(typeof entry?.["host"], "string");
    }
    assert.equal(old?.["text"], "the old format");
    assert.match(String(modern?.["time"]), /^\d{4}-\d\d-\d\dT/);
    assert.equal(modern?.["text"], "the new one: grüße");
    assert.deepEqual((modern as { data: Entry }).data["zoo@123"], { tiger: 'hun"gry' });
  });

  it("takes octet-counted messages and lines by TCP", { skip: withoutIpv6() }, async () => {
    const receiver = await start("--tcp", "[::1]:0", "--json");
    const to = ["-T", ...server(receiver.at["tcp"]), "-t", "test"];
    const input = `${"long ".repeat(150)}\nsecond\n`;
    for (const framing of [["--octet-count"], []]) {
      const { code, err } = await runForeign("logger", [...to, ...framing], input);
      assert.deepEqual([code, err], [0, ""]);
    }
    const texts = (await receiver.entries(4)).map((entry) => entry["text"]);
    const long = "long ".repeat(150);
    assert.deepEqual(texts.sort(), [long, long, "second", "second"]);
  });

  it("prints a line for each without --json", async () => {
    const path = temporaryPath("log");
    const receiver = await start("--unix", path);
    const pid = await log("-u", path, "-t", "test", "hello");
    const [line] = await receiver.until(/^.*hello\n/m);
    assert.match(line, new RegExp(`^[A-Z][a-z]{2} [ \\d]\\d [\\d:]{8} local user\\.notice test\\[${pid}\\]: hello\n$`));
    receiver.child.kill("SIGINT");
    assert.equal((await receiver.end).code, 0);
  });
});

describe("examples/syslog.ts, messages of all kinds", { skip: notLinux }, () => {
  const messages: readonly (readonly [string, Entry])[] = [
    // RFC 5424, 6.5
    [
      "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed",
      {
        ...{ facility: "auth", severity: "crit", time: "2003-10-11T22:14:15.003Z", host: "mymachine.example.com" },
        ...{ program: "su", id: "ID47", text: "'su root' failed" },
      },
    ],
    [
      '<165>1 - - - - - [a@1 x="1" y="\\]\\\\\\"\\n"][b@2] ',
      { facility: "local4", severity: "notice", data: { "a@1": { x: "1", y: ']\\"\\n' }, "b@2": {} }, text: "" },
    ],
    ["<0>1 - - - - - -", { facility: "kern", severity: "emerg", text: "" }],
    ["<13>1 - - - - - [broken", { facility: "user", severity: "notice", text: "1 - - - - - [broken" }],
    // RFC 3164, 5.4
    [
      "<34>Oct 11 22:14:15 mymachine su: 'su root' failed on /dev/pts/8",
      {
        ...{ facility: "auth", severity: "crit", time: "Oct 11 22:14:15", host: "mymachine" },
        ...{ program: "su", text: "'su root' failed on /dev/pts/8" },
      },
    ],
    [
      "<13>Feb  5 17:32:18 fe80::1 myproc[10]: two\nlines\0",
      {
        ...{ facility: "user", severity: "notice", time: "Feb  5 17:32:18", host: "fe80::1" },
        ...{ program: "myproc", process: "10", text: "two\nlines" },
      },
    ],
    ["Use the BFG!", { facility: "user", severity: "notice", text: "Use the BFG!" }],
    ["<192>no such facility", { facility: "user", severity: "notice", text: "<192>no such facility" }],
    ["", { facility: "user", severity: "notice", text: "" }],
  ];

  it("parses them", async () => {
    const path = temporaryPath("log");
    const receiver = await start("--unix", path, "--json");
    const sender = Socket.create(SocketDomain.unix, SocketType.datagram);
    sender.setNonblocking(false);
    sender.connect(new UnixAddress(path));
    for (const [message] of messages) sender.send(Buffer.from(message));
    sender.send(Buffer.alloc(70_000, "x"));
    sender.close();
    const entries = await receiver.entries(messages.length + 1);
    for (const [index, [message, expected]] of messages.entries()) {
      const { from, pid, uid, ...entry } = entries[index] ?? {};
      assert.deepEqual([from, pid, uid], ["local", process.pid, process.getuid?.()]);
      assert.deepEqual(entry, expected, message);
    }
    assert.deepEqual([entries.at(-1)?.["truncated"], String(entries.at(-1)?.["text"]).length], [true, 65536]);
  });

  it("leaves a stream that makes no sense, and goes on", async () => {
    const receiver = await start("--tcp", "127.0.0.1:0", "--json");
    const port = Number(receiver.at["tcp"]?.split(":")[1]);
    const send = (bytes: string): void => void connect(port, "127.0.0.1").end(bytes);
    send("123456789 too long");
    await receiver.until(/no length of a message: 123456\n/);
    send("12x");
    await receiver.until(/no length of a message: 12x\n/);
    send("12");
    await receiver.until(/no length of a message: 12\n/);
    send("10 short");
    await receiver.until(/the connection ended within a message\n/);
    send("3 <1>\n<2>a line\n5 <3>is");
    assert.deepEqual(
      (await receiver.entries(3)).map(({ severity, text }) => [severity, text]),
      [
        ["alert", ""],
        ["crit", "a line"],
        ["err", "is"],
      ],
    );
  });

  it("says what is wrong", async () => {
    const said = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await runExample("syslog", args);
      assert.deepEqual([code, out], [1, ""]);
      return err;
    };
    assert.match(await said(), /^syslog: nowhere to listen\nusage: /);
    assert.match(await said("--udp", "nonsense"), /^syslog: text must be an IPv4 address/);
    assert.equal(await said("--unix", "/nowhere/at-all"), "syslog: bind ENOENT /nowhere/at-all\n");
    const path = temporaryPath("log");
    const receiver = await start("--unix", path);
    assert.match(await said("--unix", path), /^syslog: bind EADDRINUSE /);
    receiver.child.kill("SIGTERM");
    assert.equal((await receiver.end).code, 0);
  });
});
