/** The example that is given its sockets, by systemd-socket-activate. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { describe, it } from "node:test";
import { InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { listenOnIpv4Socket } from "berkeley-sockets/simple";
import { temporaryPath } from "../support/kinds.ts";
import { foreignEnv, notLinux, withoutProgram } from "../support/probe.ts";
import { exampleFile, runExample, runForeign } from "../support/run-example.ts";
import { type Running, running } from "../support/running.ts";

const lacking = notLinux || withoutProgram("systemd-socket-activate") || withoutProgram("nc", "-h");

/**
 * Starts the manager, which starts the example once somebody comes. Systemd takes no port 0, so internet sockets are
 * made here and passed to the manager by its own protocol; it passes them on, before those that it makes.
 */
async function activate(made: readonly Socket[], options: readonly string[], ...args: string[]): Promise<Running> {
  const passing = made.length === 0 ? "" : `LISTEN_PID=$$ LISTEN_FDS=${made.length}`;
  const script = `${passing} exec systemd-socket-activate "$@"`;
  const command = [...options, process.execPath, exampleFile("socket-activation"), ...args];
  const stdio = ["pipe" as const, "pipe" as const, "pipe" as const, ...made.map(({ fd }) => fd)];
  const manager = running(spawn("sh", ["-c", script, "sh", ...command], { env: foreignEnv, stdio }));
  for (const socket of made) socket.close();
  const count = made.length + options.filter((each) => each === "-l").length;
  await manager.until(new RegExp(`(Listening on .*\n){${count}}`));
  return manager;
}

describe("examples/socket-activation.ts", { skip: lacking }, () => {
  it("serves listeners by their names, and the client that it was started for", async () => {
    const path = temporaryPath("door");
    const listener = listenOnIpv4Socket(true, 0, 5);
    const { port } = listener.localAddress as InternetAddress;
    const manager = await activate([listener], ["-l", path, "--fdname=web:door"]);
    const [first, second] = await Promise.all([
      runForeign("nc", ["-N", "127.0.0.1", String(port)], "one\ntwo\n"),
      runForeign("nc", ["-N", "-U", path], "three\n"),
    ]);
    assert.equal(first.out, "you came by web\necho: one\necho: two\n");
    assert.equal(second.out, "you came by door\necho: three\n");
    await manager.until(/door: unix stream listening on \//);
    manager.child.kill("SIGTERM");
    const { code, out } = await manager.end;
    assert.equal(code, 0);
    assert.equal(out, `web: internet stream listening on 127.0.0.1:${port}\ndoor: unix stream listening on ${path}\n`);
  });

  it("ends once it has been idle, but not while somebody is there", async () => {
    const path = temporaryPath("door");
    const manager = await activate([], ["-l", path], "--idle", "0.01");
    const client = running(spawn("nc", ["-N", "-U", path], { env: foreignEnv }));
    await client.until(/you came/);
    // Another comes and goes.
    assert.match((await runForeign("nc", ["-N", "-U", path], "x\n")).out, /echo: x/);
    for (let round = 0; round < 100; round++) {
      client.child.stdin.write(`${round}\n`);
      await client.until(new RegExp(`echo: ${round}\n`));
    }
    client.child.stdin.end();
    assert.equal((await manager.end).code, 0);
    await client.end;
  });

  it("answers datagrams", async () => {
    const socket = Socket.create(SocketDomain.internet, SocketType.datagram);
    socket.bind(InternetAddress.loopback(0));
    const { port } = socket.localAddress as InternetAddress;
    const manager = await activate([socket], ["--datagram", "--fdname=talk"]);
    const client = createSocket("udp4");
    client.send("hello", port, "127.0.0.1");
    const [bytes] = (await once(client, "message")) as [Buffer];
    assert.equal(String(bytes), "by talk: hello");
    client.close();
    manager.child.kill("SIGINT");
    assert.equal((await manager.end).code, 0);
  });

  it("serves single connections", async () => {
    const path = temporaryPath("door");
    const manager = await activate([], ["--accept", "-l", path]);
    for (const text of ["one", "two"]) {
      const { out } = await runForeign("nc", ["-N", "-U", path], `${text}\n`);
      assert.match(out, new RegExp(`^you came by \\w+\necho: ${text}\n$`));
    }
    manager.child.kill();
    await manager.end;
  });
});

it("examples/socket-activation.ts says what is wrong", async () => {
  const said = async (env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> => {
    const { code, out, err } = await runExample("socket-activation", args, { env });
    assert.deepEqual([code, out], [1, ""]);
    return err;
  };
  const none = "socket-activation: no service manager has passed a socket to this process\n";
  assert.equal(await said({}), none);
  assert.equal(await said({ LISTEN_PID: "1", LISTEN_FDS: "1" }), none);
  assert.match(await said({}, "--idle", "long"), /^socket-activation: --idle must be a number of seconds, not long\n/);
});
