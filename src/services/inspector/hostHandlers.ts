import type { Model } from '../../core/model';
import { gateNames, parameterCount, weightNamesOf, weightShape } from '../../core/parameters';
import { PersonError } from '../../core/personError';
import { methods, type CheckedParams, type MethodName, type Reply } from '../../protocol/inspector/inspector';
import type { EditState } from '../../protocol/inspector/model';
import type { Control, Handlers } from '../../protocol/inspector/responder';
import type { TextInfo, TextSource } from '../../protocol/inspector/texts';
import type { InspectionMethod } from './answers';
import type { InspectorClient } from './inspectorClient';

/** A text from outside: the active editor's, a selection, a file, a document. */
export interface GivenText extends Omit<Extract<TextSource, { kind: 'given' }>, 'kind'> {
  /** What opens it again after the window was reloaded. */
  readonly again?: TextSource;
}

/** Where only the host can look. */
export type OutsideSource = Exclude<TextSource, { kind: 'given' | 'sample' }>;

/** What the inspector needs of its surroundings. */
export interface Desk {
  /** Undefined if the person thought better of it. @throws PersonError where there is none. */
  readText(source: OutsideSource): Promise<GivenText | undefined>;
  /** Shows a place of a document, in UTF-16 units from its start. */
  reveal(uri: string, offset: number): Promise<void>;
  /** Asks where, and saves. @returns the name it got; null if the person thought better of it. */
  save(params: CheckedParams<'save'>): Promise<string | null>;
  /** The same for a model. */
  saveModel(model: Model): Promise<string | null>;
  copy(text: string): Promise<void>;
}

/** The model that is shown, with what only the host knows of it. */
export interface ShownModel {
  readonly model: Model;
  readonly reference: string;
  readonly isRunning: boolean;
}

/** Where the shown model comes from: the one that runs, or a file that was opened with the inspector. */
export interface ShownModelSource {
  /** @throws PersonError if there is none. */
  current(): Promise<ShownModel>;
  /** Grows with every change. */
  readonly generation: number;
  /** Undefined where the model is not the running one. */
  readonly edits?: EditingModel;
}

/** The running model's edits; see `ModelEdits`. */
export interface EditingModel {
  state(): EditState;
  add(edit: CheckedParams<'edit'>['edit']): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  reset(): Promise<void>;
  edited(): Model;
  sample(params: CheckedParams<'sample'>, control: Control): Promise<Reply<'sample'>>;
}

/** Answers the page: what concerns the model and its texts is asked of the client's worker. */
export function hostHandlers(client: InspectorClient, source: ShownModelSource, desk: Desk): Handlers {
  const places = new Map<string, { readonly uri: string; readonly offset: number }>();
  const again = new Map<string, TextSource>();
  const withAgain = (text: TextInfo): TextInfo => ({ ...text, again: again.get(text.id) });
  const editing = (): EditingModel => {
    if (!source.edits) {
      throw new PersonError(
        'This model is not the one that writes. Use it first: then it can be edited, and completions follow.',
      );
    }
    return source.edits;
  };
  const ask = async <M extends InspectionMethod>(
    method: M,
    params: CheckedParams<M>,
    control: Control,
  ): Promise<Reply<M>> => {
    client.show((await source.current()).model);
    return client.ask(method, params, control);
  };
  const asked = Object.fromEntries(
    (Object.keys(methods) as MethodName[]).map((method) => [
      method,
      (params: never, control: Control) => ask(method as InspectionMethod, params, control),
    ]),
  ) as unknown as Handlers;
  const edited = async (work: Promise<void>): Promise<EditState> => {
    await work;
    return editing().state();
  };
  return {
    ...asked,
    describe: async () => describe(await source.current(), source),
    openText: async (params, control) => {
      const { source: from } = params;
      const found: GivenText | 'sample' | undefined =
        from.kind === 'sample' ? 'sample' : from.kind === 'given' ? from : await desk.readText(from);
      if (!found) {
        return { text: null };
      }
      const source =
        found === 'sample' ? from : { kind: 'given' as const, name: found.name, text: found.text };
      const { text } = await ask('openText', { ...params, source }, control);
      if (!text) {
        return { text };
      }
      if (found === 'sample') {
        again.set(text.id, from);
      } else {
        if (found.uri !== undefined) {
          places.set(text.id, { uri: found.uri, offset: found.offset ?? 0 });
        }
        if (found.again) {
          again.set(text.id, found.again);
        }
      }
      return { text: withAgain(text) };
    },
    listTexts: async (params, control) => {
      const { texts } = await ask('listTexts', params, control);
      return { texts: texts.map(withAgain) };
    },
    reveal: async ({ text, position }, control) => {
      const origin = places.get(text);
      if (!origin) {
        throw new PersonError('This text is not from a document: there is nothing to show it in.');
      }
      const { offsets } = await ask('readText', { text, from: position, length: 1 }, control);
      await desk.reveal(origin.uri, origin.offset + (offsets?.[0] ?? 0));
      return {};
    },
    edit: ({ edit }) => edited(editing().add(edit)),
    undoEdit: () => edited(editing().undo()),
    redoEdit: () => edited(editing().redo()),
    resetEdits: () => edited(editing().reset()),
    saveEdited: async () => ({ name: await desk.saveModel(editing().edited()) }),
    sample: (params, control) => editing().sample(params, control),
    save: async (params) => ({ name: await desk.save(params) }),
    copy: async ({ text }) => {
      await desk.copy(text);
      return {};
    },
  };
}

function describe(
  { model, reference, isRunning }: ShownModel,
  { generation, edits }: ShownModelSource,
): Reply<'describe'> {
  const { cell, layers, hiddenSize, vocabularySize } = model.parameters;
  return {
    generation,
    name: model.name,
    reference,
    isRunning,
    cell,
    layers,
    hiddenSize,
    vocabularySize,
    characters: [...model.vocabulary.characters],
    gates: [...gateNames[cell]],
    weights: weightNamesOf(model.parameters).map((name) => {
      const [rows, columns] = weightShape(name, model.parameters);
      return { name, rows, columns };
    }),
    parameterCount: parameterCount(model.parameters),
    hasMemory: model.memory !== undefined,
    dataSize: model.dataSize ?? null,
    notes: { ...model.notes },
    edits: edits?.state() ?? { edits: [], canUndo: false, canRedo: false },
  };
}
