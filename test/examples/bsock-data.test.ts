/** `bsock`: the commands that print data, for people and with --json for programs. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import { hostName, interfaceIndex, interfaceNames } from "berkeley-sockets";
import * as options from "berkeley-sockets/options";
import { type Json, json, run } from "../support/bsock.ts";
import { deviceTable } from "../support/device-options.ts";
import { withoutIpv6, withoutProgram } from "../support/probe.ts";
import { askPython } from "../support/python.ts";

describe("bsock resolve", () => {
  it("tells every field that getaddrinfo gives", async () => {
    const found = await json<Json>("resolve", "127.0.0.1", "80", "--type", "stream");
    const { milliseconds, ...rest } = found;
    assert.equal(typeof milliseconds, "number");
    assert.deepEqual(rest, {
      name: "127.0.0.1",
      service: "80",
      canonicalName: "127.0.0.1",
      addresses: [
        {
          domain: { name: "internet", value: 2 },
          type: { name: "stream", value: 1 },
          protocol: { name: "tcp", value: 6 },
          text: "127.0.0.1:80",
          address: "127.0.0.1",
          port: 80,
        },
      ],
    });
    const { out } = await run(["resolve", "127.0.0.1", "80"]);
    assert.match(out, /^127\.0\.0\.1:80 +internet +stream +tcp$/m);
    assert.match(out, /^127\.0\.0\.1:80 +internet +datagram +udp$/m);
  });

  it("gives the addresses that python's resolver gives", { skip: withoutProgram("python3") }, async () => {
    const source = "import socket, json; print(json.dumps([a[4][0] for a in socket.getaddrinfo('localhost', 80)]))";
    const { addresses } = await json<{ addresses: Json[] }>("resolve", "localhost", "80");
    assert.deepEqual(addresses.map(({ address }) => address).sort(), askPython<string[]>(source).sort());
  });

  it("resolves no name to what listeners want", async () => {
    const { addresses } = await json<{ addresses: Json[] }>(
      "resolve",
      "-f",
      "passive",
      "-4",
      "-t",
      "stream",
      "-",
      "80",
    );
    assert.deepEqual(
      addresses.map(({ text }) => text),
      ["0.0.0.0:80"],
    );
  });

  it("knows scopes", { skip: withoutIpv6() }, async () => {
    const { addresses } = await json<{ addresses: Json[] }>("resolve", "fe80::1%lo", "-t", "datagram");
    assert.deepEqual([addresses[0]?.["scopeId"], addresses[0]?.["flowInfo"]], [interfaceIndex("lo"), 0]);
  });
});

/** Skips without a database. */
const withoutFile = (path: string): string | false => (existsSync(path) ? false : `no ${path}`);

describe("bsock protocols, services, interfaces", () => {
  it("protocols: all, or those asked for by name and number", { skip: withoutFile("/etc/protocols") }, async () => {
    const all = await json("protocols");
    assert.ok(all.length > 10);
    assert.deepEqual(await json("protocols", "udp", "6"), [
      { name: "udp", number: 17, aliases: ["UDP"] },
      { name: "tcp", number: 6, aliases: ["TCP"] },
    ]);
    assert.match((await run(["protocols"])).out, /^tcp +6 +TCP$/m);
  });

  it("services: all, or those asked for by name and port", { skip: withoutFile("/etc/services") }, async () => {
    const all = await json("services");
    assert.ok(all.length > 50);
    assert.ok(all.some(({ name, port, protocol }) => name === "http" && port === 80 && protocol === "tcp"));
    assert.ok((await json("services", "--protocol", "udp")).every(({ protocol }) => protocol === "udp"));
    assert.deepEqual((await json("services", "-p", "tcp", "22"))[0]?.["name"], "ssh");
    assert.match((await run(["services", "domain"])).out, /^domain +53 +tcp\b.*\ndomain +53 +udp/m);
  });

  it("interfaces: all with index and addresses", async () => {
    const { host, interfaces } = await json<{ host: string; interfaces: Json[] }>("interfaces");
    assert.equal(host, hostName());
    assert.deepEqual(
      interfaces.map(({ name, index }) => [name, index]),
      interfaceNames().map((name) => [name, interfaceIndex(name)]),
    );
    const { out } = await run(["interfaces", "lo"]);
    assert.match(out, /^lo +\d+ +00:00:00:00:00:00 +127\.0\.0\.1\/8$/m);
  });
});

describe("bsock options", () => {
  const names = Object.values<unknown>(options).flatMap((each) =>
    // Those of families that are not among the kinds are left out.
    each instanceof Object && "foreignSize" in each && !(String(each) in deviceTable) ? [String(each)] : [],
  );

  it("reads every option that a fresh socket has", async () => {
    const read = await json("options", "--of", "tcp");
    const values = Object.fromEntries(read.map(({ name, value }) => [name as string, value]));
    assert.equal(values["SO_KEEPALIVE"], false);
    assert.equal(values["SO_TYPE"], 1);
    assert.deepEqual(values["SO_LINGER"], { on: false, seconds: 0 });
    assert.match(String(values["SO_MAX_PACING_RATE"]), /^\d+$/);
    assert.ok("TCP_CONGESTION" in values && !("UDP_CORK" in values) && !("IPV6_V6ONLY" in values));
    assert.ok(read.every((each) => !("error" in each)));
  });

  it("tells with --all of those that cannot be read, and why", async () => {
    const read = await json("options", "--of", "udp", "--all");
    assert.deepEqual(read.map(({ name }) => name).sort(), names.sort());
    for (const each of read) assert.notEqual("value" in each, "error" in each, String(each["name"]));
    assert.equal(read.find(({ name }) => name === "SO_RCVBUFFORCE")?.["error"], "ENOPROTOOPT");
  });

  it("compares kinds of sockets in columns", async () => {
    const { out } = await run(["options"]);
    const cells = (name: string): string[] =>
      out
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.split(/ {2,}/) ?? [];
    assert.deepEqual(cells("OPTION"), ["OPTION", "LEVEL", "TCP", "UDP", "UNIX"]);
    assert.deepEqual(cells("SO_KEEPALIVE"), ["SO_KEEPALIVE", "SOL_SOCKET", "off", "off", "off"]);
    assert.deepEqual(cells("TCP_NODELAY"), ["TCP_NODELAY", "IPPROTO_TCP", "off", "-", "-"]);
    assert.deepEqual(cells("SO_LINGER")[2], "on=false seconds=0");
    assert.deepEqual(cells("IP_LOCAL_PORT_RANGE").slice(2), ["low=0 high=0", "low=0 high=0", "-"]);
    assert.deepEqual(cells("TCP_FASTOPEN_KEY").slice(2), ["no bytes", "-", "-"]);
    assert.ok(out.split("\n").every((line) => line.length < 200 && !/\[object|undefined/.test(line)));
  });

  it("tells large structs below the table, member by member", async () => {
    const { out } = await run(["options", "--of", "tcp"]);
    const [table = "", ...structs] = out.split("\n\n");
    assert.match(table, /^TCP_INFO +IPPROTO_TCP +see below$/m);
    const info = structs.find((each) => each.startsWith("TCP_INFO "));
    assert.match(info ?? "", /^TCP_INFO +TCP$/m);
    assert.match(info ?? "", /^state +close$/m);
    assert.match(info ?? "", /^options\.sack +false$/m);
    assert.match(info ?? "", /^maxPacingRate +18446744073709551615$/m);
    const read = await json("options", "--of", "tcp");
    const value = read.find(({ name }) => name === "TCP_INFO")?.["value"] as Json;
    assert.deepEqual([value["state"], value["maxPacingRate"]], ["close", "18446744073709551615"]);
    assert.equal(read.find(({ name }) => name === "TCP_FASTOPEN_KEY")?.["value"], "");
  });
});
