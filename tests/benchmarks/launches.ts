/** Who takes part and how its process is started; processes are opened when they are first needed. */

import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Child, type Launch } from './child.ts';
import { nativePython } from './native.ts';
import type { Description } from './protocol.ts';

/** oxigrad, then the peers in the order of the tables. */
export const PARTICIPANTS: readonly string[] = [
  'oxigrad',
  'tfjs-wasm',
  'tfjs-cpu',
  'onnxruntime-web',
  'jax-js',
  'keras-jax',
  'keras-tensorflow',
];

/** A participant that is not there, and why. */
export interface Absent {
  readonly absent: string;
}

/** What the processes need to know. */
export interface Surroundings {
  readonly here: string;
  readonly build: string;
  readonly root: string;
  readonly native: boolean;
  /** A module instead of the built package. */
  readonly entry: string | undefined;
  /** Only these, if there are any. */
  readonly peers: readonly string[];
}

/** All processes of a run, by name and number of threads. */
export class Processes {
  readonly #surroundings: Surroundings;
  readonly #open = new Map<string, Child | Absent>();
  /** What each participant is. */
  readonly descriptions: Record<string, Description | Absent> = {};
  #python: string | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** A participant on `threads`: its process, started if need be. */
  async open(name: string, threads: number): Promise<Child | Absent> {
    const key = `${name}, ${threads}`;
    const known = this.#open.get(key);
    if (known !== undefined && (!(known instanceof Child) || known.alive)) return known;
    const opened = await this.#start(name, threads);
    this.#open.set(key, opened);
    return opened;
  }

  /** Ends all processes. */
  end(): void {
    for (const process of this.#open.values()) if (process instanceof Child) process.end();
    this.#open.clear();
  }

  async #start(name: string, threads: number): Promise<Child | Absent> {
    const label = threads === 1 ? name : `${name}, ${threads} threads`;
    const launch = this.#launch(name);
    if ('absent' in launch) {
      this.descriptions[label] = launch;
      return launch;
    }
    const child = new Child(launch);
    const reply = await child.ask({ command: 'describe', threads });
    if (reply.reply === 'described') {
      this.descriptions[label] = { version: reply.version, detail: reply.detail };
      return child;
    }
    child.end();
    const absent = 'reason' in reply ? reply.reason : 'message' in reply ? reply.message : reply.reply;
    this.descriptions[label] = { absent };
    return { absent };
  }

  #launch(name: string): Launch | Absent {
    const { here, build, root, native, entry, peers } = this.#surroundings;
    const own = name.startsWith('oxigrad');
    if (PARTICIPANTS.includes(name) && !own && peers.length > 0 && !peers.includes(name))
      return { absent: 'not asked for (--peers)' };
    if (name.startsWith('keras-')) {
      if (!native) return { absent: 'not asked for (--native)' };
      this.#python ??= nativePython(here, join(build, 'python'));
      return {
        name,
        command: this.#python,
        words: ['-W', 'ignore', join(here, 'native/keras_participant.py')],
        environment: {
          KERAS_BACKEND: name.slice('keras-'.length),
          TF_CPP_MIN_LOG_LEVEL: '3',
          CUDA_VISIBLE_DEVICES: '',
          PYTHONDONTWRITEBYTECODE: '1',
        },
      };
    }
    const file = entry === undefined || !own ? undefined : resolve(root, entry);
    return {
      name,
      command: process.execPath,
      words: [
        ...(file?.endsWith('.ts') ? ['--conditions=oxigrad-source'] : []),
        join(here, 'participant-process.ts'),
        name,
      ],
      ...(file === undefined ? {} : { environment: { OXIGRAD_BENCH_ENTRY: pathToFileURL(file).href } }),
    };
  }
}
