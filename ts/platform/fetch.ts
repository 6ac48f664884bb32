/** Fetching a build by HTTP, and saying what came instead. */

/** The module at an address. Rejects with an Error that names the address, the answer, and what is wrong with it. */
export async function fetchBuild(address: URL | string): Promise<WebAssembly.Module> {
  let answer = '';
  try {
    const response = await fetch(address);
    answer = ` (status ${response.status}, ${response.headers.get('content-type') ?? 'no content type'})`;
    if (!response.ok) throw new Error('no such file');
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    throw new Error(`${address}${answer}: ${String(error)}`);
  }
}
