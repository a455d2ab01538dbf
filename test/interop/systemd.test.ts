/** Socket activation, by systemd's own tool and by a shell. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { InternetAddress, Socket, SocketDomain, SocketType, UnixAddress } from "berkeley-sockets";
import { connect, receive } from "berkeley-sockets/async";
import { systemdListeners } from "berkeley-sockets/interop";
import { text, turns } from "../support/awaiting.ts";
import { finished } from "../support/child.ts";
import { expectCode } from "../support/expect.ts";
import { temporaryPath } from "../support/kinds.ts";
import { foreignEnv, withoutProgram } from "../support/probe.ts";

const root = new URL("../../..", import.meta.url);

/** What each activated process tells: its sockets, and what is left of the variables. */
const tell = `
  import { readFileSync } from "node:fs";
  import { systemdListeners } from "berkeley-sockets/interop";
  let result;
  try {
    result = systemdListeners(JSON.parse(process.env.CALL ?? "{}")).map(({ name, socket }) => ({
      name,
      kind: [socket.domain.name, socket.type.name].join(" "),
      at: String(socket.localAddress),
      closeOnExec: (parseInt(/flags:\\s*(\\d+)/.exec(readFileSync("/proc/self/fdinfo/" + socket.fd, "utf8"))[1], 8) & 0o2000000) !== 0,
      socket,
    }));
  } catch (error) {
    result = String(error);
  }
  const left = Object.keys(process.env).filter((key) => key.startsWith("LISTEN_")).sort();
  console.log(JSON.stringify({ result: Array.isArray(result) ? result.map(({ socket, ...rest }) => rest) : result, left }));
`;

interface Told {
  readonly result: { name: string; kind: string; at: string; closeOnExec: boolean }[] | string;
  readonly left: string[];
}

/** Starts the program with sockets as descriptors 3, 4, … and variables that a shell sets, which knows the pid. */
async function activated(
  sockets: (Socket | number)[],
  variables: string,
  env: Record<string, string> = {},
): Promise<Told> {
  const fds = sockets.map((each) => (typeof each === "number" ? each : each.fd));
  const child: ChildProcess = spawn(
    "sh",
    ["-c", `${variables} exec "$0" --input-type=module --eval "$1"`, process.execPath, tell],
    { cwd: root, stdio: ["ignore", "pipe", "pipe", ...fds], env: { ...process.env, NODE_OPTIONS: "", ...env } },
  );
  const { out, err, code } = await finished(child);
  assert.deepEqual([code, err], [0, ""]);
  return JSON.parse(out) as Told;
}

function bound(domain: SocketDomain, type: SocketType, address: InternetAddress | UnixAddress): Socket {
  const socket = Socket.create(domain, type);
  socket.bind(address);
  return socket;
}

describe("systemdListeners", () => {
  it("gives sockets of any family and type, with their names, close-on-exec; the variables go", async () => {
    const tcp = bound(SocketDomain.internet, SocketType.stream, InternetAddress.loopback(0));
    tcp.listen();
    const udp = bound(SocketDomain.internet, SocketType.datagram, InternetAddress.loopback(0));
    const path = temporaryPath();
    const seqpacket = bound(SocketDomain.unix, SocketType.sequencePacket, new UnixAddress(path));
    const sockets = [tcp, udp, seqpacket];
    const places = sockets.map(({ localAddress }) => String(localAddress));
    const kinds = ["internet stream", "internet datagram", "unix sequencePacket"];
    const expected = (names: string[]): object[] =>
      names.map((name, index) => ({ name, kind: kinds[index], at: places[index], closeOnExec: true }));
    const pid = "LISTEN_PID=$$";
    const named = await activated(sockets, `${pid} LISTEN_FDS=3 LISTEN_FDNAMES=web:stats:control`);
    assert.deepEqual(named, { result: expected(["web", "stats", "control"]), left: [] });
    assert.deepEqual(
      (await activated(sockets, `${pid} LISTEN_FDS=3`)).result,
      expected(["unknown", "unknown", "unknown"]),
    );
    assert.deepEqual((await activated(sockets, `${pid} LISTEN_FDS=2 LISTEN_FDNAMES=:x`)).result, expected(["", "x"]));
    assert.deepEqual(
      await activated(sockets, `${pid} LISTEN_FDS=1 LISTEN_FDNAMES=web`, { CALL: `{"unsetEnvironment":false}` }),
      { result: expected(["web"]), left: ["LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID"] },
    );
    for (const socket of sockets) socket.close();
  });

  it("gives none where there are none, or where they are for another process", async () => {
    const nothing: Told = { result: [], left: [] };
    assert.deepEqual(await activated([], ""), nothing);
    assert.deepEqual(await activated([], "LISTEN_PID=$$"), nothing);
    assert.deepEqual(await activated([], "LISTEN_PID=$$ LISTEN_FDS=0"), nothing);
    assert.deepEqual(await activated([], "LISTEN_FDS=2"), nothing);
    assert.deepEqual(await activated([], "LISTEN_PID=1 LISTEN_FDS=2 LISTEN_FDNAMES=a"), nothing);
  });

  it("says what is wrong with what it was given, and leaves all as it is", async () => {
    const udp = bound(SocketDomain.internet, SocketType.datagram, InternetAddress.loopback(0));
    const cases: [string, RegExp][] = [
      ["LISTEN_PID=me LISTEN_FDS=1", /^RangeError: LISTEN_PID must be a decimal number, not 'me'$/],
      ["LISTEN_PID= LISTEN_FDS=1", /^RangeError: LISTEN_PID must be a decimal number, not ''$/],
      ["LISTEN_PID=$$ LISTEN_FDS=-1", /^RangeError: LISTEN_FDS must be a decimal number, not '-1'$/],
      ["LISTEN_PID=$$ LISTEN_FDS=99999999999", /^RangeError: LISTEN_FDS must be/],
      [
        "LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=a:b",
        /^RangeError: LISTEN_FDNAMES must be as many names as LISTEN_FDS says, 1, not 'a:b'/,
      ],
      [
        "LISTEN_PID=$$ LISTEN_FDS=900",
        /^SocketCondition: \w+ (EBADF|ENOTSOCK) descriptor \d+ of LISTEN_FDS \(unknown\)$/,
      ],
    ];
    for (const [variables, words] of cases) {
      const { result, left } = await activated([udp], variables);
      assert.match(String(result), words);
      assert.ok(left.includes("LISTEN_PID"), "the variables stay");
    }
    const [near, far] = Socket.pair(SocketDomain.unix, SocketType.stream);
    const { openSync, closeSync } = await import("node:fs");
    const file = openSync("/dev/null", "r");
    const { result } = await activated([near, file], "LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=a:fifo");
    assert.equal(result, "SocketCondition: getsockopt ENOTSOCK descriptor 4 of LISTEN_FDS (fifo)");
    closeSync(file);
    for (const socket of [near, far, udp]) socket.close();
  });

  it("refuses options that are none", () => {
    assert.throws(() => systemdListeners({ unset: true } as never), /options has no member unset/);
    assert.throws(() => systemdListeners({ unsetEnvironment: 1 as never }), TypeError);
    assert.deepEqual(systemdListeners(), []);
  });

  it("takes nothing twice", async () => {
    const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
    assert.ok(socket.fd > 3);
    const source = `
      import { systemdListeners } from "berkeley-sockets/interop";
      const [first] = systemdListeners({ unsetEnvironment: false });
      try { systemdListeners(); } catch (error) { console.log(String(error)); }
      first.socket.close();
      delete process.env.LISTEN_PID;
      console.log(systemdListeners().length);`;
    const child = spawn(
      "sh",
      ["-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" --input-type=module --eval "$1"', process.execPath, source],
      {
        cwd: root,
        stdio: ["ignore", "pipe", "pipe", socket.fd],
        env: { ...process.env, NODE_OPTIONS: "" },
      },
    );
    const { out, err } = await finished(child);
    assert.deepEqual([out, err], ["SocketCondition: fcntl EBUSY descriptor 3 of LISTEN_FDS (unknown)\n0\n", ""]);
    socket.close();
    expectCode("EBADF", () => socket.listen());
  });
});

describe("systemd-socket-activate", { skip: withoutProgram("systemd-socket-activate") }, () => {
  const serve = `
    import { accept, sendAll } from "berkeley-sockets/async";
    import { systemdListeners } from "berkeley-sockets/interop";
    const [{ name, socket }] = systemdListeners();
    const [connection] = await accept(socket);
    await sendAll(connection, Buffer.from(name + " " + String(socket.localAddress)));
    connection.close();
    socket.close();`;

  it("starts us when somebody connects", async () => {
    const path = temporaryPath();
    const args = ["--listen", path, "--fdname=front", process.execPath, "--input-type=module", "--eval", serve];
    const child = spawn("systemd-socket-activate", args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: foreignEnv,
    });
    const end = finished(child);
    let said = "";
    child.stderr?.on("data", (more: string) => {
      said += more;
    });
    while (!said.includes("Listening")) {
      await once(child.stderr as NonNullable<typeof child.stderr>, "data");
      await turns(1);
    }
    const client = Socket.create(SocketDomain.unix, SocketType.stream);
    await connect(client, new UnixAddress(path));
    assert.equal(text(await receive(client, 200)), `front ${path}`);
    client.close();
    assert.equal((await end).code, 0);
  });
});
