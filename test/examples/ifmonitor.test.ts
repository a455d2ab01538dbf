/** examples/ifmonitor.ts: what ip(8) does is seen. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { valuesOf } from "../support/lines.ts";
import { Namespace } from "../support/namespace.ts";
import { startInside, withoutPeers } from "../support/network-example.ts";

describe("examples/ifmonitor.ts", { skip: withoutPeers() }, () => {
  it("sees interfaces, addresses and routes come and go", async () => {
    using space = new Namespace();
    const monitor = startInside(space, "ifmonitor", "--routes");
    await monitor.until(/listening\n/);
    space.ip("link", "add", "v0", "address", "02:00:00:00:00:01", "mtu", "1400", "type", "veth", "peer", "name", "v1");
    await monitor.until(/^link is v0: veth, down, state down, mtu 1400, 02:00:00:00:00:01$/m);
    await monitor.until(/^link is v1: veth, down/m);
    space.ip("link", "set", "v1", "up");
    space.ip("link", "set", "v0", "up");
    await monitor.until(/^link is v0: veth, up, state up, /m);
    space.ip("address", "add", "10.77.1.1/24", "dev", "v0");
    await monitor.until(/^address is 10\.77\.1\.1\/24 on v0$/m);
    await monitor.until(/^route is 10\.77\.1\.0\/24 on v0, table main$/m);
    space.ip("route", "add", "10.88.0.0/16", "via", "10.77.1.2");
    await monitor.until(/^route is 10\.88\.0\.0\/16 by 10\.77\.1\.2 on v0, table main$/m);
    space.ip("address", "del", "10.77.1.1/24", "dev", "v0");
    await monitor.until(/^address gone 10\.77\.1\.1\/24 on v0$/m);
    space.ip("link", "del", "v0");
    await monitor.until(/^link gone v0: /m);
    monitor.child.kill("SIGINT");
    const { code, err } = await monitor.end;
    assert.deepEqual([code, err], [0, "listening\n"]);
  });

  it("keeps to one interface, and begins with what there is, for programs too", async () => {
    using space = new Namespace().cable();
    space.ip("address", "add", "10.77.1.1/24", "dev", "v1");
    const monitor = startInside(space, "ifmonitor", "--json", "--list", "--interface", "v1");
    await monitor.until(/listening\n/);
    space.ip("link", "set", "v0", "mtu", "1300");
    space.ip("link", "set", "v1", "mtu", "1200");
    await monitor.until(/"mtu":1200/);
    monitor.child.kill("SIGINT");
    const { out } = await monitor.end;
    const told = valuesOf<Record<string, unknown>>(out);
    assert.deepEqual([told[0]?.["kind"], told[0]?.["name"], told[0]?.["mtu"]], ["link", "v1", 1500]);
    const address = { kind: told[1]?.["kind"], address: told[1]?.["address"], domain: told[1]?.["domain"] };
    assert.deepEqual(address, { kind: "address", address: "10.77.1.1", domain: "internet" });
    assert.equal(told.at(-1)?.["mtu"], 1200);
    assert.ok(told.every(({ kind, name }) => kind !== "link" || name === "v1"));
  });
});
