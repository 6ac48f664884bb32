/**
 * Values may not be imported in a circle; types may, and are gone from what tsc emitted: so this looks at dist/.
 * Operations that are each other's gradient share a file: of a circle Rollup warns every user.
 */

import rules from './.dependency-cruiser.mjs';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Move what both need into a third file.',
      severity: 'error',
      from: { path: '^dist/' },
      to: { circular: true },
    },
  ],
  options: { ...rules.options, exclude: { path: '^dist/bundle/' } },
};
