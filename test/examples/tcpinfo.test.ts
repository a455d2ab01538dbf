/** examples/tcpinfo.ts, beside what ss(8) says of the same connection. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { run } from "../support/ip.ts";
import { valuesOf } from "../support/lines.ts";
import { startInside, startPython, withoutPeers } from "../support/network-example.ts";
import { Row } from "../support/row.ts";

/** Takes a connection, reads and writes some, and ends when its stdin does. */
const server = `
import socket, sys
listener = socket.create_server(("0.0.0.0", 0))
print(listener.getsockname()[1])
connection, peer = listener.accept()
left = 300000
while left > 0: left -= len(connection.recv(65536))
connection.sendall(b"y" * 200000)
print("done")
sys.stdin.read()
connection.close()`;

describe("examples/tcpinfo.ts", { skip: withoutPeers("ss", "python3") }, () => {
  it("tells what ss does", async () => {
    using row = new Row(2);
    const peer = startPython(row.at(1), server);
    const [port = ""] = await peer.until(/\d+(?=\n)/);
    const watch = startInside(row.at(0), "tcpinfo", "--json", "--interval", "0.05", "10.77.1.2", port);
    watch.child.stdin.write(Buffer.alloc(300_000));
    await peer.until(/done/);
    // Everything has come and was acknowledged: from here on nothing changes.
    await watch.until(/"unacked":0,.*"bytesAcked":300001,.*"bytesReceived":200000\b/);
    const said = run("ip", "netns", "exec", row.at(0).name, "ss", "-tinHO", "dport", "=", `:${port}`);
    peer.child.stdin.end();
    watch.child.stdin.end();
    const { code, out, err } = await watch.end;
    assert.equal(code, 0, err);
    assert.match(err, /^10\.77\.1\.1:\d+ to 10\.77\.1\.2:\d+, \w+\n$/);
    const number = (pattern: RegExp): number => Number(pattern.exec(said)?.[1] ?? Number.NaN);
    const seen = {
      cwnd: number(/ cwnd:(\d+)/),
      mss: number(/ mss:(\d+)/),
      rtt: number(/ rtt:([\d.]+)\//),
      rttvar: number(/ rtt:[\d.]+\/([\d.]+)/),
      least: number(/ minrtt:([\d.]+)/),
      sent: number(/ bytes_sent:(\d+)/),
      received: number(/ bytes_received:(\d+)/),
      retransmitted: said.includes(" retrans:") ? number(/ retrans:\d+\/(\d+)/) : 0,
      rate: number(/ delivery_rate (\d+)bps/),
    };
    // A line that was printed while ss ran; what may differ between lines is the state at the very end.
    const told = valuesOf<Record<string, number>>(out).map((info) => ({
      cwnd: info["sndCwnd"],
      mss: info["sndMss"],
      rtt: info["rtt"],
      rttvar: info["rttvar"],
      least: info["minRtt"],
      sent: info["bytesSent"],
      received: info["bytesReceived"],
      retransmitted: info["totalRetrans"],
      rate: 8 * (info["deliveryRate"] ?? 0),
    }));
    assert.ok(
      told.some((each) => JSON.stringify(each) === JSON.stringify(seen)),
      `${said}\n${JSON.stringify(seen)}\n${told.map((each) => JSON.stringify(each)).join("\n")}`,
    );
    await peer.end;
  });

  it("is a table for people, and ends with the connection", async () => {
    using row = new Row(2);
    const peer = startPython(row.at(1), server);
    const [port = ""] = await peer.until(/\d+(?=\n)/);
    const watch = startInside(row.at(0), "tcpinfo", "--interval", "60", "10.77.1.2", port);
    watch.child.stdin.end(Buffer.alloc(300_000));
    peer.child.stdin.end();
    const { code, out } = await watch.end;
    assert.equal(code, 0);
    const [head = "", first = "", last = ""] = out.trimEnd().split("\n");
    assert.match(head, /^ +state +rtt ms +\+- +least +cwnd +flying +retrans +lost +sent +acked +came +bit\/s +pacing$/);
    assert.match(first, /^established +\d+\.\d{3} /);
    assert.match(last, /^ *(closeWait|lastAck|finWait2|timeWait|close) .* 300k +300k +200k /);
    for (const line of [head, first, last]) assert.equal(line.length, head.length);
    await peer.end;
  });

  it("ends when interrupted, after so many lines, and without a connection", async () => {
    using row = new Row(2);
    const peer = startPython(row.at(1), server);
    const [port = ""] = await peer.until(/\d+(?=\n)/);
    const watch = startInside(row.at(0), "tcpinfo", "--interval", "0.01", "10.77.1.2", port);
    await watch.until(/established[^\n]*\n[^\n]*established/);
    watch.child.kill("SIGINT");
    assert.equal((await watch.end).code, 0);
    await peer.child.kill();
    await peer.end;
    const refused = await startInside(row.at(0), "tcpinfo", "10.77.1.2", "1").end;
    assert.deepEqual([refused.code, refused.err], [1, "tcpinfo: connect ECONNREFUSED 10.77.1.2:1\n"]);
  });
});
