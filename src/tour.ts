/** `npm start`: the guided tour. */
import { endByBrokenPipe } from "./cli/broken-pipe.ts";
import { takeTour } from "./cli/tour/tour.ts";

// Whoever reads may have had enough: npm start | head
process.stdout.on("error", endByBrokenPipe);
process.exitCode = await takeTour(process.stdout, process.env);
