/**
 * SO_ORIGINAL_DST and IP6T_SO_ORIGINAL_DST: where a connection was going before a firewall redirected it. In a
 * network namespace of the test's own, every connection is redirected to our listeners' port.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../support/child.ts";

import { withoutProgram } from "../support/probe.ts";
import { redirection } from "../support/redirection.ts";
import { spawnInNamespace, withoutNamespace } from "../support/unshare.ts";

const skip =
  (process.platform !== "linux" && "redirection is Linux's") || withoutProgram("python3") || withoutNamespace();

const source = `
import { spawnSync } from "node:child_process";
import { Internet6Address, InternetAddress, Socket, SocketDomain, SocketType } from "berkeley-sockets";
import { IP6T_SO_ORIGINAL_DST, SO_ORIGINAL_DST } from "berkeley-sockets/options";
import { listenOnIpv4Socket, listenOnIpv6Socket, acceptIpv4Connection, acceptIpv6Connection } from "berkeley-sockets/simple";

const { status, stderr } = spawnSync("python3", ["-c", process.argv[1], "9999"], { encoding: "utf8" });
if (status !== 0) {
  console.log(JSON.stringify({ lacking: stderr.trim().split("\\n").at(-1) }));
  process.exit();
}
const told = [];
for (const [listen, accept, goal, option] of [
  [listenOnIpv4Socket, acceptIpv4Connection, InternetAddress.from("127.0.0.1", 1234), SO_ORIGINAL_DST],
  [listenOnIpv6Socket, acceptIpv6Connection, Internet6Address.from("::1", 4321), IP6T_SO_ORIGINAL_DST],
]) {
  const listener = listen(true, 9999, 1);
  const client = Socket.create(goal.domain, SocketType.stream);
  client.connect(goal);
  const accepted = accept(listener, null, { timeout: 10_000 });
  const original = accepted.getOption(option);
  told.push([original.constructor.name, String(original), String(accepted.localAddress), original.equals(goal)]);
}
console.log(JSON.stringify({ told }));
`;

test("a redirected connection's own goal, IPv4 and IPv6", { skip }, async (t) => {
  const { code, out, err } = await finished(spawnInNamespace(source, redirection));
  assert.equal(code, 0, err);
  const { told, lacking } = JSON.parse(out) as { told?: unknown; lacking?: string };
  if (lacking !== undefined) return t.skip(`no redirection here: ${lacking}`);
  assert.deepEqual(told, [
    ["InternetAddress", "127.0.0.1:1234", "127.0.0.1:9999", true],
    ["Internet6Address", "[::1]:4321", "[::1]:9999", true],
  ]);
});
