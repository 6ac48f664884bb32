/** @type {import('next').NextConfig} */
const config = {
  // The tests' packages are above the app.
  turbopack: { root: new URL('../..', import.meta.url).pathname },
};

export default config;
