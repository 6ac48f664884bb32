/**
 * Imports go one way: code in ts/ may import from its own row and the rows above it, never from below.
 * Recording (the tape, the trace) reaches operations by injection through ts/tensor/active.ts, not by import.
 */

export const rows = [
  ['errors', 'closest', 'tensor/dtype', 'tensor/plain', 'tensor/shape', 'io', 'wasm/generated/embedded'],
  ['platform'],
  ['wasm'],
  ['program'],
  ['runtime'],
  ['tensor'],
  ['ops', 'data'],
  ['autodiff'],
  ['plan'],
  ['config', 'activations', 'initializers', 'regularizers', 'constraints', 'schedules', 'datasets'],
  ['losses', 'metrics', 'optimizers', 'layers'],
  ['callbacks', 'models'],
  ['formats'],
  ['tune'],
  ['deploy'],
  ['plot'],
  ['cli'],
  ['generated'],
];

/** A folder of ts/, or the file of that name. */
const places = (names) => `^ts/(${names.join('|')})(/|\\.ts$)`;

/** From a row to the rows below it. What a row above names in full (tensor/dtype) is not part of its folder. */
const oneWay = rows.slice(0, -1).map((row, index) => ({
  name: `one-way-${row.join('-').replaceAll('/', '.')}`,
  comment: `${row.join(', ')} may not import ${rows
    .slice(index + 1)
    .flat()
    .join(', ')}.`,
  severity: 'error',
  from: { path: places(row), ...(index > 0 ? { pathNot: places(rows.slice(0, index).flat()) } : {}) },
  to: {
    path: places(rows.slice(index + 1).flat()),
    pathNot: [places(rows.slice(0, index + 1).flat()), '\\.wasm$'],
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...oneWay,
    {
      name: 'folders-are-in-a-row',
      comment: 'Give a new folder its place in .dependency-cruiser.mjs.',
      severity: 'error',
      from: { path: '^ts/', pathNot: [places(rows.flat()), '^ts/(index|fast|core)\\.ts$'] },
      to: {},
    },
    {
      name: 'entries-are-imported-by-nobody',
      comment: 'index.ts, fast.ts and core.ts gather what the folders export.',
      severity: 'error',
      from: { path: '^ts/.+/' },
      to: { path: '^ts/(index|fast|core)\\.ts$' },
    },
    {
      name: 'runtime-stands-alone',
      comment:
        'The runner of artifacts carries no layer, no operation, no planner, and not the loader of builds.',
      severity: 'error',
      from: { path: '^ts/runtime/' },
      to: {
        path: '^ts/',
        pathNot: [
          '^ts/(runtime|program|io)/',
          '^ts/wasm/(door|block|words|exports|features|instance|generated/encoder)',
          '^ts/(errors|closest|tensor/(dtype|plain|shape))\\.ts$',
          '^ts/platform/',
        ],
      },
    },
    {
      name: 'host-only-in-platform',
      comment:
        'What Node alone has belongs to ts/platform, so that bundles for browsers and edges stay whole.',
      severity: 'error',
      from: { path: '^ts/', pathNot: '^ts/(platform|plot|cli)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-dependency',
      comment: 'fflate is all that the package depends on.',
      severity: 'error',
      from: { path: '^ts/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'],
        pathNot: 'node_modules/fflate/',
      },
    },
    {
      name: 'sources-stand-alone',
      comment: 'Nothing published may need what is not.',
      severity: 'error',
      from: { path: '^ts/' },
      to: { path: '^(tests|examples|scripts|dist)/' },
    },
    {
      name: 'resolvable',
      comment: 'Every import names a file that is there.',
      severity: 'error',
      from: { path: '^ts/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc', // sees type-only imports too; TypeScript 7 has no parser that dependency-cruiser could use
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['oxigrad-source', 'import', 'node', 'types', 'default'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
};
