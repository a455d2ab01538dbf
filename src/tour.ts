/** `npm start`: the guided tour. */
import { takeTour } from "./cli/tour/tour.ts";

// Whoever reads may have had enough: npm start | head
process.stdout.on("error", () => process.exit(0));
process.exitCode = await takeTour(process.stdout, process.env);
