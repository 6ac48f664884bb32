// Prints ts/generated/full.ts: the classes of the full entry that know names, each with its own documentation.
// What a class knows follows from the sources: a name is resolved by `resolve('<kind>', …)` in its file, or in a file
// of ts/layers or ts/models that this imports.
// usage: node scripts/full-entry.mjs      (scripts/generate.mjs writes or checks the file)
import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? '.', '..');
const target = 'ts/generated/full.ts';

/** The kinds of names, and what the tables of each are: key, function, file. */
const kinds = {
  activation: [
    ['activation', 'getActivation', 'ts/activations/names.ts'],
    ['activationName', 'activationName', 'ts/activations/names.ts'],
  ],
  initializer: [['initializer', 'getInitializer', 'ts/initializers/names.ts']],
  regularizer: [['regularizer', 'getRegularizer', 'ts/regularizers/names.ts']],
  constraint: [['constraint', 'getConstraint', 'ts/constraints/names.ts']],
  loss: [['loss', 'getLoss', 'ts/losses/names.ts']],
  metric: [['metric', 'getMetric', 'ts/metrics/names.ts']],
  optimizer: [['optimizer', 'getOptimizer', 'ts/optimizers/names.ts']],
};

/** What every layer imports: a name that is resolved there is none that a layer takes. */
const shared = new Set(['layer', 'names', 'deserialize'].map((name) => `ts/layers/${name}.ts`));

const texts = new Map();
function text(file) {
  if (!texts.has(file)) texts.set(file, readFileSync(resolve(root, file), 'utf8'));
  return texts.get(file);
}

/** The imports and re-exports of a file: from where, and whether any value comes from there. */
function links(file) {
  const found = text(file).matchAll(/^(?:import|export) (type )?([^;]*?) ?from '(\.[^']+)';/gms);
  return [...found].map(([, type, what, from]) => ({
    names: what.startsWith('{')
      ? what
          .slice(1, -1)
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '')
      : [what],
    isType: type !== undefined,
    file: relative(root, resolve(root, dirname(file), from)),
  }));
}

/** The functions, classes and values that a file declares at its top level: the text of each by its name. */
function declarations(file) {
  // Whatever is not indented and opens something starts the next one.
  const parts = text(file).split(/^(?=\/\*\*|[a-z])/m);
  const found = parts.map((part) =>
    /^(?:export )?(?:abstract )?(?:async )?(?:class|function|const|let) (\w+)/.exec(part),
  );
  return new Map(found.flatMap((match) => (match === null ? [] : [[match[1], match.input]])));
}

/** The kinds of names that a declaration resolves: those it calls `resolve` with, or all that it names where it passes one on. */
function resolvedIn(file, body) {
  if (!links(file).some((link) => link.file === 'ts/layers/names.ts' && link.names.includes('resolve')))
    return [];
  const literal = [...body.matchAll(/\bresolve\(\s*'(\w+)'/g)].map(([, kind]) => kind);
  if (!/\bresolve\(\s*[^'\s]/.test(body)) return literal;
  const mentioned = Object.keys(kinds).filter((kind) => text(file).includes(`'${kind}'`));
  if (mentioned.length === 0)
    throw new Error(
      `${file}: expected the kinds of names that resolve is called with, got none. Write them as texts.`,
    );
  return mentioned;
}

/** The kinds of names that some declarations of a file resolve, they or what they use of their own rows. */
function kindsOf(file, names, seen = new Set()) {
  const found = new Set();
  const own = declarations(file);
  const open = names.includes('*') ? [...own.keys()] : [...names];
  for (const name of open) {
    if (seen.has(`${file} ${name}`)) continue;
    seen.add(`${file} ${name}`);
    const body = own.get(name) ?? '';
    for (const kind of resolvedIn(file, body)) found.add(kind);
    const words = new Set(body.match(/\w+/g));
    open.push(...[...own.keys()].filter((other) => words.has(other)));
    for (const link of links(file)) {
      if (link.isType || !/^ts\/(layers|models)\//.test(link.file) || shared.has(link.file)) continue;
      const used = link.names
        .map((item) => /^(?:(\w+|\*) as )?(\w+)$/.exec(item))
        .filter((item) => item !== null && words.has(item[2]))
        .map(([, original, local]) => original ?? local);
      if (used.length > 0) for (const kind of kindsOf(link.file, used, seen)) found.add(kind);
    }
  }
  // What an index exports is declared elsewhere.
  if (names.includes('*'))
    for (const one of exportsOf(file))
      if (!one.isType && one.file !== file)
        for (const kind of kindsOf(one.file, [one.original], seen)) found.add(kind);
  return found;
}

/** What a module exports: `{ name, original, isType, file }`, where the file is that of the declaration. */
function exportsOf(file) {
  const own = [
    ...text(file).matchAll(
      /^export (?:declare )?(?:abstract )?(class|function|const|let|interface|type) (\w+)/gm,
    ),
  ].map(([, word, name]) => ({
    name,
    original: name,
    isType: word === 'interface' || word === 'type',
    file,
  }));
  const stars = [...text(file).matchAll(/^export \* from '(\.[^']+)';/gm)].flatMap(([, from]) =>
    exportsOf(relative(root, resolve(root, dirname(file), from))),
  );
  const named = [...text(file).matchAll(/^export (type )?\{([^}]*)\} from '(\.[^']+)';/gms)].flatMap(
    ([, type, list, from]) => {
      const there = exportsOf(relative(root, resolve(root, dirname(file), from)));
      return list
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '')
        .map((item) => {
          const [, only, original, name = original] = /^(type )?(\w+)(?: as (\w+))?$/.exec(item);
          const found = there.find((one) => one.name === original);
          if (found === undefined)
            throw new Error(`${file}: expected ${original} in ${from}, got no such export.`);
          return { ...found, name, isType: found.isType || type !== undefined || only !== undefined };
        });
    },
  );
  return [...own, ...stars, ...named];
}

/** The documentation of a declaration, its word, and its type parameters. */
function declaration({ file, original }) {
  const found = new RegExp(
    String.raw`(/\*\*(?:(?!\*/)[\s\S])*\*/)\nexport (?:abstract )?(class|function) ${original}\b` +
      String.raw`(?:(<[^;{]*?>)(?=\s+(?:extends|implements|\{)))?`,
  ).exec(text(file));
  if (found === null) return undefined;
  const [, documentation, word, parameters = ''] = found;
  return { documentation, word, parameters };
}

const imports = new Map();
/** Imports a name into the generated file, once. */
function use(name, file, { as = name, type = false } = {}) {
  const item = `${type ? 'type ' : ''}${name}${as === name ? '' : ` as ${as}`}`;
  imports.set(file, (imports.get(file) ?? new Set()).add(item));
  return as;
}

/** What the common sets of kinds are called. */
const short = {
  'initializer regularizer constraint': 'weightNames',
  'activation initializer regularizer constraint': 'layerNames',
  'loss metric optimizer': 'trainingNames',
  [Object.keys(kinds).join(' ')]: 'everyName',
};
const tables = new Map();
/** The name of the constant with the tables of some kinds. */
function tableOf(found) {
  const list = Object.keys(kinds).filter((kind) => found.has(kind));
  const name = short[list.join(' ')] ?? `${list.join('And')}Names`;
  if (!tables.has(name)) {
    const lines = list.flatMap((kind) => kinds[kind]);
    for (const [, name, file] of lines) use(name, file);
    tables.set(
      name,
      `const ${name} = {\n${lines.map(([key, value]) => (key === value ? `${key},` : `${key}: ${value},`)).join('\n')}\n};`,
    );
  }
  return name;
}

/** A class or function that knows names, as the full entry exports it. */
function wrapper(one) {
  const declared = declaration(one);
  const found = declared === undefined ? new Set() : kindsOf(one.file, [one.original]);
  if (one.isType || found.size === 0) return [];
  const { documentation, word, parameters } = declared;
  const lean = use(one.original, one.file, {
    as: `Lean${one.original[0].toUpperCase()}${one.original.slice(1)}`,
  });
  const value = `${documentation}\nexport const ${one.name}: typeof ${lean} = /* @__PURE__ */ named(${lean}, ${tableOf(found)});`;
  if (word === 'function') return [value];
  for (const [type] of parameters.matchAll(/[A-Z]\w*/g)) {
    const link = links(one.file).find(({ names }) =>
      names.some((name) => name.replace('type ', '') === type),
    );
    if (link !== undefined) use(type, link.file, { type: true });
  }
  const given = [...parameters.matchAll(/(\w+) extends/g)].map(([, name]) => name).join(', ');
  const type = `${documentation}\nexport type ${one.name}${parameters} = ${lean}${given === '' ? '' : `<${given}>`};`;
  return [value, type];
}

/** Classes, types and getters of a family, without the names that are taken. */
function flat(file, taken) {
  const list = exportsOf(file).filter(({ name }) => /^([A-Z]|get[A-Z])/.test(name) && !taken.has(name));
  for (const { name } of list) taken.add(name);
  const names = list.map(({ name, isType }) => `${isType ? 'type ' : ''}${name}`);
  return `export { ${names.sort().join(', ')} } from '${path(file)}';`;
}

function path(file) {
  return relative(dirname(target), file);
}

use('named', 'ts/layers/names.ts');
const taken = new Set(
  ['ts/layers/index.ts', 'ts/models/index.ts'].flatMap((file) => exportsOf(file).map(({ name }) => name)),
);
const wrappers = ['ts/layers/index.ts', 'ts/models/index.ts', 'ts/models/load.ts'].flatMap((file) =>
  exportsOf(file).flatMap(wrapper),
);
const lists = ['ts/losses/index.ts', 'ts/metrics/index.ts'].map((file) => flat(file, taken));
const lines = [...imports].map(
  ([file, names]) => `import { ${[...names].sort().join(', ')} } from '${path(file)}';`,
);
console.log(`// Generated by scripts/full-entry.mjs; do not edit. \`npm run generate\` writes it anew.

/**
 * Layers, models, losses and metrics of the full entry. A class that takes names is exported through \`named\`, with the
 * tables of the names it takes, so that a bundler keeps a table exactly where it keeps such a class.
 */

${lines.join('\n')}

export * from '../layers/index.ts';
${lists.join('\n')}
export * from '../models/index.ts';
export type { LoadOptions } from '../models/load.ts';

${[...tables.values()].join('\n\n')}

${wrappers.join('\n\n')}`);
