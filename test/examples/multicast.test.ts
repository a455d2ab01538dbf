/** The guide to multicast. */
import "../support/leak-guard.ts";
import { MCAST_JOIN_GROUP } from "berkeley-sockets/options";
import { testGuide } from "../support/guide.ts";
import { withoutIpv6 } from "../support/probe.ts";

const skip = MCAST_JOIN_GROUP.available ? withoutIpv6() : "this platform has no family-neutral memberships";
testGuide("multicast.md", {
  withoutProgram: ["What a membership does not say", "Options", "Errors"],
  skip: () => skip,
});
