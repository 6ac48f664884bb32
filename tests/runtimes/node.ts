/** The program in Node: its configuration as JSON in the first argument, its report as JSON on standard output. */

import { train } from './program.ts';

console.log(JSON.stringify(await train(JSON.parse(process.argv[2] ?? '{}'))));
