import { startWebWorker } from '../web/webWorker';
import type { InspectorLine } from './inspectorLine';

/** Starts the inspector's worker in a browser. */
export function startInspectorWorker(): InspectorLine {
  return startWebWorker('inspector');
}
