/** The guide to many datagrams at once. */
import "../support/leak-guard.ts";
import { testGuide } from "../support/guide.ts";

testGuide("datagrams.md", { withoutProgram: ["Receiving", "Sending", "Trains: GSO and GRO"] });
