// The page, or a web worker: trains, and posts what came of it to the server. `?{…}` is the configuration.
import { train } from './train.mjs';

const words = decodeURIComponent(globalThis.location.search.slice(1));
train(words === '' ? {} : JSON.parse(words))
  .then(
    (losses) => ({ losses }),
    (error) => ({ error: `${error.name}: ${error.message}` }),
  )
  .then((report) => fetch('/report', { method: 'POST', body: JSON.stringify(report) }));
