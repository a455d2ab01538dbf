/**
 * The bytes of every struct that an option has for value, worked out from the kernel's headers and from
 * nothing of ours: for little-endian and big-endian machines, shorter and longer than we know them.
 */
import "../support/leak-guard.ts";
import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { codecs, Internet6Address, InternetAddress, type SocketOption } from "berkeley-sockets";
import * as entry from "berkeley-sockets/options";
import "../../src/address/domain.ts"; // makes the addresses of mptcp_full_info
import { addressPreferencesCodec } from "../../src/bsd/options/address-preferences.ts";
import { networkOrder } from "../../src/bsd/options/interface-option.ts";
import { memoryInfoCodec } from "../../src/bsd/options/memory-info.ts";
import { mptcpFullInfoCodec, mptcpInfoCodec } from "../../src/bsd/options/mptcp-info.ts";
import { groupsCodec, localCredentialsCodec, processCredentialsCodec } from "../../src/bsd/options/peer-credentials.ts";
import { portRangeCodec } from "../../src/bsd/options/port-range.ts";
import { tcpCongestionInfoCodec } from "../../src/bsd/options/tcp-congestion-info.ts";
import { tcpInfoCodec } from "../../src/bsd/options/tcp-info.ts";
import { plainTcpMd5Codec, tcpMd5Codec } from "../../src/bsd/options/tcp-md5.ts";
import { timestampingCodec } from "../../src/bsd/options/timestamping.ts";
import { transmitTimeCodec } from "../../src/bsd/options/transmit-time.ts";
import { placeOf, systemLayout } from "../../src/core/struct.ts";
import { expectRefused } from "../support/expect.ts";
import { bigEndian, linux64, macos } from "../support/layouts.ts";

const linux = process.platform === "linux" ? {} : { skip: "the system's own numbers are Linux's only on Linux" };
const fromHex = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text.replace(/\s/g, ""), "hex"));
const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");
const spaceless = (text: string): string => text.replace(/\s/g, "");

/** Every byte of it where it must be, and everything frozen. */
function decodes(codec: { decode(bytes: Uint8Array): unknown }, text: string, expected: unknown): void {
  const value = codec.decode(fromHex(text));
  assert.deepEqual(value, expected);
  assertFrozen(value);
  // Neither the place in a larger buffer nor what stands around counts.
  const room = new Uint8Array(spaceless(text).length / 2 + 10).fill(0xee);
  const bytes = room.subarray(3, room.length - 7);
  bytes.set(fromHex(text));
  assert.deepEqual(codec.decode(bytes), expected);
}

function assertFrozen(value: unknown): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
  assert.ok(Object.isFrozen(value), "not frozen");
  for (const member of Object.values(value)) assertFrozen(member);
}

describe("tcp_info", () => {
  const little = `
    08 03 02 01 04 a7 97 05
    e9030000 d2070000 03030303 04040404 05050505 06060606
    07070707 08080808 09090909 0a0a0a0a 0b0b0b0b 0c0c0c0c
    0d0d0d0d 0e0e0e0e 0f0f0f0f 903e0000 79420000 12121212
    13131313 14141414 15151515 06560000 17171717 18181818
    1900000000190000 1a000000001a0000 1b000000001b0000 1c000000001c0000
    1d1d1d1d 1e1e1e1e 1f1f1f1f 207d0000 21212121 22222222
    2300000000230000 a08c000024000000 8890000025000000 7094000026000000
    27272727 28282828 2900000000290000 2a000000002a0000
    2b2b2b2b 2c2c2c2c 2d2d2d2d 2e000080 2f2f2f2f 30303030
    3131 3232 33333333
    34343434 35353535 36363636 37373737 38383838 39393939 3a3a3a3a 3b3b3b3b`;
  const big = `
    08 03 02 01 04 a7 79 c0
    000003e9 000007d2 03030303 04040404 05050505 06060606
    07070707 08080808 09090909 0a0a0a0a 0b0b0b0b 0c0c0c0c
    0d0d0d0d 0e0e0e0e 0f0f0f0f 00003e90 00004279 12121212
    13131313 14141414 15151515 00005606 17171717 18181818
    0000190000000019 00001a000000001a 00001b000000001b 00001c000000001c
    1d1d1d1d 1e1e1e1e 1f1f1f1f 00007d20 21212121 22222222
    0000230000000023 0000002400008ca0 0000002500009088 0000002600009470
    27272727 28282828 0000290000000029 00002a000000002a
    2b2b2b2b 2c2c2c2c 2d2d2d2d 8000002e 2f2f2f2f 30303030
    3131 3232 33333333
    34343434 35353535 36363636 37373737 38383838 39393939 3a3a3a3a 3b3b3b3b`;
  const info: entry.TcpInfo = {
    state: "closeWait",
    caState: "recovery",
    retransmits: 2,
    probes: 1,
    backoff: 4,
    options: {
      timestamps: true,
      sack: true,
      wscale: true,
      ecn: false,
      ecnSeen: false,
      synData: true,
      usecTs: false,
      tfoChild: true,
    },
    sndWscale: 7,
    rcvWscale: 9,
    deliveryRateAppLimited: true,
    fastopenClientFail: "dataNotAcked",
    rto: 1.001,
    ato: 2.002,
    sndMss: 0x3030303,
    rcvMss: 0x4040404,
    unacked: 0x5050505,
    sacked: 0x6060606,
    lost: 0x7070707,
    retrans: 0x8080808,
    fackets: 0x9090909,
    lastDataSent: 0xa0a0a0a,
    lastAckSent: 0xb0b0b0b,
    lastDataRecv: 0xc0c0c0c,
    lastAckRecv: 0xd0d0d0d,
    pmtu: 0xe0e0e0e,
    rcvSsthresh: 0xf0f0f0f,
    rtt: 16.016,
    rttvar: 17.017,
    sndSsthresh: 0x12121212,
    sndCwnd: 0x13131313,
    advmss: 0x14141414,
    reordering: 0x15151515,
    rcvRtt: 22.022,
    rcvSpace: 0x17171717,
    totalRetrans: 0x18181818,
    pacingRate: 0x190000000019n,
    maxPacingRate: 0x1a000000001an,
    bytesAcked: 0x1b000000001bn,
    bytesReceived: 0x1c000000001cn,
    segsOut: 0x1d1d1d1d,
    segsIn: 0x1e1e1e1e,
    notsentBytes: 0x1f1f1f1f,
    minRtt: 32.032,
    dataSegsIn: 0x21212121,
    dataSegsOut: 0x22222222,
    deliveryRate: 0x230000000023n,
    busyTime: 154618858.656,
    rwndLimited: 158913826.952,
    sndbufLimited: 163208795.248,
    delivered: 0x27272727,
    deliveredCe: 0x28282828,
    bytesSent: 0x290000000029n,
    bytesRetrans: 0x2a000000002an,
    dsackDups: 0x2b2b2b2b,
    reordSeen: 0x2c2c2c2c,
    rcvOoopack: 0x2d2d2d2d,
    sndWnd: 0x8000002e,
    rcvWnd: 0x2f2f2f2f,
    rehash: 0x30303030,
    totalRto: 0x3131,
    totalRtoRecoveries: 0x3232,
    totalRtoTime: 0x33333333,
    receivedCe: 0x34343434,
    deliveredE1Bytes: 0x35353535,
    deliveredE0Bytes: 0x36363636,
    deliveredCeBytes: 0x37373737,
    receivedE1Bytes: 0x38383838,
    receivedE0Bytes: 0x39393939,
    receivedCeBytes: 0x3a3a3a3a,
    accecn: 0x3b3b3b3b,
  };

  it("little-endian", () => decodes(tcpInfoCodec(linux64), little, info));
  it("big-endian: bit fields begin at the other end of their byte", () => decodes(tcpInfoCodec(bigEndian), big, info));
  it("longer, as a newer kernel may give it", () => decodes(tcpInfoCodec(linux64), `${little} ffffffffffffffff`, info));

  it("shorter, at every length: what is there is the same, what is not is undefined", () => {
    const codec = tcpInfoCodec(linux64);
    const whole = fromHex(little);
    let told = 0;
    for (let length = 0; length <= whole.length; length++) {
      const value = codec.decode(whole.subarray(0, length));
      assert.deepEqual(Object.keys(value), Object.keys(info));
      const members = Object.entries(value).filter(([, member]) => member !== undefined);
      for (const [name, member] of members) assert.deepEqual(member, info[name as keyof entry.TcpInfo], name);
      assert.ok(members.length >= told, `${length} bytes tell less than ${length - 1}`);
      told = members.length;
      if (length === 8) assert.equal(told, 10);
      if (length === 103) assert.equal(value.totalRetrans, undefined);
      if (length === 104) assert.deepEqual([value.totalRetrans, value.pacingRate], [info.totalRetrans, undefined]);
      if (length === 248) assert.deepEqual([value.totalRtoTime, value.receivedCe], [info.totalRtoTime, undefined]);
    }
    assert.equal(told, Object.keys(info).length);
  });

  it("numbers without a name are told by their digits", () => {
    const bytes = fromHex(little);
    bytes[0] = 200;
    bytes[1] = 5;
    const { state, caState } = tcpInfoCodec(linux64).decode(bytes);
    assert.deepEqual([state, caState], ["200", "5"]);
    bytes[0] = 0;
    assert.equal(tcpInfoCodec(linux64).decode(bytes).state, "0");
  });

  it("every state has its name", () => {
    const bytes = fromHex(little);
    const names = Array.from({ length: 13 }, (_, index) => {
      bytes[0] = index + 1;
      return tcpInfoCodec(linux64).decode(bytes).state;
    });
    assert.deepEqual(
      names.join(" "),
      "established synSent synRecv finWait1 finWait2 timeWait close closeWait lastAck listen closing newSynRecv boundInactive",
    );
  });

  it("a least round trip time of all ones was never measured", () => {
    const bytes = fromHex(little);
    bytes.fill(0xff, 148, 152);
    assert.equal(tcpInfoCodec(linux64).decode(bytes).minRtt, undefined);
  });

  it("rates without a limit are all ones", () => {
    const bytes = fromHex(little);
    bytes.fill(0xff, 112, 120);
    assert.equal(tcpInfoCodec(linux64).decode(bytes).maxPacingRate, 2n ** 64n - 1n);
  });
});

describe("tcp_cc_info", () => {
  const bytesOf = (text: string): Uint8Array => fromHex(text);
  const bbrBytes = "01000000 02000000 1a000000 e3020000 00020000";
  const bbr = { bw: 0x2_0000_0001n, minRtt: 0.026, pacingGain: 739 / 256, cwndGain: 2 };

  it("20 bytes are BBR's", () => {
    const rest = { dctcp: undefined, vegas: undefined };
    decodes(tcpCongestionInfoCodec(linux64), bbrBytes, { bbr, ...rest, bytes: bytesOf(bbrBytes) });
    const big = "00000002 00000001 0000001a 000002e3 00000200".split(" ");
    const swapped = [big[1], big[0], ...big.slice(2)].join("");
    decodes(tcpCongestionInfoCodec(bigEndian), swapped, { bbr, ...rest, bytes: bytesOf(swapped) });
  });
  it("more than 20 may be a later BBR's", () => {
    const longer = `${bbrBytes} 11223344`;
    assert.deepEqual(tcpCongestionInfoCodec(linux64).decode(bytesOf(longer)).bbr, bbr);
  });
  it("BBR has measured nothing yet", () => {
    const none = bbrBytes.replace("1a000000", "ffffffff");
    assert.equal(tcpCongestionInfoCodec(linux64).decode(bytesOf(none)).bbr?.minRtt, undefined);
  });
  it("16 bytes are DCTCP's or Vegas's", () => {
    const dctcp = "0100 0200 00010000 03000000 04000000";
    const read = tcpCongestionInfoCodec(linux64).decode(bytesOf(dctcp));
    assert.deepEqual(read.dctcp, { enabled: true, ceState: 2, alpha: 0.25, abEcn: 3, abTot: 4 });
    assert.equal(read.bbr, undefined);
    const vegas = tcpCongestionInfoCodec(bigEndian).decode(bytesOf("00000001 00000007 000005dc 000003e8"));
    assert.deepEqual(vegas.vegas, { enabled: true, rttcnt: 7, rtt: 1.5, minrtt: 1 });
  });
  it("other lengths are bytes alone", () => {
    for (const length of [0, 1, 15, 17, 19]) {
      const bytes = new Uint8Array(length).fill(9);
      const rest = { bbr: undefined, dctcp: undefined, vegas: undefined };
      assert.deepEqual(tcpCongestionInfoCodec(linux64).decode(bytes), { ...rest, bytes });
    }
  });
});

describe("mptcp_info", () => {
  const text = `
    01 02 03 04 05 06 0000 02000000 09000080
    0b0a000000000000 0c0a000000000000 0d0a000000000000
    0e 0f 01 00 11000000
    1200000000000000 1300000000000000 1400000000000000 1500000000000000
    16 17 18 00 19000000 1a000000 1b000000`;
  const info: entry.MptcpInfo = {
    subflows: 1,
    addAddrSignal: 2,
    addAddrAccepted: 3,
    subflowsMax: 4,
    addAddrSignalMax: 5,
    addAddrAcceptedMax: 6,
    fallback: false,
    remoteKeyReceived: true,
    token: 0x80000009,
    writeSeq: 0xa0bn,
    sndUna: 0xa0cn,
    rcvNxt: 0xa0dn,
    localAddrUsed: 14,
    localAddrMax: 15,
    csumEnabled: true,
    retransmits: 17,
    bytesRetrans: 18n,
    bytesSent: 19n,
    bytesReceived: 20n,
    bytesAcked: 21n,
    subflowsTotal: 22,
    endpLaminarMax: 23,
    endpFullmeshMax: 24,
    lastDataSent: 25,
    lastDataRecv: 26,
    lastAckRecv: 27,
  };

  it("whole, and longer", () => {
    decodes(mptcpInfoCodec(linux64), text, info);
    decodes(mptcpInfoCodec(linux64), `${text} ffffffff`, info);
  });
  it("as kernels of old have it", () => {
    const old = mptcpInfoCodec(linux64).decode(fromHex(text).subarray(0, 43));
    assert.deepEqual(
      [old.rcvNxt, old.csumEnabled, old.retransmits, old.lastAckRecv],
      [0xa0dn, true, undefined, undefined],
    );
    const oldest = mptcpInfoCodec(linux64).decode(fromHex(text).subarray(0, 40));
    assert.deepEqual([oldest.rcvNxt, oldest.localAddrUsed, oldest.csumEnabled], [0xa0dn, undefined, undefined]);
    assert.throws(() => mptcpInfoCodec(linux64).decode(new Uint8Array(39)), RangeError);
  });

  it("mptcp_full_info: subflows and their TCP_INFO lie behind it, as wide as the kernel has them", linux, () => {
    const codec = mptcpFullInfoCodec(systemLayout);
    const bytes = new Uint8Array(codec.foreignSize);
    const view = new DataView(bytes.buffer);
    const little = systemLayout.littleEndian;
    const head = [280, 16, 264, 264, 3, 2]; // a kernel with 16 bytes of tcp_info, 3 subflows, room for 2
    for (const [index, word] of head.entries()) view.setUint32(4 * index, word, little);
    view.setUint8(40, 7); // mptcp_info.subflows
    const [first, second] = [InternetAddress.from("192.0.2.1", 80), Internet6Address.from("2001:db8::1", 443)];
    for (const [index, [local, remote]] of (
      [
        [first, second],
        [second, first],
      ] as const
    ).entries()) {
      view.setUint32(136 + 264 * index, index + 5, little);
      bytes.set(local.encode(), 136 + 264 * index + 8);
      bytes.set(remote.encode(), 136 + 264 * index + 136);
      bytes[136 + 2 * 264 + 16 * index] = index + 1;
    }
    const { numSubflows, subflows, info: whole } = codec.decode(bytes);
    assert.equal(numSubflows, 3);
    assert.deepEqual(
      subflows.map(({ id, local, remote, tcp }) => [id, `${local}`, `${remote}`, tcp.state, tcp.rtt]),
      [
        [5, "192.0.2.1:80", "[2001:db8::1]:443", "established", undefined],
        [6, "[2001:db8::1]:443", "192.0.2.1:80", "synSent", undefined],
      ],
    );
    assert.equal(whole.subflows, 7);
    assert.throws(() => codec.decode(bytes.subarray(0, 135)), RangeError);
  });
});

test("ucred", () => {
  decodes(processCredentialsCodec(linux64), "d2040000 e8030000 ffffffff", { pid: 1234, uid: 1000, gid: 0xffff_ffff });
  decodes(processCredentialsCodec(bigEndian), "000004d2 000003e8 ffffffff", { pid: 1234, uid: 1000, gid: 0xffff_ffff });
  assert.throws(() => processCredentialsCodec(linux64).decode(new Uint8Array(11)), RangeError);
});

test("groups", () => {
  decodes(groupsCodec(linux64), "", []);
  decodes(groupsCodec(linux64), "01000000 ff000080", [1, 0x800000ff]);
  decodes(groupsCodec(bigEndian), "00000001 800000ff", [1, 0x800000ff]);
});

test("xucred of macOS: as many groups as it says, never more than it has", () => {
  const text = (count: string): string => `00000000 f5010000 ${count} 0000 14000000 0c000000 ${"00".repeat(56)}`;
  decodes(localCredentialsCodec(macos), text("0200"), { uid: 501, gid: 20, groups: [20, 12] });
  decodes(localCredentialsCodec(macos), text("0000"), { uid: 501, gid: 0xffff_ffff, groups: [] });
  assert.equal(localCredentialsCodec(macos).decode(fromHex(text("ffff"))).groups.length, 16);
  assert.throws(() => localCredentialsCodec(macos).decode(new Uint8Array(75)), RangeError);
});

test("memory: nine numbers, eight of kernels before 4.7", () => {
  const text = "01000000 02000000 03000000 04000000 05000000 06000000 07000000 08000000 09000080";
  const info = {
    rmemAlloc: 1,
    rcvbuf: 2,
    wmemAlloc: 3,
    sndbuf: 4,
    fwdAlloc: 5,
    wmemQueued: 6,
    optmem: 7,
    backlog: 8,
    drops: 0x80000009,
  };
  decodes(memoryInfoCodec(linux64), text, info);
  decodes(memoryInfoCodec(linux64), text.slice(0, -9), { ...info, drops: undefined });
});

test("sock_txtime", linux, () => {
  const codec = transmitTimeCodec(linux64);
  for (const [value, text] of [
    [{ clock: "monotonic", deadlineMode: true, reportErrors: false }, "01000000 01000000"],
    [{ clock: "tai", deadlineMode: false, reportErrors: true }, "0b000000 02000000"],
    [{ clock: "realtime", deadlineMode: false, reportErrors: false }, "00000000 00000000"],
    [{ clock: "boottime", deadlineMode: true, reportErrors: true }, "07000000 03000000"],
    [{ clock: "99", deadlineMode: false, reportErrors: false }, "63000000 00000000"],
    [{ clock: "-6", deadlineMode: false, reportErrors: false }, "faffffff 00000000"],
  ] as const) {
    assert.equal(hex(codec.encode(value)), spaceless(text));
    decodes(codec, text, value);
  }
  decodes(transmitTimeCodec(bigEndian), "0000000b 00000002", { clock: "tai", deadlineMode: false, reportErrors: true });
  assert.throws(() => codec.decode(new Uint8Array(7)), RangeError);
});

test("so_timestamping: each flag has its bit", linux, () => {
  const codec = timestampingCodec(linux64);
  const names =
    "txHardware txSoftware rxHardware rxSoftware software sysHardware rawHardware optId txSched txAck optCmsg " +
    "optTsonly optStats optPktinfo optTxSwhw - optIdTcp optRxFilter txCompletion";
  for (const [bit, name] of names.split(" ").entries()) {
    if (name === "-") continue;
    const bytes = codec.encode({ [name]: true });
    assert.equal(new DataView(bytes.buffer).getUint32(0, true), 2 ** bit, name);
    const told = codec.decode(bytes);
    assertFrozen(told);
    const on = Object.entries(told).filter(([, value]) => value === true || typeof value === "number");
    assert.deepEqual(on, [[name, true]]);
  }
  // A clock to bind to: bit 15, and the index behind the flags.
  assert.equal(hex(codec.encode({ rxHardware: true, bindPhc: 3 })), "0480000003000000");
  assert.equal(codec.decode(fromHex("0480000003000000")).bindPhc, 3);
  assert.equal(hex(timestampingCodec(bigEndian).encode({ rxHardware: true, bindPhc: 3 })), "0000800400000003");
  assert.deepEqual(
    codec.decode(codec.encode({})),
    codec.decode(fromHex("00000000")),
    "4 bytes, as Linux 5.12 gives them",
  );
  assert.equal(codec.decode(fromHex("04800000")).bindPhc, undefined);
  assert.throws(() => codec.decode(new Uint8Array(3)), RangeError);
});

test("a range of ports: the higher one in the upper half", () => {
  const range = { low: 40000, high: 40999 }; // 0x9c40, 0xa027
  assert.equal(hex(portRangeCodec(linux64).encode(range)), "409c27a0");
  assert.equal(hex(portRangeCodec(bigEndian).encode(range)), "a0279c40");
  decodes(portRangeCodec(linux64), "409c27a0", range);
  decodes(portRangeCodec(bigEndian), "a0279c40", range);
  decodes(portRangeCodec(linux64), "ffffffff", { low: 65535, high: 65535 });
  assert.throws(() => portRangeCodec(linux64).decode(new Uint8Array(3)), RangeError);
});

test("an interface in network order", () => {
  assert.equal(hex(networkOrder.encode(0x01020304)), "01020304");
  decodes(networkOrder, "01020304", 0x01020304);
  assert.throws(() => networkOrder.decode(new Uint8Array(3)), RangeError);
});

test("preferences of addresses (RFC 5014 section 5)", linux, () => {
  for (const [value, flags] of [
    [{ source: "temporary", careOf: false }, 0x401],
    [{ source: "public", careOf: true }, 0x006],
    [{ source: "default", careOf: false }, 0x500],
  ] as const) {
    assert.deepEqual(addressPreferencesCodec.encode(value), codecs.int32.encode(flags));
    assert.deepEqual(addressPreferencesCodec.decode(codecs.int32.encode(flags)), value);
  }
});

test("tcp_md5sig", linux, () => {
  const address = InternetAddress.from("192.0.2.1", 179);
  const key = Uint8Array.of(0x6b, 0x65, 0x79);
  const plain = plainTcpMd5Codec(linux64).encode({ address, key });
  const storage = `${hex(address.encode())}${"00".repeat(112)}`;
  const keyRoom = `6b6579${"00".repeat(77)}`;
  assert.equal(hex(plain), `${storage} 00 00 0300 00000000 ${keyRoom}`.replaceAll(" ", ""));
  const extended = tcpMd5Codec(linux64).encode({
    address,
    key: new DataView(key.buffer),
    prefixLength: 24,
    interfaceIndex: 2,
  });
  assert.equal(hex(extended), `${storage} 03 18 0300 02000000 ${keyRoom}`.replaceAll(" ", ""));
  const onlyPrefix = tcpMd5Codec(bigEndian).encode({ address, key, prefixLength: 0 });
  assert.equal(hex(onlyPrefix), `${storage} 01 00 0003 00000000 ${keyRoom}`.replaceAll(" ", ""));
  const longest = tcpMd5Codec(linux64).encode({ address, key: new Uint8Array(80).fill(7) });
  assert.equal(longest.length, 216);
  assert.equal(longest[130], 80);
});

test("our declarations lie as the headers' do", linux, () => {
  for (const [member, { offset, width }] of Object.entries(linux64.places)) {
    if (!/^(linux_|ucred)/.test(member) || !process.arch.endsWith("64")) continue;
    assert.deepEqual(placeOf(systemLayout, member), { offset, width }, member);
  }
});

describe("values that are not valid are refused by name", linux, () => {
  const address = InternetAddress.loopback(0);
  const key = new Uint8Array(1);
  const flags = { deadlineMode: false, reportErrors: false };
  const cases: readonly (readonly [
    SocketOption<unknown, never>,
    unknown,
    typeof TypeError | typeof RangeError,
    string,
  ])[] = [
    [entry.SO_TXTIME, 1, TypeError, "value must be an object"],
    [entry.SO_TXTIME, { clock: "monotonic" }, TypeError, "value.deadlineMode"],
    [entry.SO_TXTIME, { ...flags, clock: 1 }, TypeError, "value.clock must be one of realtime, monotonic"],
    [entry.SO_TXTIME, { ...flags, clock: "sundial" }, RangeError, "value.clock must be one of realtime, monotonic"],
    [entry.SO_TXTIME, { ...flags, clock: "1e3" }, RangeError, "value.clock"],
    [entry.SO_TXTIME, { ...flags, clock: "tai", deadline: true }, TypeError, "value has no member deadline"],
    [entry.SO_TIMESTAMPING, null, TypeError, "value must be an object"],
    [entry.SO_TIMESTAMPING, { rxSoft: true }, TypeError, "value has no member rxSoft"],
    [entry.SO_TIMESTAMPING, { software: 1 }, TypeError, "value.software must be a boolean"],
    [entry.SO_TIMESTAMPING, { bindPhc: -1 }, RangeError, "value.bindPhc"],
    [entry.IP_LOCAL_PORT_RANGE, 40000, TypeError, "value must be an object"],
    [entry.IP_LOCAL_PORT_RANGE, { low: 1 }, TypeError, "value.high"],
    [entry.IP_LOCAL_PORT_RANGE, { low: 0, high: 65536 }, RangeError, "value.high"],
    [entry.IP_LOCAL_PORT_RANGE, { low: 2, high: 1 }, RangeError, "value.low must be at most 1"],
    [entry.IP_OPTIONS, "x", TypeError, "value must be"],
    [entry.IP_OPTIONS, new Uint8Array(41), RangeError, "value must be at most 40 bytes"],
    [entry.IP_UNICAST_IF, -1, RangeError, "value"],
    [entry.IPV6_ADDR_PREFERENCES, { source: "private", careOf: false }, RangeError, "value.source must be one of"],
    [entry.IPV6_ADDR_PREFERENCES, { source: "public" }, TypeError, "value.careOf"],
    [entry.TCP_FASTOPEN_KEY, new Uint8Array(15), RangeError, "value must be 16 or 32 bytes"],
    [entry.TCP_FASTOPEN_KEY, "0123456789abcdef", TypeError, "value must be"],
    [entry.TCP_MD5SIG, { address, key: new Uint8Array(81) }, RangeError, "value.key must be at most 80 bytes"],
    [entry.TCP_MD5SIG, { address, key: "text" }, TypeError, "value.key"],
    [entry.TCP_MD5SIG, { address: "127.0.0.1", key }, TypeError, "value.address"],
    [entry.TCP_MD5SIG, { address, key, prefixLength: 8 }, TypeError, "value has no member prefixLength"],
    [entry.TCP_MD5SIG_EXT, { address, key, prefixLength: 129 }, RangeError, "value.prefixLength"],
    [entry.TCP_MD5SIG_EXT, { address, key, interfaceIndex: 0 }, RangeError, "value.interfaceIndex"],
  ];
  for (const [option, value, type, words] of cases) {
    it(`${option.name}: ${words}`, () => {
      expectRefused(type, words, () => option.encode(value as never));
      assert.equal(option.isValid(value), false);
    });
  }
});
