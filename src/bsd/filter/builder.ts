import { brand } from "../../core/brand.ts";
import { integer, MAX_UINT32, options, string, wrongType, wrongValue } from "../../core/check.ts";
import { showAs } from "../../core/inspect.ts";
import { Draft } from "./draft.ts";
import { CELLS, codeOf, EXTENSIONS, extensions, LINK, NETWORK, type Operand } from "./instruction.ts";
import { FilterProgram } from "./program.ts";

/** One of Linux's extensions: what the kernel knows of the packet beside its bytes. */
export type FilterExtension =
  | "proto"
  | "type"
  | "ifidx"
  | "nla"
  | "nlan"
  | "mark"
  | "queue"
  | "hatype"
  | "rxhash"
  | "cpu"
  | "vlan_tci"
  | "vlan_avail"
  | "poff"
  | "rand"
  | "vlan_tpid";

/** Where a load finds its bytes. */
export type FilterPacketSource =
  /** The packet at an offset. */
  | { readonly packet: number }
  /** The packet at X plus an offset. */
  | { readonly packetX: number }
  /** The network header at an offset, wherever the packet begins. */
  | { readonly net: number }
  /** The link header at an offset. */
  | { readonly link: number }
  | { readonly extension: FilterExtension };

/** Where a load of a whole word finds it. */
export type FilterSource =
  | FilterPacketSource
  | { readonly literal: number }
  /** A memory cell, 0 to 15. */
  | { readonly memory: number }
  /** The packet's length. */
  | "length";

/** What the register X can be loaded from. */
export type FilterSourceX =
  | { readonly literal: number }
  | { readonly memory: number }
  /** The length in bytes of the IPv4 header at an offset. */
  | { readonly header: number }
  | "length";

const offset = (name: string, value: unknown): number => integer(name, value, 0, EXTENSIONS - 1);
const near = (name: string, value: unknown): number => integer(name, value, 0, 0xf_ffff);
const whole = (name: string, value: unknown): number => integer(name, value, 0, MAX_UINT32);
const cell = (name: string, value: unknown): number => integer(name, value, 0, CELLS - 1);

function extension(name: string, value: unknown): number {
  const number = extensions.get(string(name, value));
  if (number === undefined) throw wrongValue(name, `one of ${[...extensions.keys()].join(", ")}`, value);
  return number;
}

const SOURCES: Readonly<Record<string, readonly [Operand, (name: string, value: unknown) => number]>> = {
  packet: ["packet", offset],
  packetX: ["packetX", whole],
  net: ["packet", (name, value) => NETWORK + near(name, value)],
  link: ["packet", (name, value) => LINK + near(name, value)],
  extension: ["packet", (name, value) => EXTENSIONS + extension(name, value)],
  literal: ["literal", whole],
  memory: ["memory", cell],
  header: ["header", offset],
};

/**
 * Writes a filter program instruction by instruction, with the mnemonics of the text form; jumps go to labels,
 * forward. {@link FilterBuilder.program} checks it all and gives the program.
 *
 * @example
 * const program = new FilterBuilder()
 *   .ldb({ packet: 8 }) // the first byte behind the header of UDP
 *   .jeq(0x58, "pass", "drop")
 *   .label("pass").ret(0xffff_ffff)
 *   .label("drop").ret(0)
 *   .program();
 */
export class FilterBuilder {
  readonly #draft = new Draft();

  static {
    brand(this, "FilterBuilder");
    showAs(this, (builder) => `FilterBuilder with ${builder.#draft.length} instructions`);
  }

  /** Names the next instruction. */
  label(name: string): this {
    this.#draft.label(string("name", name), `label ${name}`);
    return this;
  }

  /** A = the word there. */
  ld(source: FilterSource): this {
    return this.#load("ld", source);
  }

  /** A = the two bytes there. */
  ldh(source: FilterPacketSource): this {
    return this.#load("ldh", source);
  }

  /** A = the byte there. */
  ldb(source: FilterPacketSource): this {
    return this.#load("ldb", source);
  }

  /** X = the word there. */
  ldx(source: FilterSourceX): this {
    return this.#load("ldx", source);
  }

  /** M[cell] = A. */
  st(memory: number): this {
    return this.#add("st", "memory", cell("memory", memory));
  }

  /** M[cell] = X. */
  stx(memory: number): this {
    return this.#add("stx", "memory", cell("memory", memory));
  }

  /** Jumps, any number of instructions. */
  ja(label: string): this {
    this.#draft.add({
      code: codeOf("ja", "jump") as number,
      k: 0,
      ja: string("label", label),
      place: this.#place("ja"),
    });
    return this;
  }

  /** Jumps where A equals the value, or X; else to the second label, or on. */
  jeq(value: number | "x", then: string, otherwise?: string): this {
    return this.#branch("jeq", value, then, otherwise);
  }

  /** Jumps where A is greater. */
  jgt(value: number | "x", then: string, otherwise?: string): this {
    return this.#branch("jgt", value, then, otherwise);
  }

  /** Jumps where A is greater or equal. */
  jge(value: number | "x", then: string, otherwise?: string): this {
    return this.#branch("jge", value, then, otherwise);
  }

  /** Jumps where A has one of the bits. */
  jset(value: number | "x", then: string, otherwise?: string): this {
    return this.#branch("jset", value, then, otherwise);
  }

  /** Jumps where A differs. */
  jne(value: number | "x", then: string): this {
    return this.#branch("jeq", value, undefined, string("then", then));
  }

  /** Jumps where A is less. */
  jlt(value: number | "x", then: string): this {
    return this.#branch("jge", value, undefined, string("then", then));
  }

  /** Jumps where A is less or equal. */
  jle(value: number | "x", then: string): this {
    return this.#branch("jgt", value, undefined, string("then", then));
  }

  /** A = A + value, modulo 2³² as all arithmetic. */
  add(value: number | "x"): this {
    return this.#arithmetic("add", value);
  }

  sub(value: number | "x"): this {
    return this.#arithmetic("sub", value);
  }

  mul(value: number | "x"): this {
    return this.#arithmetic("mul", value);
  }

  /** A = A / value. Dividing by an X of 0 ends the program: the packet is dropped. */
  div(value: number | "x"): this {
    return this.#arithmetic("div", value);
  }

  /** A = the remainder; X as for `div`. */
  mod(value: number | "x"): this {
    return this.#arithmetic("mod", value);
  }

  and(value: number | "x"): this {
    return this.#arithmetic("and", value);
  }

  or(value: number | "x"): this {
    return this.#arithmetic("or", value);
  }

  xor(value: number | "x"): this {
    return this.#arithmetic("xor", value);
  }

  /** A = A shifted to the left. */
  lsh(value: number | "x"): this {
    return this.#arithmetic("lsh", value);
  }

  /** A = A shifted to the right. */
  rsh(value: number | "x"): this {
    return this.#arithmetic("rsh", value);
  }

  /** A = −A. */
  neg(): this {
    return this.#add("neg", "nothing", 0);
  }

  /** X = A. */
  tax(): this {
    return this.#add("tax", "nothing", 0);
  }

  /** A = X. */
  txa(): this {
    return this.#add("txa", "nothing", 0);
  }

  /** Ends the program: how many bytes of the packet are kept, 0 for none; or what A says. */
  ret(value: number | "a"): this {
    if (value === "a") return this.#add("ret", "a", 0);
    if (typeof value !== "number") throw wrongType("value", 'a number, or "a"', value);
    return this.#add("ret", "literal", whole("value", value));
  }

  /** The program. */
  program(): FilterProgram {
    return new FilterProgram(this.#draft.finish());
  }

  /** What an error calls the next instruction. */
  #place(mnemonic: string): string {
    return `instruction ${this.#draft.length} (${mnemonic})`;
  }

  #add(mnemonic: string, operand: Operand, k: number): this {
    const code = codeOf(mnemonic, operand);
    if (code === undefined) throw wrongValue("source", `what ${mnemonic} can load from`, operand);
    this.#draft.add({ code, k, place: this.#place(mnemonic) });
    return this;
  }

  #load(mnemonic: string, source: FilterSource | FilterSourceX): this {
    if (source === "length") return this.#add(mnemonic, "length", 0);
    const kinds = Object.keys(SOURCES);
    options("source", source, kinds);
    const [[kind = "", value] = [], ...more] = Object.entries(source);
    const [operand, read] = SOURCES[kind] ?? [];
    if (operand === undefined || read === undefined || more.length > 0) {
      throw wrongType("source", `"length" or an object with one of ${kinds.join(", ")}`, source);
    }
    return this.#add(mnemonic, operand, read(`source.${kind}`, value));
  }

  #arithmetic(mnemonic: string, value: number | "x"): this {
    return value === "x" ? this.#add(mnemonic, "x", 0) : this.#add(mnemonic, "literal", this.#number(value));
  }

  #branch(mnemonic: string, value: number | "x", then: string | undefined, otherwise: string | undefined): this {
    this.#draft.add({
      code: codeOf(mnemonic, value === "x" ? "branchX" : "branch") as number,
      k: value === "x" ? 0 : this.#number(value),
      jt: then === undefined ? undefined : string("then", then),
      jf: otherwise === undefined ? undefined : string("otherwise", otherwise),
      place: this.#place(mnemonic),
    });
    return this;
  }

  #number(value: unknown): number {
    if (typeof value !== "number") throw wrongType("value", 'a number, or "x"', value);
    return whole("value", value);
  }
}
