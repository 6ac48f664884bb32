// The ledger of the core's size: bytes of code by kernel family, from a module that still has its names.
// usage: node scripts/wasm-ledger.mjs <module.wasm> [--functions]
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Bytes of code of every function, by its name. */
export function functionSizes(bytes) {
  let at = 8;
  const read = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const text = () => {
    const length = read();
    at += length;
    return Buffer.from(bytes.subarray(at - length, at)).toString();
  };
  let imported = 0;
  const sizes = [];
  const names = new Map();
  while (at < bytes.length) {
    const section = bytes[at++];
    const length = read();
    const end = at + length;
    if (section === 2) {
      for (let count = read(); count > 0; count--) {
        text();
        text();
        const kind = bytes[at++];
        if (kind === 0) {
          read();
          imported++;
        } else if (kind === 2) {
          const flags = read();
          read();
          if (flags & 1) read();
        } else at = end;
      }
    } else if (section === 10) {
      for (let count = read(); count > 0; count--) {
        const size = read();
        sizes.push(size);
        at += size;
      }
    } else if (section === 0 && text() === 'name') {
      while (at < end) {
        const kind = bytes[at++];
        const stop = read() + at;
        if (kind === 1) for (let count = read(); count > 0; count--) names.set(read(), text());
        at = stop;
      }
    }
    at = end;
  }
  return sizes.map((size, index) => ({ name: names.get(index + imported) ?? '?', size }));
}

/** The family of a function: the module of our crates that it is in. */
export function familyOf(name) {
  const [, crate, module] = /oxigrad_(kernels|engine)\[\w+\]::(\w+)/.exec(name) ?? [];
  if (crate !== undefined) return `${crate}/${module}`;
  return name.includes('dlmalloc') ? 'allocator' : 'other';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const functions = functionSizes(readFileSync(process.argv[2] ?? ''));
  const families = new Map();
  for (const { name, size } of functions)
    families.set(familyOf(name), (families.get(familyOf(name)) ?? 0) + size);
  const rows = process.argv.includes('--functions')
    ? functions.map(({ name, size }) => [name, size])
    : [...families];
  for (const [name, size] of rows.sort((a, b) => b[1] - a[1]).slice(0, 60))
    console.log(String(size).padStart(8), name);
  console.log(String(functions.reduce((sum, { size }) => sum + size, 0)).padStart(8), 'all code');
}
