/** What bundlers for edge runtimes make of an imported `.wasm` file. */
declare module '*.wasm' {
  const module: WebAssembly.Module;
  // biome-ignore lint/style/noDefaultExport: the form is the bundlers'.
  export default module;
}

/** The same, as Vercel and Next write it. */
declare module '*.wasm?module' {
  const module: WebAssembly.Module;
  // biome-ignore lint/style/noDefaultExport: the form is the bundlers'.
  export default module;
}
