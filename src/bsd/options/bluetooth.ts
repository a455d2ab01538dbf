/** Options of Bluetooth sockets: SOL_BLUETOOTH, and SOL_HCI for raw HCI. */
import { systemLayout } from "../../core/struct.ts";
import { constants } from "../../sys/constants.ts";
import { type BluetoothSecurity, bluetoothSecurityCodec, type HciFilter, hciFilterCodec } from "../bluetooth-codecs.ts";
import { codecs } from "../codecs.ts";
import { SocketOptionLevel } from "../option-level.ts";
import { defineSocketOptionType, type SocketOption } from "../socket-option.ts";
import { unsignedCodec } from "../struct-codec.ts";
import { option, readOnly } from "./make.ts";

export type { BluetoothSecurity, BluetoothSecurityLevel, HciFilter } from "../bluetooth-codecs.ts";

/** All Bluetooth sockets but HCI's. */
export const SOL_BLUETOOTH: SocketOptionLevel = new SocketOptionLevel("SOL_BLUETOOTH", constants.SOL_BLUETOOTH);
/** Raw HCI. Its number is IPPROTO_IP's: on a socket of IPv4 these would be that one's options. */
export const SOL_HCI: SocketOptionLevel = new SocketOptionLevel("SOL_HCI", constants.SOL_HCI);
const BluetoothOption = defineSocketOptionType("BluetoothOption", SOL_BLUETOOTH);
const HciOption = defineSocketOptionType("HciOption", SOL_HCI);

const uint8 = unsignedCodec(systemLayout, 1);
const uint16 = unsignedCodec(systemLayout, 2);
/** How well the connection must be secured. */
export const BT_SECURITY: SocketOption<BluetoothSecurity, Partial<BluetoothSecurity>> = option(
  "BT_SECURITY",
  bluetoothSecurityCodec(systemLayout),
  BluetoothOption,
);
/** Whether an accepted connection waits for a first read before it is set up. */
export const BT_DEFER_SETUP: SocketOption<boolean> = option("BT_DEFER_SETUP", codecs.boolean, BluetoothOption);
/** Whether old data may be dropped instead of sent late. */
export const BT_FLUSHABLE: SocketOption<boolean> = option("BT_FLUSHABLE", codecs.boolean, BluetoothOption);
/** Whether sending wakes the link from its low-power mode. */
export const BT_POWER: SocketOption<boolean> = option(
  "BT_POWER",
  { foreignSize: 1, encode: (value) => codecs.boolean.encode(value).slice(0, 1), decode: codecs.boolean.decode },
  BluetoothOption,
);
/** The coding of voice, by number: 0x0060 for CVSD of 16 bits, 0x0003 for none (transparent). */
export const BT_VOICE: SocketOption<number> = option("BT_VOICE", uint16, BluetoothOption);
/** The largest message that the peer takes, in bytes. */
export const BT_SNDMTU: SocketOption<number> = option("BT_SNDMTU", uint16, BluetoothOption);
/** The largest message that this side takes, in bytes. */
export const BT_RCVMTU: SocketOption<number> = option("BT_RCVMTU", uint16, BluetoothOption);
/** The radio modes of the connection, as bits. */
export const BT_PHY: SocketOption<number, never> = readOnly("BT_PHY", codecs.uint32, BluetoothOption);
/** The mode of the channel, by number: 0 basic, 1 retransmitting, 2 streaming, 3 and 4 with credits. */
export const BT_MODE: SocketOption<number> = option("BT_MODE", uint8, BluetoothOption);
/** Whether received voice comes with a note on errors in it. */
export const BT_PKT_STATUS: SocketOption<boolean> = option("BT_PKT_STATUS", codecs.boolean, BluetoothOption);

/** Whether each frame comes with its direction. */
export const HCI_DATA_DIR: SocketOption<boolean> = option("HCI_DATA_DIR", codecs.boolean, HciOption);
/** Whether each frame comes with the time. */
export const HCI_TIME_STAMP: SocketOption<boolean> = option("HCI_TIME_STAMP", codecs.boolean, HciOption);

/** The frames that a raw HCI socket takes. */
export const HCI_FILTER: SocketOption<HciFilter> = option("HCI_FILTER", hciFilterCodec(systemLayout), HciOption);
