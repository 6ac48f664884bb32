// In Node: what all others are compared with.
import { train } from './train.mjs';

console.log(JSON.stringify(await train()));
