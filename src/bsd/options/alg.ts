/** Options of the kernel's ciphers, SOL_ALG, and the numbers of their control messages. See the kernel's crypto/userspace-if.rst. */
import { integer } from "../../core/check.ts";
import { SocketConstant } from "../../core/constant.ts";
import { constants } from "../../sys/constants.ts";
import { codecs } from "../codecs.ts";
import { SocketOptionLevel } from "../option-level.ts";
import { defineSocketOptionType, LARGEST_OPTION, type SocketOption } from "../socket-option.ts";
import { writeOnly } from "./make.ts";

/** The kernel's ciphers: also the level of their control messages. */
export const SOL_ALG: SocketOptionLevel = new SocketOptionLevel("SOL_ALG", constants.SOL_ALG);
const AlgOption = defineSocketOptionType("AlgOption", SOL_ALG);

/** The key of what the socket is bound to; set before accept. */
export const ALG_SET_KEY: SocketOption<never, Uint8Array> = writeOnly("ALG_SET_KEY", codecs.bytes, AlgOption);
/** The key by its serial number in the kernel's key ring. */
export const ALG_SET_KEY_BY_KEY_SERIAL: SocketOption<never, number> = writeOnly(
  "ALG_SET_KEY_BY_KEY_SERIAL",
  codecs.int32,
  AlgOption,
);
/** Bytes of the authentication tag; the kernel takes the value from the length of what it is given. */
export const ALG_SET_AEAD_AUTHSIZE: SocketOption<never, number> = writeOnly(
  "ALG_SET_AEAD_AUTHSIZE",
  { foreignSize: 0, encode: (value: number) => new Uint8Array(integer("value", value, 0, LARGEST_OPTION)) },
  AlgOption,
);
/** Entropy for a random number generator, for tests of it. */
export const ALG_SET_DRBG_ENTROPY: SocketOption<never, Uint8Array> = writeOnly(
  "ALG_SET_DRBG_ENTROPY",
  codecs.bytes,
  AlgOption,
);

/** Control message: the initialization vector, behind its length as a word of 32 bits. */
export const ALG_SET_IV: SocketConstant = new SocketConstant("ALG_SET_IV", constants.ALG_SET_IV);
/** Control message: what is done, as a word of 32 bits. */
export const ALG_SET_OP: SocketConstant = new SocketConstant("ALG_SET_OP", constants.ALG_SET_OP);
/** Control message: bytes of data that are authenticated only, as a word of 32 bits. */
export const ALG_SET_AEAD_ASSOCLEN: SocketConstant = new SocketConstant(
  "ALG_SET_AEAD_ASSOCLEN",
  constants.ALG_SET_AEAD_ASSOCLEN,
);
/** A value of {@link ALG_SET_OP}. */
export const ALG_OP_DECRYPT: SocketConstant = new SocketConstant("ALG_OP_DECRYPT", constants.ALG_OP_DECRYPT);
/** A value of {@link ALG_SET_OP}. */
export const ALG_OP_ENCRYPT: SocketConstant = new SocketConstant("ALG_OP_ENCRYPT", constants.ALG_OP_ENCRYPT);
