/** Descriptors: SCM_RIGHTS of unix(7), and SCM_PIDFD. */
import { MAX_INT32, wrongType, wrongValue } from "../../core/check.ts";
import { SocketCondition } from "../../core/condition.ts";
import { EBADF } from "../../core/errno.ts";
import type { ReceivedDescriptor } from "../received-descriptor.ts";
import type { Socket } from "../socket.ts";
import { type Kind, memberOf, misplaced, nameOf, numbersOf, type Platform } from "./codec.ts";
import { missing } from "./missing.ts";

const SIZE = 4;

/** The number of what was given for a descriptor; only sockets and received descriptors have one as a member. */
function descriptorOf(index: number, place: number, given: number | Socket | ReceivedDescriptor): number {
  if (typeof given === "number") return memberOf(index, `descriptors[${place}]`, given, 0, MAX_INT32);
  const fd: unknown = typeof given === "object" && given !== null ? given.fd : undefined;
  if (typeof fd !== "number") {
    throw wrongType(nameOf(index, `descriptors[${place}]`), "a descriptor, a Socket or a ReceivedDescriptor", given);
  }
  if (fd < 0) throw new SocketCondition("sendMessage", "sendmsg", EBADF, { subject: nameOf(index, "descriptors") });
  return fd;
}

export function rights(platform: Platform): Kind<"rights"> {
  const { constants, layout, receive } = platform;
  const numbers = numbersOf(platform, "SOL_SOCKET", "SCM_RIGHTS");
  const most = constants.SCM_MAX_FD ?? MAX_INT32;
  return {
    kind: "rights",
    received: [
      {
        level: constants.SOL_SOCKET,
        type: constants.SCM_RIGHTS,
        decode(view, at, length) {
          const descriptors: ReceivedDescriptor[] = [];
          // Whole descriptors only: a room that ends within one has lost it in the kernel already.
          for (let place = 0; place + SIZE <= length; place += SIZE) {
            descriptors.push(receive(view.getInt32(at + place, layout.littleEndian)));
          }
          return { kind: "rights", descriptors };
        },
      },
    ],
    encode(writer, { descriptors }, index, target) {
      const { level, type } = numbers ?? missing("SCM_RIGHTS");
      if (target.domain !== constants.AF_UNIX) throw misplaced(index, "rights", target);
      if (!Array.isArray(descriptors)) throw wrongType(nameOf(index, "descriptors"), "an array", descriptors);
      if (descriptors.length === 0 || descriptors.length > most) {
        throw wrongValue(nameOf(index, "descriptors"), `an array of 1 to ${most} descriptors`, descriptors);
      }
      const at = writer.add(level, type, SIZE * descriptors.length);
      for (const [place, each] of (descriptors as readonly (number | Socket | ReceivedDescriptor)[]).entries()) {
        writer.view.setInt32(at + SIZE * place, descriptorOf(index, place, each), layout.littleEndian);
      }
    },
  };
}

export function pidfd({ constants, layout, receive }: Platform): Kind<"pidfd"> {
  return {
    kind: "pidfd",
    received: [
      {
        level: constants.SOL_SOCKET,
        type: constants.SCM_PIDFD,
        decode(view, at, length) {
          if (length < SIZE) return undefined;
          const fd = view.getInt32(at, layout.littleEndian);
          // In place of a process that is gone the kernel gives an error's number, negative.
          return { kind: "pidfd", descriptor: fd < 0 ? undefined : receive(fd) };
        },
      },
    ],
  };
}
