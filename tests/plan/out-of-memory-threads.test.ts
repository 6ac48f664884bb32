// Work near the limit of memory while two threads share it.

import { nearTheLimit } from './near-the-limit.ts';

nearTheLimit(2);
