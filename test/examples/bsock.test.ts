/** `bsock`: what its commands print, its help, its exit codes. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { interfaceNames } from "berkeley-sockets";
import { commands } from "../../src/cli/commands.ts";
import { tellBytes, tellProgress } from "../../src/cli/transfer/progress.ts";
import { type Json, json, plainEnvironment, program, run } from "../support/bsock.ts";
import { finished } from "../support/child.ts";
import { root } from "../support/compile.ts";
import { withoutProgram } from "../support/probe.ts";

describe("bsock", () => {
  it("is a program, published under its name", () => {
    const { bin, files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Json;
    assert.equal((bin as Json)["bsock"], "dist/bsock.js");
    assert.ok((files as string[]).includes("dist") && !(files as string[]).includes("!dist/bsock.js"));
    assert.equal(readFileSync(program, "utf8").split("\n", 1)[0], "#!/usr/bin/env node");
    assert.equal(statSync(program).mode & 0o111, 0o111);
  });

  it("tells its version, the package's", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Json;
    for (const flag of ["--version", "-V"]) assert.equal((await run([flag])).out, `${version}\n`);
  });

  it("lists every command in its help, and each command teaches with examples", async () => {
    const { code, out, err } = await run(["--help"]);
    assert.deepEqual([code, err], [0, ""]);
    const wide = (text: string): string[] => text.split("\n").filter((line) => line.length > 90);
    for (const { name, summary, load } of commands) {
      assert.match(out, new RegExp(`^  ${name} `, "m"));
      const help = await run([name, "--help"]);
      assert.deepEqual([help.code, help.err], [0, ""], name);
      assert.ok(help.out.startsWith(`bsock ${name}: ${summary}\n\nUsage\n  bsock ${name}`), help.out);
      const { command } = await load();
      for (const option of Object.keys(command.options)) assert.ok(help.out.includes(`--${option}`), option);
      assert.ok(command.examples.length >= 2);
      for (const [code] of command.examples) assert.match(code, new RegExp(`\\bbsock ${name}\\b`));
      assert.deepEqual(wide(help.out), []);
    }
    assert.equal((await run(["help", "connect"])).out, (await run(["connect", "-h"])).out);
  });

  it("is told of in docs/bsock.md, every command with every option", async () => {
    const [, ...sections] = readFileSync(join(root, "docs", "bsock.md"), "utf8").split(/^## bsock /m);
    assert.deepEqual(
      sections.map((text) => text.split("\n", 1)[0]),
      commands.map(({ name }) => name),
    );
    for (const [index, { name, load }] of commands.entries()) {
      const { command } = await load();
      for (const [option, { short }] of Object.entries(command.options)) {
        const flag = short === undefined ? `--${option}` : `\`-${short}\`, \`--${option}`;
        assert.ok(sections[index]?.includes(flag), `${name} ${flag}`);
      }
    }
  });

  const wrong: [string, RegExp][] = [
    ["", /^bsock: which command\? \(see bsock --help\)$/],
    ["conect", /^bsock: no command 'conect'; did you mean connect\? \(see bsock --help\)$/],
    ["frobnicate", /^bsock: no command 'frobnicate' \(see bsock --help\)$/],
    ["--frobnicate", /^bsock: unknown option '--frobnicate' /],
    ["connect", /^bsock: an argument is missing \(see bsock connect --help\)$/],
    ["connect localhost", /^bsock: more arguments are needed /],
    ["connect a b c", /^bsock: unexpected argument 'c' /],
    ["connect --frobnicate a 1", /^bsock: unknown option '--frobnicate' /],
    ["connect localhost 65536", /^bsock: PORT is 1 to 65535 or a service's name, not 65536 /],
    ["connect localhost 0", /^bsock: PORT is 1 to 65535 /],
    ["connect --unix p 80", /^bsock: unexpected argument '80' /],
    ["connect --unix p --udp", /^bsock: --udp is not for Unix sockets: they have --datagram /],
    ["connect --seqpacket localhost 80", /^bsock: --seqpacket is for Unix sockets: add --unix PATH /],
    ["connect --datagram --seqpacket --unix p", /^bsock: --datagram and --seqpacket exclude each other /],
    ["connect -4 -6 localhost 80", /^bsock: --ipv4 and --ipv6 exclude each other /],
    ["connect --timeout soon localhost 80", /^bsock: --timeout takes milliseconds, not 'soon' /],
    ["connect --wait 5 localhost 80", /^bsock: --wait is for datagrams /],
    ["connect --bind nowhere localhost 80", /^bsock: --bind: .* not .nowhere. /],
    ["connect --bind ::1 -4 localhost 80", /^bsock: --bind ::1 is of the other family /],
    [`connect --unix ${"x".repeat(108)}`, /^bsock: --unix: path must be a path of at most 107 bytes/],
    ["listen", /^bsock: an argument is missing /],
    ["listen a 1 2", /^bsock: unexpected argument '2' /],
    ["resolve", /^bsock: an argument is missing /],
    ["resolve --type liquid localhost", /^bsock: --type is one of stream, datagram, .*, not liquid /],
    ["resolve -", /^bsock: where NAME is -, a SERVICE is needed /],
    ["protocols 256", /^bsock: a protocol's number is 0 to 255, not 256 /],
    ["options --of pigeons", /^bsock: --of is one of tcp, tcp6, .*, not pigeons /],
    ["doctor now", /^bsock: unexpected argument 'now' /],
  ];
  for (const [args, message] of wrong) {
    it(`bsock ${args} is wrong usage: one line, exit code 2`, async () => {
      const { code, out, err } = await run(args.split(" ").filter((arg) => arg !== ""));
      assert.deepEqual([code, out], [2, ""]);
      assert.match(err.slice(0, -1), message);
      assert.equal(err.split("\n").length, 2, err);
    });
  }

  const failing: [string, string][] = [
    ["connect 127.0.0.1 1", "connect ECONNREFUSED 127.0.0.1:1"],
    ["connect --bind 192.0.2.77 127.0.0.1 1", "bind EADDRNOTAVAIL 192.0.2.77:0"],
    ["connect --unix /nowhere/at/all", "connect ENOENT /nowhere/at/all"],
    ["connect --udp 127.0.0.1 nosuchservice", "getaddrinfo EAI_SERVICE 127.0.0.1"],
    ["connect localhost nosuchservice", "getaddrinfo EAI_SERVICE localhost"],
    ["listen nosuchservice", "no service nosuchservice; bsock services lists them"],
    ["listen --timeout 1 --quiet 127.0.0.1 0", "accept ETIMEDOUT: nobody came within 1 ms"],
    ["resolve -f numericHost localhost", "getaddrinfo EAI_NONAME localhost"],
    ["protocols nosuchprotocol", "no protocol nosuchprotocol"],
    ["services nosuchservice", "no service nosuchservice"],
    ["interfaces nosuch0", `no interface nosuch0; there are ${interfaceNames().join(", ")}`],
  ];
  for (const [args, message] of failing) {
    it(`bsock ${args} fails: one line, exit code 1`, async () => {
      const { code, out, err } = await run(args.split(" "));
      assert.deepEqual([code, out, err], [1, "", `bsock: ${message}\n`]);
    });
  }

  it("paints where it should: FORCE_COLOR, not NO_COLOR, not a pipe", async () => {
    const plain = (await run(["protocols", "tcp"])).out;
    assert.equal(stripVTControlCharacters(plain), plain);
    const painted = (await run(["protocols", "tcp"], "", { FORCE_COLOR: "1" })).out;
    assert.notEqual(painted, plain);
    assert.equal(stripVTControlCharacters(painted), plain);
    assert.equal((await run(["--help"], "", { NO_COLOR: "1" })).out, (await run(["--help"])).out);
  });

  it("on a terminal it paints unless NO_COLOR is set", { skip: withoutProgram("python3") }, async () => {
    // python's pty gives it a terminal.
    const source = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)";
    const onTerminal = (env: Record<string, string>): ReturnType<typeof finished> =>
      finished(
        spawn("python3", ["-c", source, process.execPath, program, "protocols", "tcp"], {
          env: plainEnvironment({ TERM: "xterm-256color", ...env }),
          stdio: ["ignore", "pipe", "pipe"],
        }),
      );
    assert.ok((await onTerminal({})).out.includes("\u001b[36mtcp"));
    assert.ok(!(await onTerminal({ NO_COLOR: "1" })).out.includes("\u001b"));
  });

  it("ends as cat does when nobody reads on", async () => {
    const child = spawn("sh", ["-c", `"$0" "$1" services; echo $? >&2`, process.execPath, program]);
    const end = finished(child);
    child.stdout.destroy();
    assert.equal((await end).err, "141\n");
  });
});

describe("bsock doctor and tour", () => {
  interface Finding {
    readonly section: string;
    readonly name: string;
    readonly state: string;
    readonly detail: string;
    readonly why?: string;
  }

  it("finds this machine healthy, and says why whatever is lacking is", async () => {
    const { healthy, findings } = await json<{ healthy: boolean; findings: Finding[] }>("doctor");
    assert.equal(healthy, true);
    const find = (name: string): Finding | undefined => findings.find((each) => each.name === name);
    for (const name of [
      "add-on",
      "internet",
      "unix",
      "tcp",
      "IPv4 loopback",
      "poller",
      "waker",
      "wake-up",
      "resolver",
    ]) {
      assert.equal(find(name)?.state, "ok", name);
    }
    for (const { name, state, why } of findings) if (state !== "ok") assert.ok(why !== undefined && why !== "", name);
    assert.match(find("options")?.detail ?? "", /SO_NOSIGPIPE/);
    const { out } = await run(["doctor"]);
    for (const { name } of findings) assert.ok(out.includes(` ${name} `), name);
  });

  it("sees which poller and waker are chosen", async () => {
    const { out } = await run(["doctor"], "", { BERKELEY_POLLER: "poll", BERKELEY_WAKER: "thread" });
    assert.match(out, /✓ poller +poll\(2\)\n +BERKELEY_POLLER=poll\n/);
    assert.match(out, /✓ waker +a thread\n +BERKELEY_WAKER=thread\n/);
  });

  it("says that the add-on does not load; other commands say it too", async () => {
    const env = { BERKELEY_ADDON: "/nowhere.node" };
    const sick = await run(["doctor"], "", env);
    assert.equal(sick.code, 1);
    assert.match(
      sick.out,
      /✗ add-on +does not load\n +berkeley-sockets: .*\/nowhere\.node.*\n\nNot working: add-on\.\n$/,
    );
    const { code, out, err } = await run(["interfaces"], "", env);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /^bsock: berkeley-sockets: .*\/nowhere\.node.*\n$/);
    assert.equal((await run(["--help"], "", env)).code, 0);
  });

  it("takes the tour", async () => {
    const { code, out } = await run(["tour"]);
    assert.equal(code, 0);
    assert.equal(stripVTControlCharacters(out), out);
    const names = (line: string): string => line.replace(/"[^"]*"/g, "").split("→", 1)[0] as string;
    const shown = out.split("\n").filter((line) => line.startsWith("  ") && !line.startsWith("  //"));
    assert.deepEqual(
      shown.filter((line) => /\b(?!internet6\b|Internet6)[A-Za-z]+\d+\b/.test(names(line))),
      [],
      "names of the bundler",
    );
  });
});

describe("progress", () => {
  it("reads as people do", () => {
    assert.deepEqual([0, 1023, 1024, 1536, 150_000, 5 * 2 ** 30].map(tellBytes), [
      "0 B",
      "1023 B",
      "1.0 KiB",
      "1.5 KiB",
      "146 KiB",
      "5.0 GiB",
    ]);
    assert.equal(tellProgress(1 << 20, 0, 2000), "sent 1.0 MiB, received 0 B, 512 KiB/s, 0:02");
    assert.equal(tellProgress(0, 10, 61_500), "sent 0 B, received 10 B, 0 B/s, 1:01");
  });
});
