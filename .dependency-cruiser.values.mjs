/**
 * Values may not be imported in a circle; types may, and are gone from what tsc emitted: so this looks at dist/.
 * Operations may: the derivative of the sine is the cosine, and the other way round. Their modules only declare, and
 * what they declare is a function or an object of functions, so no order of evaluation matters.
 */

import rules from './.dependency-cruiser.mjs';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Move what both need into a third file.',
      severity: 'error',
      from: { path: '^dist/', pathNot: '^dist/ops/' },
      to: { circular: true },
    },
  ],
  options: { ...rules.options, exclude: { path: '^dist/bundle/' } },
};
