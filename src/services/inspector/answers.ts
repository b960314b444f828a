import type { Control } from '../../core/pause';
import type { CheckedParams, MethodName, Reply } from '../../protocol/inspector/inspector';
import { answerAblate } from './answerAblate';
import { answerDecompose } from './answerDecompose';
import { answerDiscover } from './answerDiscover';
import { answerDrivers } from './answerDrivers';
import { answerMatrix, answerOrder, answerSpread } from './answerModel';
import { answerNeuron, answerNeurons } from './answerNeurons';
import { answerReport } from './answerReport';
import { answerSmallestSet } from './answerSmallestSet';
import { answerOccurrences, answerOpenText, answerReadText } from './answerTexts';
import type { Inspection } from './inspection';

/** What concerns the running model, the editor or the disk: not the worker's to answer. */
type HostMethod =
  | 'describe'
  | 'reveal'
  | 'edit'
  | 'undoEdit'
  | 'redoEdit'
  | 'resetEdits'
  | 'saveEdited'
  | 'sample'
  | 'save'
  | 'copy';

/** What a model and its texts answer by themselves. */
export type InspectionMethod = Exclude<MethodName, HostMethod>;

type Answer<M extends InspectionMethod> = (
  inspection: Inspection,
  params: CheckedParams<M>,
  control: Control,
) => Reply<M> | Promise<Reply<M>>;

/** The answer to each question about a model and its texts. Pure but for the texts, which are opened and closed. */
export const answers: { readonly [M in InspectionMethod]: Answer<M> } = {
  matrix: answerMatrix,
  order: answerOrder,
  spread: answerSpread,
  openText: answerOpenText,
  listTexts: async (inspection, _, control) => ({ texts: await inspection.list(control) }),
  closeText: (inspection, { text }) => {
    inspection.close(text);
    return {};
  },
  readText: answerReadText,
  occurrences: answerOccurrences,
  drivers: answerDrivers,
  decompose: answerDecompose,
  ablate: answerAblate,
  smallestSet: answerSmallestSet,
  neurons: answerNeurons,
  neuron: answerNeuron,
  discover: answerDiscover,
  report: answerReport,
};
