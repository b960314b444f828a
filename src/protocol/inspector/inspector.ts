import * as v from 'valibot';
import * as discovery from './discovery';
import * as model from './model';
import * as neurons from './neurons';
import * as proof from './proof';
import * as report from './report';
import * as texts from './texts';
import * as transitions from './transitions';
import { nothing } from './values';

/**
 * What the inspector's page can ask, with the schema of what it sends and of what comes back. The type of a reply
 * follows from the name of its method; see `messages.ts` for how a request travels.
 */
export const methods = {
  /** The model: sizes, vocabulary, notes, edits. */
  describe: { params: nothing, reply: model.description },
  /** One array of weights or Adagrad memories. */
  matrix: { params: model.matrixParams, reply: model.matrix },
  /** An order of its rows or columns. */
  order: { params: model.orderParams, reply: model.order },
  /** How its values are spread. */
  spread: { params: model.spreadParams, reply: model.spread },

  /** Reads a text from end to end. Long: progress in characters. */
  openText: { params: texts.openTextParams, reply: texts.openTextReply },
  listTexts: { params: nothing, reply: texts.textList },
  closeText: { params: texts.textParams, reply: report.done },
  /** A stretch of it, with what the network thought at each place. */
  readText: { params: texts.readTextParams, reply: texts.textStretch },
  /** Places of one character, with the probability of another after it. */
  occurrences: { params: texts.occurrencesParams, reply: texts.occurrences },
  /** Shows a place in the editor that the text is from. */
  reveal: { params: texts.revealParams, reply: report.done },

  /** Why does B follow A? */
  drivers: { params: transitions.driversParams, reply: transitions.driversReply },
  /** What put a neuron where it is. */
  decompose: { params: transitions.decomposeParams, reply: transitions.decomposition },

  /** Takes neurons away and reads the text again. Long: progress in characters. */
  ablate: { params: proof.ablateParams, reply: proof.ablateReply },
  /** The fewest neurons. Long. */
  smallestSet: { params: proof.smallestSetParams, reply: proof.smallestSetReply },

  /** One line on every neuron. Long, once for each text. */
  neurons: { params: neurons.neuronsParams, reply: neurons.neuronsReply },
  /** All about one. Long, once for each text. */
  neuron: { params: neurons.neuronParams, reply: neurons.neuronReply },

  /** The scan of all pairs and of longer behaviours. Long. */
  discover: { params: discovery.discoverParams, reply: discovery.discoverReply },

  /** Changes the running model: completions and ghost text follow at once. */
  edit: { params: model.editParams, reply: model.editState },
  undoEdit: { params: nothing, reply: model.editState },
  redoEdit: { params: nothing, reply: model.editState },
  resetEdits: { params: nothing, reply: model.editState },
  /** Saves the edited model as a new file, for which the person is asked. */
  saveEdited: { params: nothing, reply: model.saved },
  /** Lets the model write, as it was and as it is. */
  sample: { params: model.sampleParams, reply: model.sample },

  /** What was looked at, as Markdown. Long. */
  report: { params: report.reportParams, reply: report.report },
  /** Saves a picture, a table or a report where the person says. */
  save: { params: report.saveParams, reply: model.saved },
  /** Puts a text on the clipboard. */
  copy: { params: report.copyParams, reply: report.done },
} as const;

export type MethodName = keyof typeof methods;
/** What the page sends: fields with a default may be left out. */
export type Params<M extends MethodName> = v.InferInput<(typeof methods)[M]['params']>;
/** The same after its check: defaults filled in. */
export type CheckedParams<M extends MethodName> = v.InferOutput<(typeof methods)[M]['params']>;
export type Reply<M extends MethodName> = v.InferOutput<(typeof methods)[M]['reply']>;

export const viewName = v.picklist([
  'transitions',
  'proof',
  'weights',
  'text',
  'neurons',
  'discover',
  'intervene',
  'report',
]);
export type ViewName = v.InferOutput<typeof viewName>;

/** What the extension tells the page without being asked. */
export const events = {
  /** Another model, or the same with other weights: ask again. */
  modelChanged: v.object({ generation: model.description.entries.generation }),
  /** A text was opened or closed. */
  textsChanged: nothing,
  /** Shows something: the person chose Explain in Inspector, or reloaded the window. */
  show: v.object({
    view: viewName,
    text: v.optional(texts.textInfo.entries.id),
    place: v.optional(transitions.place),
    from: v.optional(model.transition.from),
    to: v.optional(model.transition.to),
    neuron: v.optional(neurons.neuronParams.entries.neuron),
  }),
} as const;

export type EventName = keyof typeof events;
export type EventData<E extends EventName> = v.InferOutput<(typeof events)[E]>;
