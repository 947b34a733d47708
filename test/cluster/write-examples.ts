/** Writes what all examples synthesize into the file that is named by its argument; a process of its own beside `run.ts`. */
import { synthesizeExamples } from './fixtures';

synthesizeExamples(process.argv[2]);
