/** examples/dhcp-discover.ts, on a cable to DHCP servers that are not ours. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { valuesOf } from "../support/lines.ts";
import { startForeign, startInside, withoutPeers } from "../support/network-example.ts";
import { Row } from "../support/row.ts";
import { exampleFile } from "../support/run-example.ts";
import { running } from "../support/running.ts";

/** A host without an address, and one for the server. */
function cable(): Row {
  const row = new Row(2);
  row.at(0).ip("address", "flush", "dev", "right");
  return row;
}

describe("examples/dhcp-discover.ts", { skip: withoutPeers("setpriv") }, () => {
  it("hears what dnsmasq offers", { skip: withoutPeers("dnsmasq") }, async () => {
    using row = cable();
    const server = startForeign(
      row.at(1),
      "dnsmasq",
      ...["--no-daemon", "--conf-file=/dev/null", "--user=root", "--pid-file", "--port=0", "--no-ping"],
      ...["--leasefile-ro", "--dhcp-authoritative", "--interface=left", "--bind-interfaces"],
      ...["--dhcp-range=10.77.1.50,10.77.1.50,255.255.255.0,2h", "--domain=example.test"],
      ...["--dhcp-option=option:router,10.77.1.2", "--dhcp-option=option:dns-server,10.77.1.2,10.77.1.3"],
    );
    await server.until(/DHCP, IP range/);
    const { code, out, err } = await startInside(row.at(0), "dhcp-discover", "--first", "--json", "right").end;
    assert.deepEqual([code, err], [0, ""]);
    assert.deepEqual(valuesOf(out), [
      {
        address: "10.77.1.50",
        "subnet mask": "255.255.255.0",
        routers: "10.77.1.2",
        "name servers": "10.77.1.2 10.77.1.3",
        domain: "example.test",
        lease: "7200 s",
        server: "10.77.1.2",
      },
    ]);
    server.child.kill("SIGTERM");
    await server.end;
  });

  it("hears what udhcpd offers", { skip: withoutPeers("udhcpd") }, async () => {
    using row = cable();
    const folder = mkdtempSync(join(tmpdir(), "bs-dhcp-"));
    try {
      const file = join(folder, "udhcpd.conf");
      const lines = ["start 10.77.1.60", "end 10.77.1.60", "interface left", "option subnet 255.255.255.0"];
      writeFileSync(join(folder, "leases"), "");
      writeFileSync(
        file,
        `${[...lines, "option lease 600", `lease_file ${folder}/leases`, `pidfile ${folder}/pid`].join("\n")}\n`,
      );
      const server = startForeign(row.at(1), "udhcpd", "-f", file);
      await server.until(/started/);
      const { code, out } = await startInside(row.at(0), "dhcp-discover", "--first", "--wait", "10", "right").end;
      assert.equal(code, 0);
      assert.match(
        out,
        /^address {7}10\.77\.1\.60\nsubnet mask {3}255\.255\.255\.0\nlease {9}600 s\nserver {8}10\.77\.1\.2\n$/,
      );
      server.child.kill("SIGTERM");
      await server.end;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says when nobody offers anything, and what it cannot do", async () => {
    using row = cable();
    const failed = async (...args: string[]): Promise<string> =>
      (await startInside(row.at(0), "dhcp-discover", ...args).end).err;
    assert.equal(await failed("--wait", "0.1", "right"), "dhcp-discover: nobody offers anything on right\n");
    assert.match(await failed("eth9"), /^dhcp-discover: there is no interface eth9 with a hardware address\n$/);
    const args = [exampleFile("dhcp-discover"), "right"] as const;
    const refused = await running(row.at(0).spawnFileWithout(["net_bind_service"], ...args)).end;
    assert.deepEqual([refused.code, refused.out], [1, ""]);
    assert.match(refused.err, /^dhcp-discover: bind: binding needs root, or CAP_NET_RAW and CAP_NET_BIND_SERVICE\n$/);
  });
});
