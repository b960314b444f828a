import type { Port } from '../../protocol/port';
import type { InspectorLine } from './inspectorLine';
import { InspectorSide } from './inspectorSide';

/**
 * Answers in this very process, for where there are no workers: the work is cut into slices, and messages are copied as
 * a worker's would be.
 */
export function startInspectorInProcess(): InspectorLine {
  const [ours, theirs] = connectedPorts();
  const side = new InspectorSide(theirs);
  return { ...ours, onFailure: () => undefined, dispose: () => side.close() };
}

/** Two ends of a line. */
export function connectedPorts(): [Port, Port] {
  const listeners = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()];
  const port = (own: number): Port => ({
    post: (message, transfer) => {
      const copy: unknown = structuredClone(message, { transfer });
      queueMicrotask(() => {
        for (const hear of [...listeners[1 - own]]) {
          hear(copy);
        }
      });
    },
    listen: (hear) => {
      listeners[own].add(hear);
      return { dispose: () => listeners[own].delete(hear) };
    },
  });
  return [port(0), port(1)];
}
