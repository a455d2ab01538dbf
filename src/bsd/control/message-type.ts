import { brand } from "../../core/brand.ts";
import { integer, MAX_INT32, string, wrongType, wrongValue } from "../../core/check.ts";
import { showAs } from "../../core/inspect.ts";
import { constants } from "../../sys/constants.ts";
import { levelOf, SOL_SOCKET, SocketOptionLevel } from "../option-level.ts";
import type { CustomMessage, ReceivedControlMessage } from "./messages.ts";

/**
 * A kind of control messages of one's own, with the codec of its value: `Read` is what is received, `Write`
 * what is sent, `never` where there is none. Its number and its bytes are told by the protocol's manual page.
 *
 * {@link registerControlMessageType} makes what is received decode by it. See cmsg(3).
 *
 * @example
 * const priority = new ControlMessageType("priority", 12, codecs.int32.encode, codecs.int32.decode);
 * registerControlMessageType(priority);
 * priority.message(6).kind // "custom"
 */
export class ControlMessageType<Read, Write = Read> {
  readonly name: string;
  /** Its number at its level, `undefined` where the platform has none. */
  readonly id: number | undefined;
  readonly level: SocketOptionLevel;
  /** The value as the kernel takes it; throws for a value that is not valid. */
  readonly encode: (value: Write) => Uint8Array;
  /**
   * The value of the bytes that the kernel gave, which it may keep. A RangeError says that they are too few, as
   * after truncation; then the message stays of kind `unknown`.
   */
  readonly decode: (bytes: Uint8Array<ArrayBuffer>) => Read;

  static {
    brand(this, "ControlMessageType");
    showAs(this, (type) => `ControlMessageType ${type.name}`);
  }

  constructor(
    name: string,
    id: number | undefined,
    encode: (value: Write) => Uint8Array,
    decode: (bytes: Uint8Array<ArrayBuffer>) => Read,
    level: SocketOptionLevel | number = SOL_SOCKET,
  ) {
    this.name = string("name", name);
    this.id = id === undefined ? undefined : integer("id", id, -MAX_INT32 - 1, MAX_INT32);
    if (typeof encode !== "function") throw wrongType("encode", "a function", encode);
    if (typeof decode !== "function") throw wrongType("decode", "a function", decode);
    this.encode = encode;
    this.decode = decode;
    if (typeof level === "number") this.level = levelOf(integer("level", level, -MAX_INT32 - 1, MAX_INT32));
    else if (level instanceof SocketOptionLevel) this.level = level;
    else throw wrongType("level", "a SocketOptionLevel or its number", level);
  }

  /** Whether this platform has it. */
  get available(): boolean {
    return this.id !== undefined && this.level.available;
  }

  /** A message of this type, to be sent. */
  message(value: Write): CustomMessage {
    return { kind: "custom", type: this, value };
  }

  /** The value of the first message of this type among those that came, if there is one. */
  valueIn(control: readonly ReceivedControlMessage[]): Read | undefined {
    for (const message of control) {
      if (message.kind === "custom" && message.type === this) return message.value as Read;
    }
    return undefined;
  }

  toString(): string {
    return this.name;
  }
}

const registered = new Map<number, Map<number, ControlMessageType<unknown, never>>>();

/**
 * Registers a type: messages of its level and number are decoded by it from now on, also those of a kind that
 * the library has. It takes the place of a type of the same numbers.
 *
 * *Errors*: RangeError for the messages that carry descriptors, which would be lost.
 */
export function registerControlMessageType(type: ControlMessageType<unknown, never>): void {
  if (!(type instanceof ControlMessageType)) throw wrongType("type", "a ControlMessageType", type);
  const { id, level } = type;
  if (id === undefined || level.value === undefined) return;
  if (level.value === constants.SOL_SOCKET && (id === constants.SCM_RIGHTS || id === constants.SCM_PIDFD)) {
    throw wrongValue("type", "one whose messages carry no descriptors", type);
  }
  let ofLevel = registered.get(level.value);
  if (ofLevel === undefined) {
    ofLevel = new Map();
    registered.set(level.value, ofLevel);
  }
  ofLevel.set(id, type);
}

/** The type registered for a level and a number. */
export function registeredType(level: number, id: number): ControlMessageType<unknown, never> | undefined {
  return registered.size === 0 ? undefined : registered.get(level)?.get(id);
}
