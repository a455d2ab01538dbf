/** Who sends: SCM_CREDENTIALS of unix(7), and SCM_SECURITY. */
import { MAX_INT32, MAX_UINT32 } from "../../core/check.ts";
import { hasMember, sizeOf } from "../../core/struct.ts";
import { type Decoder, type Kind, memberOf, misplaced, numbersOf, type Platform } from "./codec.ts";
import { Member } from "./member.ts";
import { missing } from "./missing.ts";

export function credentials(platform: Platform): Kind<"credentials"> {
  const { constants, layout } = platform;
  const numbers = numbersOf(platform, "SOL_SOCKET", "SCM_CREDENTIALS");
  if (numbers === undefined || !hasMember(layout, "ucred")) {
    return { kind: "credentials", received: [], encode: () => missing("SCM_CREDENTIALS") };
  }
  const size = sizeOf(layout, "ucred");
  const [pid, uid, gid] = ["pid", "uid", "gid"].map((name) => new Member(layout, `ucred.${name}`)) as [
    Member,
    Member,
    Member,
  ];
  return {
    kind: "credentials",
    received: [
      {
        ...numbers,
        decode(view, at, length) {
          if (length < size) return undefined;
          return {
            kind: "credentials",
            pid: pid.readSigned(view, at),
            uid: uid.read(view, at),
            gid: gid.read(view, at),
          };
        },
      },
    ],
    encode(writer, message, index, target) {
      if (target.domain !== constants.AF_UNIX && target.domain !== constants.AF_NETLINK) {
        throw misplaced(index, "credentials", target);
      }
      const mine = {
        pid: memberOf(index, "pid", message.pid ?? process.pid, 0, MAX_INT32),
        uid: memberOf(index, "uid", message.uid ?? process.geteuid?.(), 0, MAX_UINT32),
        gid: memberOf(index, "gid", message.gid ?? process.getegid?.(), 0, MAX_UINT32),
      };
      const at = writer.add(numbers.level, numbers.type, size);
      pid.write(writer.view, at, mine.pid);
      uid.write(writer.view, at, mine.uid);
      gid.write(writer.view, at, mine.gid);
    },
  };
}

const decoder = new TextDecoder();

export function security({ constants }: Platform): Kind<"security"> {
  const decode: Decoder = (view, at, length) => {
    const bytes = new Uint8Array(view.buffer, at, length);
    const end = bytes.indexOf(0);
    return { kind: "security", label: decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)) };
  };
  return {
    kind: "security",
    received: [
      { level: constants.SOL_SOCKET, type: constants.SCM_SECURITY, decode },
      { level: constants.IPPROTO_IP, type: constants.SCM_SECURITY, decode },
    ],
  };
}
