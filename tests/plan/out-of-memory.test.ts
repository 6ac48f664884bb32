// Work near the limit of memory on one thread.

import { nearTheLimit } from './near-the-limit.ts';

nearTheLimit(1);
