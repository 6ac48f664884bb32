/** What bundlers for edge runtimes make of an imported `.wasm` file. */
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
