import { parentPort } from '../parentPort';
import { InspectorSide } from './inspectorSide';

/** A worker that answers the inspector: a thin shell over `InspectorSide`. */
new InspectorSide(parentPort);
