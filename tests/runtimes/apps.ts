/** The app of apps/, in a folder of its own for each bundler, with the package as npm would have installed it. */

import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../package/process.ts';
import { root } from './bundles.ts';

const here = join(root, 'tests/runtimes');
/** Within tests/runtimes, so that its packages are found from there. */
const folder = join(here, 'build');

/** Copies what npm would install; a link would be resolved to this repository, which has another layout. */
export async function installPackage(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const installed = join(folder, 'node_modules/oxigrad');
  await mkdir(installed, { recursive: true });
  await cp(join(root, 'package.json'), join(installed, 'package.json'));
  await cp(join(root, 'dist'), join(installed, 'dist'), { recursive: true });
  await cp(join(root, 'node_modules/fflate'), join(folder, 'node_modules/fflate'), { recursive: true });
}

/** A folder with the app's sources. */
export async function makeApp(name: string): Promise<string> {
  const app = join(folder, name);
  await cp(join(here, 'apps'), app, { recursive: true });
  // Parcel reads `exports` only when it is told to, and takes the folder of a lock file for the project.
  const settings = { name, private: true, '@parcel/resolver-default': { packageExports: true } };
  await writeFile(join(app, 'package.json'), JSON.stringify(settings));
  await writeFile(join(app, 'package-lock.json'), '{ "lockfileVersion": 3, "packages": {} }');
  return app;
}

/** Builds the app with a bundler; the folder of what it wrote. */
export async function bundleApp(bundler: string): Promise<string> {
  const app = await makeApp(bundler);
  const out = join(app, 'out');
  await mkdir(out);
  await run(process.execPath, [join(here, 'bundle.mjs'), bundler, out], {
    cwd: app,
    environment: { NODE_ENV: 'production' },
  });
  return out;
}

/** What the app's networks learn in Node. */
export async function lossesInNode(): Promise<unknown> {
  const app = await makeApp('node');
  return JSON.parse(await run(process.execPath, ['node.mjs'], { cwd: app }));
}
