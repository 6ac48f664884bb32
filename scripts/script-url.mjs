// Stands in for `import.meta.url` in the bundle for plain script tags, which has none.
export const scriptUrl = globalThis.document?.currentScript?.src ?? globalThis.location?.href ?? 'file:///';
