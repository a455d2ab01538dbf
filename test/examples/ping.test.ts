/** examples/ping.ts, with the kernel and with the system's ping. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { startForeign, startInside, withoutPeers } from "../support/network-example.ts";
import { Row } from "../support/row.ts";
import { exampleFile } from "../support/run-example.ts";
import { running } from "../support/running.ts";

describe("examples/ping.ts", { skip: withoutPeers("setpriv") }, () => {
  for (const [address, ttl] of [
    ["10.77.2.2", 63],
    ["fd77:2::2", 63],
  ] as const) {
    it(`is answered from ${address}, with its time to live`, async () => {
      using row = new Row(3);
      const { code, out, err } = await startInside(row.at(0), "ping", "-c", "2", "-i", "0.1", "-s", "100", address).end;
      assert.deepEqual([code, err], [0, ""]);
      const [head, first, second, summary] = out.split("\n");
      assert.equal(head, `PING ${address}: 100 bytes of data, by a raw socket`);
      assert.match(first ?? "", new RegExp(`^108 bytes from ${address}: seq=1 ttl=${ttl} time=\\d+\\.\\d{3} ms$`));
      assert.match(second ?? "", /seq=2/);
      assert.match(summary ?? "", /^2 sent, 2 answered; \d+\.\d{3} to \d+\.\d{3} ms$/);
    });

    it(`tells which router complains of hops used up towards ${address}`, async () => {
      using row = new Row(3);
      const { code, out } = await startInside(row.at(0), "ping", "-c", "1", "-t", "1", address).end;
      const router = address.replace(/2(\D+2)$/, "1$1");
      assert.ok(out.includes(`\nfrom ${router}: seq=1 its hops were used up, type=`), out);
      assert.ok(out.endsWith("1 sent, 0 answered\n"));
      assert.equal(code, 1);
    });

    it(`answers the system's ping at ${address}`, { skip: withoutPeers("ping") }, async () => {
      using row = new Row(3);
      row.at(2).set("net.ipv4.icmp_echo_ignore_all", "1");
      row.at(2).set("net.ipv6.icmp.echo_ignore_all", "1");
      const responder = startInside(row.at(2), "ping", "--answer", ...(address.includes(":") ? ["-6"] : []));
      await responder.until(/answering/);
      const { code, out } = await startForeign(row.at(0), "ping", "-n", "-c", "3", "-i", "0.2", address).end;
      assert.equal(code, 0, out);
      assert.match(out, new RegExp(`64 bytes from ${address}: icmp_seq=3 `));
      assert.match(out, /3 packets transmitted, 3 received, 0% packet loss/);
      await responder.until(/answered .*: seq=3\n/);
      responder.child.kill("SIGINT");
      const end = await responder.end;
      assert.deepEqual([end.code, end.err], [0, ""]);
    });
  }

  it("needs no privilege where the group may ping, and says so where it may not", async () => {
    using row = new Row(2);
    const withoutPrivilege = () =>
      running(row.at(0).spawnFileWithout(["net_raw"], exampleFile("ping"), "-c", "1", "10.77.1.2")).end;
    const refused = await withoutPrivilege();
    assert.deepEqual([refused.code, refused.out], [1, ""]);
    assert.match(refused.err, /^ping: a raw socket needs root or CAP_NET_RAW; .*ping_group_range[^\n]*\n$/);
    row.at(0).set("net.ipv4.ping_group_range", "0 2147483647");
    const { code, out, err } = await withoutPrivilege();
    assert.deepEqual([code, err], [0, ""]);
    assert.match(
      out,
      /^PING 10\.77\.1\.2: 56 bytes of data, by a datagram socket\n64 bytes from 10\.77\.1\.2: seq=1 ttl=64/,
    );
  });

  it("gives up on silence, and tells what there was when it is interrupted", async () => {
    using row = new Row(2);
    row.at(1).set("net.ipv4.icmp_echo_ignore_all", "1");
    const silent = await startInside(row.at(0), "ping", "-c", "1", "-i", "0", "-W", "0.2", "10.77.1.2").end;
    assert.equal(silent.code, 1);
    assert.match(silent.out, /\n1 sent, 0 answered\n$/);
    const endless = startInside(row.at(0), "ping", "-i", "0.05", "10.77.1.1");
    await endless.until(/seq=2/);
    endless.child.kill("SIGINT");
    const { code, out, err } = await endless.end;
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /\n\d+ sent, \d+ answered; [\d.]+ to [\d.]+ ms\n$/);
  });
});
