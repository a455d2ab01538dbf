/** Options: what can be read, what can be set, and with which values. Never run: see types.test.ts. */
import { codecs, defineSocketOptionType, type Linger, type Socket, SocketOption, TcpOption } from "berkeley-sockets";
import {
  IPPROTO_TCP,
  SO_BINDTODEVICE,
  SO_COOKIE,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_MAX_PACING_RATE,
  SO_RCVBUF,
  SO_RCVTIMEO,
  SO_TYPE,
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
];
