/** The example of authorisation by peer credentials, with nc as this user and as others. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { chmodSync, existsSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";
import { describe, it } from "node:test";
import { temporaryPath } from "../support/kinds.ts";
import { notLinux, notRoot, withoutProgram } from "../support/probe.ts";
import { runExample, runForeign, startExample } from "../support/run-example.ts";
import type { Running } from "../support/running.ts";

const noNetcat = notLinux || withoutProgram("nc", "-h");

/** A server in a folder that everybody may enter. */
async function start(...args: string[]): Promise<Running & { path: string }> {
  const path = temporaryPath("door");
  chmodSync(dirname(path), 0o711);
  const running = startExample("peercred", [path, ...args]);
  await running.until(/listening on/);
  return { ...running, path };
}

async function stop({ child, end }: Running): Promise<string> {
  child.kill("SIGTERM");
  const { code, out } = await end;
  assert.equal(code, 0);
  return out;
}

describe("examples/peercred.ts", () => {
  it("lets in its own user, whom it knows by process, name and group", { skip: noNetcat }, async () => {
    const server = await start();
    const { out } = await runForeign("nc", ["-N", "-U", server.path], "hello\n");
    const who = `process \\d+ \\(nc\\), user ${process.getuid?.()}, group ${process.getgid?.()}, further groups .*`;
    assert.match(out, new RegExp(`^welcome, ${who}\nyou said: hello\n$`));
    assert.match(await stop(server), new RegExp(`\nlet in: ${who}\n$`));
    assert.equal((await server.end).err, "");
    assert.ok(!existsSync(server.path));
  });

  it("lets in chosen users and groups, further groups included, and nobody else", {
    skip: noNetcat || notRoot || withoutProgram("setpriv"),
  }, async () => {
    const server = await start("--uid", "40001", "--uid", "40002", "--gid", "40003");
    const ask = async (uid: number, gid: number, groups?: string): Promise<string> => {
      const further = groups === undefined ? "--clear-groups" : `--groups=${groups}`;
      const args = [`--reuid=${uid}`, `--regid=${gid}`, further, "nc", "-N", "-U", server.path];
      return (await runForeign("setpriv", args)).out.trim();
    };
    assert.match(
      await ask(40001, 50000),
      /^welcome, process \d+ \(nc\), user 40001, group 50000, further groups none$/,
    );
    assert.match(await ask(40002, 50000), /^welcome/);
    assert.match(await ask(50000, 40003), /^welcome/);
    assert.match(await ask(50000, 50000, "40003,50001"), /^welcome.* further groups 40003 50001$/);
    assert.equal(await ask(50000, 50000, "40001,40002"), "you may not enter");
    assert.equal(await ask(50000, 50000), "you may not enter");
    // Not even root, who was not chosen.
    assert.equal((await runForeign("nc", ["-N", "-U", server.path])).out, "you may not enter\n");
    assert.equal((await stop(server)).match(/refused: /g)?.length, 3);
  });

  it("goes on when somebody breaks off", { skip: noNetcat }, async () => {
    const server = await start();
    const client = connect(server.path);
    await server.until(/let in/);
    client.destroy();
    assert.match((await runForeign("nc", ["-N", "-U", server.path], "")).out, /^welcome/);
    await stop(server);
  });

  it("says what is wrong", async () => {
    const said = async (...args: string[]): Promise<string> => {
      const { code, out, err } = await runExample("peercred", args);
      assert.deepEqual([code, out], [1, ""]);
      return err;
    };
    assert.match(await said(), /^peercred: usage: /);
    assert.equal(await said("/tmp/x", "--uid", "root"), "peercred: --uid must be a number, not root\n");
    assert.equal(await said("/nowhere/at-all"), "peercred: bind ENOENT /nowhere/at-all\n");
    assert.match(await said("/tmp/x", "--user", "0"), /^peercred: Unknown option '--user'/);
  });
});
