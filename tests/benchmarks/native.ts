/** Native Keras as a participant: its Python, set up once, apart from all others. */

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A Python with Keras on JAX and on TensorFlow. Installs what requirements.txt pins into `folder` unless it is there, or
 * OXIGRAD_BENCH_PYTHON names an interpreter that has it.
 */
export function nativePython(here: string, folder: string): string {
  return process.env['OXIGRAD_BENCH_PYTHON'] ?? install(here, folder);
}

function install(here: string, folder: string): string {
  const python = join(folder, 'bin/python');
  const [wanted, stamp] = [join(here, 'native/requirements.txt'), join(folder, 'requirements.txt')];
  if (existsSync(stamp) && readFileSync(stamp).equals(readFileSync(wanted))) return python;
  console.log('bench: installing native Keras (about a minute)');
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', wanted], {
      stdio: 'inherit',
    });
    copyFileSync(wanted, stamp);
  } catch {
    // The participants then say that they are absent.
    console.log('bench: native Keras could not be installed');
  }
  return python;
}
