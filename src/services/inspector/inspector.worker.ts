import { parentPort } from 'node:worker_threads';
import { InspectorSide } from './inspectorSide';

/** A worker that answers the inspector: a thin shell over `InspectorSide`. */
const port = parentPort!;
new InspectorSide({
  post: (message, transfer) => port.postMessage(message, transfer),
  listen: (hear) => {
    port.on('message', hear);
    return { dispose: () => port.off('message', hear) };
  },
});
