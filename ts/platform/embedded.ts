/** The build that is embedded as text, for hosts that cannot read a file. */

import { embeddedModule } from '../wasm/generated/embedded.ts';

// The text first: in a bundle, gzip matches little with what comes before it.

import { decodeBase64 } from '../io/base64.ts';
import { decodeLzma } from '../io/lzma.ts';

/** Unpacks and compiles it. */
export function compileEmbedded(): WebAssembly.Module {
  return new WebAssembly.Module(decodeLzma(decodeBase64(embeddedModule)) as BufferSource);
}
