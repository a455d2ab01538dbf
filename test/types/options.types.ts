/** Options: what can be read, what can be set, and with which values. Never run: see types.test.ts. */
import {
  codecs,
  defineSocketOptionType,
  InternetAddress,
  type Linger,
  type ReceivedDescriptor,
  type Socket,
  type SocketAddress,
  SocketOption,
  TcpOption,
} from "berkeley-sockets";
import {
  type AddressPreferences,
  type ClockName,
  IP_LOCAL_PORT_RANGE,
  IP_OPTIONS,
  IPPROTO_TCP,
  IPV6_ADDR_PREFERENCES,
  type MemoryInfo,
  MPTCP_FULL_INFO,
  type MptcpInfo,
  type PortRange,
  type ProcessCredentials,
  rawSocketOption,
  SO_BINDTODEVICE,
  SO_BUSY_POLL_BUDGET,
  SO_COOKIE,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_MAX_PACING_RATE,
  SO_MEMINFO,
  SO_NETNS_COOKIE,
  SO_ORIGINAL_DST,
  SO_PEERCRED,
  SO_PEERGROUPS,
  SO_PEERPIDFD,
  SO_PEERSEC,
  SO_RCVBUF,
  SO_RCVTIMEO,
  SO_TIMESTAMPING,
  SO_TXTIME,
  SO_TYPE,
  SOL_SOCKET,
  TCP_CC_INFO,
  TCP_FASTOPEN_KEY,
  TCP_INFO,
  TCP_MD5SIG,
  TCP_MD5SIG_EXT,
  TCP_SAVED_SYN,
  type TcpState,
} from "berkeley-sockets/options";

declare const socket: Socket;
const bytes = new Uint8Array(4);

const flag: boolean = socket.getOption(SO_KEEPALIVE);
const size: number = socket.getOption(SO_RCVBUF);
const linger: Linger = socket.getOption(SO_LINGER);
const name: string = socket.getOption(SO_BINDTODEVICE);
const rate: bigint = socket.getOption(SO_MAX_PACING_RATE);
const cookie: bigint = socket.getOption(SO_COOKIE);
const type: number = socket.getOption(SO_TYPE);
// @ts-expect-error TS2322 a flag is no number
const wrong: number = socket.getOption(SO_KEEPALIVE);

socket.setOption(SO_KEEPALIVE, true);
socket.setOption(SO_RCVBUF, 65536);
socket.setOption(SO_RCVTIMEO, 0.5);
socket.setOption(SO_LINGER, { on: true, seconds: 0 });
socket.setOption(SO_MAX_PACING_RATE, 1n);
// @ts-expect-error TS2345 a number is no flag
socket.setOption(SO_KEEPALIVE, 1);
// @ts-expect-error TS2345 a flag is no size
socket.setOption(SO_RCVBUF, true);
// @ts-expect-error TS2345 the wider type of the value is not taken for the option's
socket.setOption(SO_RCVBUF, Math.random() > 2 ? 1 : "1");
// @ts-expect-error TS2741 seconds are missing
socket.setOption(SO_LINGER, { on: true });
// @ts-expect-error TS2561 a misspelled member
socket.setOption(SO_LINGER, { on: true, seconds: 1, second: 2 });
// @ts-expect-error TS2345 a number is no bigint
socket.setOption(SO_MAX_PACING_RATE, 1);
// @ts-expect-error TS2554 a value is missing
socket.setOption(SO_KEEPALIVE);

// What can only be read has no value to set.
// @ts-expect-error TS2345 read only
socket.setOption(SO_TYPE, 1);
// @ts-expect-error TS2345 read only
socket.setOption(SO_ERROR, 0);
// @ts-expect-error TS2345 read only
socket.setOption(SO_COOKIE, 1n);
// @ts-expect-error TS2345 undefined is no way around it
socket.setOption(SO_TYPE, undefined);

// What can only be set gives nothing to read: `never`, which is no value.
const throwing = (): never => {
  throw new TypeError("MINE can only be set");
};
const setOnly = new SocketOption<never, number>("MINE", 1, 4, codecs.int32.encode, throwing);
socket.setOption(setOnly, 1);
export function readsNothing(): void {
  const nothing: never = socket.getOption(setOnly);
  used.push(nothing);
}

// A read-write option serves as either half, and no half serves as a whole.
const readHalf: SocketOption<number, never> = SO_RCVBUF;
const writeHalf: SocketOption<unknown, number> = SO_RCVBUF;
// @ts-expect-error TS2322 what can only be read is no whole option
const whole: SocketOption<number> = SO_TYPE;
// @ts-expect-error TS2322 what can only be read is no half to write
const half: SocketOption<unknown, number> = SO_TYPE;
// @ts-expect-error TS2322 flags are no numbers
const other: SocketOption<number> = SO_KEEPALIVE;
// @ts-expect-error TS2741 a look-alike of an option of another kind is none
socket.getOption(IPPROTO_TCP);

// Two types in one option: reads a number, takes a string too.
const two = new SocketOption<number, number | string>("TWO", 1, 4, () => bytes, codecs.int32.decode);
const read: number = socket.getOption(two);
socket.setOption(two, "1");
socket.setOption(two, 1);
// @ts-expect-error TS2345 neither of the two
socket.setOption(two, true);

// Types of options carry the codec's types.
const Mine = defineSocketOptionType("Mine", 269);
const mine = new Mine("MINE", 2, codecs.uint64.foreignSize, codecs.uint64.encode, codecs.uint64.decode);
const long: bigint = socket.getOption(mine);
socket.setOption(mine, 1n);
// @ts-expect-error TS2345 a number is no bigint
socket.setOption(mine, 1);
// @ts-expect-error TS2554 the type knows the level
new Mine("MINE", 2, 8, codecs.uint64.encode, codecs.uint64.decode, 6);
const noDelay: TcpOption<boolean> = new TcpOption("x", 1, 4, codecs.boolean.encode, codecs.boolean.decode);
const asOption: SocketOption<boolean> = noDelay;

// Structs: members of exact types, read only.
const info = socket.getOption(TCP_INFO);
const rtt: number = info.rtt;
const state: TcpState = info.state;
const listening: boolean = info.state === "listen";
const sack: boolean = info.options.sack;
const received: bigint | undefined = info.bytesReceived;
// @ts-expect-error TS2322 a kernel may be too old to tell it
const known: bigint = info.bytesReceived;
// @ts-expect-error TS2322 and so may it be of this number
const least: number = info.minRtt;
// @ts-expect-error TS2367 no state is called so
const misspelled: boolean = info.state === "listening";
// @ts-expect-error TS2540 read only
info.rtt = 1;
// @ts-expect-error TS2551 a misspelled member
info.rto_;
// @ts-expect-error TS2345 read only
socket.setOption(TCP_INFO, info);
const gain: number | undefined = socket.getOption(TCP_CC_INFO).bbr?.pacingGain;
const memory: MemoryInfo = socket.getOption(SO_MEMINFO);
const mptcp: MptcpInfo = socket.getOption(MPTCP_FULL_INFO).info;
const subflow: SocketAddress | undefined = socket.getOption(MPTCP_FULL_INFO).subflows[0]?.remote;
const peer: ProcessCredentials = socket.getOption(SO_PEERCRED);
const groups: readonly number[] = socket.getOption(SO_PEERGROUPS);
// @ts-expect-error TS2339 nothing can be added
groups.push(1);
const label: string = socket.getOption(SO_PEERSEC);
const process: ReceivedDescriptor = socket.getOption(SO_PEERPIDFD);
const original: SocketAddress = socket.getOption(SO_ORIGINAL_DST);
const namespace: bigint = socket.getOption(SO_NETNS_COOKIE);
const syn: Uint8Array<ArrayBuffer> = socket.getOption(TCP_SAVED_SYN);
const range: PortRange = socket.getOption(IP_LOCAL_PORT_RANGE);
const preferences: AddressPreferences = socket.getOption(IPV6_ADDR_PREFERENCES);
const clock: ClockName = socket.getOption(SO_TXTIME).clock;

// What is read can be set again, and what is set may be less.
socket.setOption(SO_TXTIME, socket.getOption(SO_TXTIME));
socket.setOption(SO_TIMESTAMPING, socket.getOption(SO_TIMESTAMPING));
socket.setOption(SO_TIMESTAMPING, { rxSoftware: true });
socket.setOption(SO_TIMESTAMPING, {});
// @ts-expect-error TS2353 no time is called so
socket.setOption(SO_TIMESTAMPING, { receiveSoftware: true });
socket.setOption(SO_TXTIME, { clock: "monotonic", deadlineMode: false, reportErrors: true });
// @ts-expect-error TS2322 no clock is called so
socket.setOption(SO_TXTIME, { clock: "sundial", deadlineMode: false, reportErrors: true });
// @ts-expect-error TS2741 members are missing
socket.setOption(SO_TXTIME, { clock: "monotonic" });
socket.setOption(IP_LOCAL_PORT_RANGE, { low: 40000, high: 40999 });
// @ts-expect-error TS2345 a range is no number
socket.setOption(IP_LOCAL_PORT_RANGE, 40000);
socket.setOption(IPV6_ADDR_PREFERENCES, { source: "temporary", careOf: false });
// @ts-expect-error TS2322 there is none such
socket.setOption(IPV6_ADDR_PREFERENCES, { source: "private", careOf: false });
socket.setOption(IP_OPTIONS, bytes);
socket.setOption(TCP_FASTOPEN_KEY, bytes);

// Keys can be set and never read.
const address = InternetAddress.loopback(0);
socket.setOption(TCP_MD5SIG, { address, key: bytes });
socket.setOption(TCP_MD5SIG_EXT, { address, key: new DataView(bytes.buffer), prefixLength: 8 });
// @ts-expect-error TS2353 that is the other one's
socket.setOption(TCP_MD5SIG, { address, key: bytes, prefixLength: 8 });
// @ts-expect-error TS2322 a key is bytes
socket.setOption(TCP_MD5SIG, { address, key: "secret" });
socket.setOption(SO_BUSY_POLL_BUDGET, 8);
export function readsNoKey(): void {
  const nothing: never = socket.getOption(TCP_MD5SIG);
  used.push(nothing);
}

// By number: bytes out, any view in.
const unlisted = rawSocketOption(SOL_SOCKET, 9999, 8);
const own: Uint8Array<ArrayBuffer> = socket.getOption(unlisted);
socket.setOption(unlisted, Int32Array.of(1));
socket.setOption(unlisted, new DataView(bytes.buffer));
// @ts-expect-error TS2345 a number has no size
socket.setOption(unlisted, 1);
// @ts-expect-error TS2345 a level by its name is none
rawSocketOption("SOL_SOCKET", 1);

// Options are read only.
// @ts-expect-error TS2540 read only
SO_KEEPALIVE.id = 1;
// @ts-expect-error TS2540 read only
SO_KEEPALIVE.level = IPPROTO_TCP;
// @ts-expect-error TS2540 read only
SO_KEEPALIVE.encode = codecs.boolean.encode;
// @ts-expect-error TS2540 read only
SO_KEEPALIVE.foreignSize = 1;
// @ts-expect-error TS2540 read only
linger.on = true;
// @ts-expect-error TS2540 read only
codecs.int32 = codecs.uint32;

const valid: boolean = SO_KEEPALIVE.isValid("anything at all");
const copied: Uint8Array<ArrayBuffer> = codecs.bytes.decode(bytes);

export const used: unknown[] = [
  ...[flag, size, linger, name, rate, cookie, type, wrong, readHalf, writeHalf, whole, half, other],
  ...[read, long, asOption, valid, copied],
  ...[rtt, state, listening, sack, received, known, least, misspelled, gain, memory, mptcp, subflow, peer, groups],
  ...[label, process, original, namespace, syn, range, preferences, clock, own],
];
