/** The program in a worker of workerd: it trains when it is asked, since nothing may be computed at global scope. */

import { train } from './program.ts';

export default {
  async fetch(): Promise<Response> {
    return Response.json(await train({ deterministic: true }));
  },
};
