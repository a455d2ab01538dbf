/** examples/mdns.ts: what it announces is found by dig, and by itself; what Avahi announces is found by it. */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { valuesOf } from "../support/lines.ts";
import type { Namespace } from "../support/namespace.ts";
import { startForeign, startInside, startPython, withoutPeers } from "../support/network-example.ts";
import { Row } from "../support/row.ts";
import type { Running } from "../support/running.ts";

async function announce(space: Namespace): Promise<Running> {
  const args = ["--announce", "A page, v2.0", "--port", "8080", "--text", "path=/", "_http._tcp"];
  const responder = startInside(space, "mdns", "--interface", "left", ...args);
  await responder.until(/announcing A page, v2\\\.0\._http\._tcp\.local\n/);
  return responder;
}

async function stop(responder: Running): Promise<void> {
  responder.child.kill("SIGINT");
  const { code, err } = await responder.end;
  assert.deepEqual([code, err], [0, ""]);
}

/** So many services, or none at all. */
async function browse(space: Namespace, count: number, ...args: string[]): Promise<Record<string, unknown>[]> {
  const limits = count > 0 ? ["--count", String(count), "--wait", "30"] : ["--wait", "1"];
  const { code, out, err } = await startInside(space, "mdns", "-i", "right", "--json", ...limits, ...args).end;
  assert.deepEqual([code, err], [0, ""]);
  return valuesOf(out);
}

const withoutAvahi = withoutPeers("avahi-daemon", "avahi-browse", "dbus-daemon", "unshare");

/**
 * Runs a command of sh(1) where a bus and an Avahi of their own run, which announces a group of services. They have
 * their own /run, and end with the command.
 */
function withAvahi(space: Namespace, name: string, group: string, command: string): Running {
  const server = `[server]\nhost-name=otherhost\nallow-interfaces=${name}\nuse-ipv6=no`;
  const publish = "[publish]\npublish-workstation=no\npublish-hinfo=no\n[rlimits]";
  const script = `
set -e
mount -t tmpfs none /run
mount -t tmpfs none /etc/avahi/services
mkdir /run/dbus
printf '%s\n' "$1" > /run/avahi.conf
test -z "$2" || printf '%s\n' '<?xml version="1.0"?>' "$2" > /etc/avahi/services/one.service
dbus-daemon --system --fork 2> /dev/null
avahi-daemon --no-drop-root --no-chroot --no-rlimits --file /run/avahi.conf &
${command}`;
  const apart = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  return startForeign(space, "unshare", ...apart, "sh", "-c", script, "sh", `${server}\n${publish}`, group);
}

describe("examples/mdns.ts", { skip: withoutPeers() }, () => {
  it("is found by Avahi", { skip: withoutAvahi }, async () => {
    using row = new Row(2);
    const responder = await announce(row.at(1));
    const { code, out, err } = await withAvahi(row.at(0), "right", "", "avahi-browse -frpt _http._tcp").end;
    assert.equal(code, 0, err);
    const found = out.split("\n").find((line) => line.startsWith("=;right;IPv4;"));
    const [, , , name, , , host, address, port, text] = found?.split(";") ?? assert.fail(out);
    assert.deepEqual([name, address, port, text], ["A\\032page\\044\\032v2\\.0", "10.77.1.2", "8080", '"path=/"']);
    assert.match(host ?? "", /\.local$/);
    await stop(responder);
  });

  it("answers dig, which knows only plain DNS", { skip: withoutPeers("dig") }, async () => {
    using row = new Row(2);
    const responder = await announce(row.at(1));
    const dig = async (...args: string[]): Promise<string> =>
      (await startForeign(row.at(0), "dig", "@10.77.1.2", "-p", "5353", ...args).end).out;
    assert.match(await dig("+short", "_http._tcp.local", "PTR"), /^A\\032page,\\032v2\\\.0\._http\._tcp\.local\.\n$/);
    const instance = "A page, v2\\.0._http._tcp.local";
    assert.equal(await dig("+short", instance, "TXT"), '"path=/"\n');
    const [, host = ""] = /^0 0 8080 (\S+\.local)\.\n$/.exec(await dig("+short", instance, "SRV")) ?? [];
    assert.equal(await dig("+short", host), "10.77.1.2\n");
    await stop(responder);
  });

  it("finds what it announces, and the types that there are", async () => {
    using row = new Row(2);
    const responder = await announce(row.at(1));
    const [found, ...more] = await browse(row.at(0), 1, "_http._tcp");
    const { host, ...rest } = found ?? {};
    assert.match(String(host), /\.local$/);
    assert.deepEqual(rest, { name: "A page, v2.0", address: "10.77.1.2", port: 8080, text: '"path=/"' });
    assert.deepEqual(more, []);
    assert.deepEqual(await browse(row.at(0), 1), [{ type: "_http._tcp.local" }]);
    assert.deepEqual(await browse(row.at(0), 0, "_ipp._tcp.local."), []);
    await stop(responder);
  });

  it("says goodbye, so that nobody remembers it", { skip: withoutPeers("python3") }, async () => {
    using row = new Row(2);
    const responder = await announce(row.at(1));
    const source = `
import socket, struct
heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
heard.bind(("224.0.0.251", 5353))
index = socket.if_nametoindex("right")
heard.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton("224.0.0.251") + struct.pack("@4xi", index))
heard.settimeout(20)
print("ready")
data = heard.recv(9000)
at = data.index(b"\\x05local\\0") + 7  # behind the first record's name: type, class, time to live
print(struct.unpack_from(">I", data, at + 4)[0])`;
    const witness = startPython(row.at(0), source);
    await witness.until(/ready/);
    await stop(responder);
    assert.equal((await witness.end).out, "ready\n0\n");
  });

  it("finds what Avahi announces", { skip: withoutAvahi }, async () => {
    using row = new Row(2);
    const service = "<service><type>_ipp._tcp</type><port>631</port><txt-record>pages=a4</txt-record></service>";
    const group = `<service-group><name>Printer No. 1</name>${service}</service-group>`;
    // It goes on until its stdin ends.
    const avahi = withAvahi(row.at(1), "left", group, "cat");
    await avahi.until(/Service "Printer No\. 1" .* successfully established/);
    assert.deepEqual(await browse(row.at(0), 1, "_ipp._tcp"), [
      { name: "Printer No. 1", host: "otherhost.local", address: "10.77.1.2", port: 631, text: '"pages=a4"' },
    ]);
    assert.deepEqual(await browse(row.at(0), 1), [{ type: "_ipp._tcp.local" }]);
    avahi.child.stdin.end();
    await avahi.end;
  });

  it("says what is missing", async () => {
    using row = new Row(2);
    const failed = async (...args: string[]): Promise<string> =>
      (await startInside(row.at(0), "mdns", ...args).end).err;
    assert.match(
      await failed("_http._tcp"),
      /^mdns: (no interface leads to 224\.0\.0\.251|[^\n]*ENETUNREACH)[^\n]*\n$/,
    );
    assert.equal(await failed("-i", "right", "--announce", "x"), "mdns: --announce wants a type and --port\n");
    assert.match(await failed("-i", "eth9"), /^mdns: [^\n]*ENODEV[^\n]*\n$/);
  });
});
