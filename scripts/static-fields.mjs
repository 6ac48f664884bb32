// Writes what tsc made of static fields, `static { this.name = 'text'; }`, as fields again, where the value is a literal:
// a block is a side effect to bundlers, which keeps a class that nobody uses.
// usage: node scripts/static-fields.mjs <dist>
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [dist] = process.argv.slice(2);
if (dist === undefined) throw new Error('static-fields: expected the folder with the built modules.');

for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.js')) continue;
  const file = join(dist, path);
  const text = readFileSync(file, 'utf8');
  const fields = text.replace(
    /^( +)static \{ this\.(\w+) = ('[^'\n]*'|true|false|-?\d[\d.]*); \}$/gm,
    '$1static $2 = $3;',
  );
  if (fields !== text) writeFileSync(file, fields);
}
