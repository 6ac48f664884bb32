/** What the tests use of the encoder, which has no types of its own. */
declare module 'lzma' {
  const lzma: { compress(bytes: Uint8Array, level: number): number[] };
  // biome-ignore lint/style/noDefaultExport: the form is the package's.
  export default lzma;
}
