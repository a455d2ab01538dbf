/**
 * Second opinions on the families that most kernels lack: strace(1) decodes addresses and the names of
 * options before the kernel refuses them, and python3 has vsock.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { Socket, SocketDomain, SocketType, VsockAddress } from "berkeley-sockets";
import { SOL_HCI } from "berkeley-sockets/options";
import { deviceTable } from "../support/device-options.ts";
import { using } from "../support/kinds.ts";
import { withoutKind, withoutProgram } from "../support/probe.ts";

const root = new URL("../../..", import.meta.url);
const noStrace = process.platform !== "linux" ? "these families are Linux's" : withoutProgram("strace", "-V");

/** What strace sees of the calls of a module; `undefined` in a sandbox without ptrace(2). */
function trace(calls: string, program: string): string[] | undefined {
  const { stderr } = spawnSync(
    "strace",
    ["-e", `trace=${calls}`, "-s", "64", process.execPath, "--input-type=module", "--eval", program],
    { encoding: "utf8", cwd: root },
  );
  // SOL_SOCKET is asked by the runtime too.
  const lines = stderr.split("\n").filter((line) => /^[gs]etsockopt\(\d+, (?!SOL_SOCKET)|^bind\(/.test(line));
  return lines.length === 0 && /ptrace|not permitted/i.test(stderr) ? undefined : lines;
}

const NO_PTRACE = "a sandbox without ptrace(2)";

test("strace reads our addresses as we mean them", { skip: noStrace }, (t) => {
  const device = "00:1A:7D:DA:71:13";
  const bdaddr = "l2_bdaddr=13:71:da:7d:1a:00";
  const wanted: readonly (readonly [address: string, seen: string])[] = [
    [
      "new VsockAddress(3, 1024, 1)",
      "{sa_family=AF_VSOCK, svm_cid=0x3, svm_port=0x400, svm_flags=VMADDR_FLAG_TO_HOST}, 16",
    ],
    ["new CanAddress(1)", '{sa_family=AF_CAN, sa_data="\\0\\0\\1\\0\\0\\0"}, 8'],
    [
      `new L2capAddress("${device}", 25, { cid: 4, deviceType: 2 })`,
      `{sa_family=AF_BLUETOOTH, l2_psm=htobs(0x19 /* L2CAP_PSM_??? */), ${bdaddr}, l2_cid=htobs(L2CAP_CID_ATT), ` +
        "l2_bdaddr_type=BDADDR_LE_RANDOM}, 14",
    ],
    [`new RfcommAddress("${device}", 3)`, `{sa_family=AF_BLUETOOTH, ${bdaddr.replace("l2", "rc")}, rc_channel=3}, 10`],
    [`new ScoAddress("${device}")`, `{sa_family=AF_BLUETOOTH, ${bdaddr.replace("l2", "sco")}}, 8`],
    ["new HciAddress(0, 1)", "{sa_family=AF_BLUETOOTH, hci_dev=htobs(0), hci_channel=HCI_CHANNEL_USER}, 6"],
    [
      'new AlgAddress("skcipher", "cbc(aes)", 1, 15)',
      '{sa_family=AF_ALG, salg_type="skcipher", salg_feat=0x1 /* CRYPTO_ALG_??? */, ' +
        'salg_mask=0xf /* CRYPTO_ALG_??? */, salg_name="cbc(aes)"}, 88',
    ],
    [
      "new XdpAddress(interfaceIndex('lo'), 2, XdpAddress.sharedUmem + XdpAddress.needWakeup, 7)",
      '{sa_family=AF_XDP, sxdp_flags=XDP_SHARED_UMEM|XDP_USE_NEED_WAKEUP, sxdp_ifindex=if_nametoindex("lo"), ' +
        "sxdp_queue_id=2, sxdp_shared_umem_fd=7}, 16",
    ],
  ];
  const names = "AlgAddress CanAddress HciAddress L2capAddress RfcommAddress ScoAddress VsockAddress XdpAddress";
  const lines = trace(
    "bind",
    `import { ${names.split(" ").join(", ")}, interfaceIndex, Socket, SocketDomain, SocketType } from "berkeley-sockets";
    // A socket of another family: the kernel refuses them all.
    const socket = Socket.create(SocketDomain.internet, SocketType.stream);
    for (const address of [${wanted.map(([address]) => address).join(", ")}]) {
      try { socket.bind(address); } catch {}
    }
    socket.close();`,
  );
  if (lines === undefined) return t.skip(NO_PTRACE);
  assert.deepEqual(
    lines.map((line) => line.replace(/^bind\(\d+, /, "").replace(/\) += -1 .*/, "")),
    wanted.map(([, seen]) => seen),
  );
  return undefined;
});

test("strace calls our options by our names", { skip: noStrace }, (t) => {
  // SOL_HCI is IPPROTO_IP by number, and would be taken.
  const rows = Object.entries(deviceTable).filter(([, { level }]) => level !== SOL_HCI);
  const lines = trace(
    "setsockopt,getsockopt",
    `import { Socket, SocketDomain, SocketType } from "berkeley-sockets";
    import * as options from "berkeley-sockets/options";
    import { deviceTable } from "./build/test/support/device-options.js";
    const socket = Socket.create(SocketDomain.internet, SocketType.stream);
    for (const name of ${JSON.stringify(rows.map(([name]) => name))}) {
      const { only, golden } = deviceTable[name];
      try {
        if (only === "read") socket.getOption(options[name]);
        else socket.setOption(options[name], golden[0][0]);
      } catch {}
    }
    socket.close();`,
  );
  if (lines === undefined) return t.skip(NO_PTRACE);
  assert.equal(lines.length, rows.length);
  let named = 0;
  for (const [index, [name, { level, golden, only }]] of rows.entries()) {
    const line: string = lines[index] ?? "";
    const [, call, seenLevel, seenName = "", size] =
      /^([gs])etsockopt\(\d+, ([^,]+), ([^,]+), .*?(\[?\d+\]?)\) = -1/.exec(line) ?? [];
    assert.equal(call, only === "read" ? "g" : "s", line);
    if (only !== "read") assert.equal(size, String((golden[0]?.[1] ?? "").replaceAll(" ", "").length / 2), line);
    if (size === "0") assert.ok(line.includes(", NULL, 0)"), line);
    // What strace has no names for it shows as numbers.
    if (/^0x|^\d/.test(`${seenLevel}`) || /^0x|^\d/.test(seenName)) continue;
    named += 1;
    assert.equal(seenLevel, level.name.replace("IPPROTO_SCTP", "SOL_SCTP"), line);
    assert.equal(seenName.replace(/_(OLD|NEW)$/, ""), name, line);
  }
  assert.ok(named > 50, `${named} names`);
  return undefined;
});

const noPython = withoutKind(SocketDomain.vsock, SocketType.stream) || withoutProgram("python3");

test("python3 reads the name of our vsock socket, and we the name of python3's", { skip: noPython }, () => {
  using([Socket.create(SocketDomain.vsock, SocketType.stream)], (socket) => {
    socket.bind(VsockAddress.any(VsockAddress.anyPort));
    const { cid, port } = socket.localAddress as VsockAddress;
    const program = `
import json, socket
ours = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM, 0, fileno=3)
free = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM, 0, fileno=4)
free.bind((socket.VMADDR_CID_ANY, socket.VMADDR_PORT_ANY))
print(json.dumps([ours.getsockname(), free.getsockname()]))`;
    using([Socket.create(SocketDomain.vsock, SocketType.stream)], (free) => {
      const { stdout, stderr } = spawnSync("python3", ["-c", program], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe", socket.fd, free.fd],
      });
      assert.notEqual(stdout, "", stderr);
      const address = free.localAddress as VsockAddress;
      assert.deepEqual(JSON.parse(stdout), [
        [cid, port],
        [address.cid, address.port],
      ]);
    });
  });
});
