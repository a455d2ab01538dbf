/** examples/arping.ts on a cable, with iputils' arping and with the kernel. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Namespace } from "../support/namespace.ts";
import { startForeign, startInside, withoutPeers } from "../support/network-example.ts";
import { Row } from "../support/row.ts";
import { exampleFile } from "../support/run-example.ts";
import { running } from "../support/running.ts";

const hardwareOf = (space: Namespace, name: string): string =>
  space.json<{ address: string }[]>("link", "show", name)[0]?.address ?? "";

describe("examples/arping.ts", { skip: withoutPeers("setpriv") }, () => {
  it("answers arping for an address that nobody has", { skip: withoutPeers("arping") }, async () => {
    using row = new Row(2);
    const responder = startInside(row.at(1), "arping", "--answer", "left", "10.77.1.99", "10.77.1.98");
    await responder.until(/answering for 10\.77\.1\.99, 10\.77\.1\.98 as /);
    const { code, out } = await startForeign(row.at(0), "arping", "-c", "2", "-I", "right", "10.77.1.99").end;
    assert.equal(code, 0, out);
    assert.match(out, new RegExp(`Unicast reply from 10.77.1.99 \\[${hardwareOf(row.at(1), "left")}\\]`, "i"));
    assert.match(out, /Received 2 response\(s\)/);
    await responder.until(new RegExp(`told 10.77.1.1 \\(${hardwareOf(row.at(0), "right")}\\) where 10.77.1.99 is\n`));
    const other = await startForeign(row.at(0), "arping", "-c", "1", "-w", "1", "-I", "right", "10.77.1.97").end;
    assert.equal(other.code, 1, "it answers for those alone");
    responder.child.kill("SIGINT");
    const end = await responder.end;
    assert.deepEqual([end.code, end.err], [0, ""]);
  });

  it("is answered by the kernel, and tells when nobody answers", async () => {
    using row = new Row(2);
    const { code, out } = await startInside(row.at(0), "arping", "-c", "1", "-w", "20", "right", "10.77.1.2").end;
    assert.equal(code, 0);
    const line = `10\\.77\\.1\\.2 is at ${hardwareOf(row.at(1), "left")}, \\d+\\.\\d{3} ms\n`;
    assert.match(out, new RegExp(`^${line}$`));
    const nobody = await startInside(row.at(0), "arping", "-c", "1", "-w", "0.1", "right", "10.77.1.3").end;
    assert.deepEqual([nobody.code, nobody.out], [1, "no answer from 10.77.1.3\n"]);
  });

  it("lets the kernel of another host find an address of its own choice", { skip: withoutPeers("ping") }, async () => {
    using row = new Row(2);
    const responder = startInside(
      row.at(1),
      "arping",
      "--answer",
      "--address",
      "02:00:00:00:00:99",
      "left",
      "10.77.1.99",
    );
    await responder.until(/as 02:00:00:00:00:99\n/);
    await startForeign(row.at(0), "ping", "-c", "1", "-W", "1", "10.77.1.99").end;
    const [neighbour] = row.at(0).json<{ lladdr: string }[]>("neighbour", "show", "10.77.1.99");
    assert.equal(neighbour?.lladdr, "02:00:00:00:00:99");
  });

  it("says what it cannot do", async () => {
    using row = new Row(2);
    const refused = await running(row.at(0).spawnFileWithout(["net_raw"], exampleFile("arping"), "right", "10.77.1.2"))
      .end;
    assert.equal(refused.code, 1);
    assert.match(refused.err, /^arping: a packet socket needs root or CAP_NET_RAW; [^\n]*\n$/);
    const failed = async (...args: string[]): Promise<string> =>
      (await startInside(row.at(0), "arping", ...args).end).err;
    assert.equal(await failed("eth9", "10.77.1.2"), "arping: there is no interface eth9\n");
    assert.equal(await failed("lo", "10.77.1.2"), "arping: lo is no Ethernet\n");
    assert.match(await failed("right", "10.77.1"), /^arping: [^\n]*10\.77\.1'?"?\n$/);
  });
});
