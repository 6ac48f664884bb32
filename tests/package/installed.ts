/** The package as a user gets it: packed, then installed from the tarball into an empty folder. */

import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './process.ts';

/** The project's folder. */
export const root: string = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** A folder with the package installed. */
export interface Installed {
  /** The folder, with the programs of tests/package/apps in it. */
  readonly folder: string;
  /** The tarball that was installed. */
  readonly tarball: string;
  /** Removes both. */
  remove(): Promise<void>;
}

/** Packs dist/ and installs it. */
export async function install(): Promise<Installed> {
  const folder = await mkdtemp(join(tmpdir(), 'oxigrad-package-'));
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack: expected a tarball in ${folder}, got none.`);
  const tarball = join(folder, name);
  await writeFile(join(folder, 'package.json'), '{ "name": "app", "private": true, "type": "module" }\n');
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], { cwd: folder });
  await cp(fileURLToPath(new URL('./apps', import.meta.url)), folder, { recursive: true });
  return { folder, tarball, remove: () => rm(folder, { recursive: true, force: true }) };
}
