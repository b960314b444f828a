import type { NeuronSets } from '../../core/kernel/neuronSets';
import type { StateReader } from '../../core/kernel/stateReader';
import type { Model } from '../../core/model';
import type { Control } from '../../core/pause';
import { stateSizeOf } from '../../core/parameters';
import { PersonError } from '../../core/personError';
import type { TextInfo } from '../../protocol/inspector/texts';
import { sha256 } from '../sha256';
import { InspectedText, type TextSource } from './inspectedText';
import { loadNeuronSets, loadStateReader } from './readerFiles';

/** The texts that are open, by name: they outlive the model. */
export class OpenTexts {
  readonly sources = new Map<string, TextSource>();

  /** @returns its name: the same for the same text, so that what a page remembers holds after a reload too. */
  async add(source: TextSource): Promise<string> {
    const { name, text, start = 'auto', unknown = 'map' } = source;
    const hash = await sha256(JSON.stringify([name, start, unknown]) + text);
    const id = `text-${hash.slice(0, 16)}`;
    this.sources.set(id, source);
    return id;
  }
}

/**
 * One model under inspection. Never changed: another model, or the same with other weights, is another inspection, which
 * reads the open texts again when it is asked about them. Work that still runs goes on with the old one.
 */
export class Inspection {
  private readonly read = new Map<string, InspectedText>();
  private sets: Promise<NeuronSets> | undefined;
  /** Results that cost seconds and depend on a text alone, by the text as it was read. */
  private readonly kept = new WeakMap<InspectedText, Map<string, Promise<unknown>>>();

  private constructor(
    readonly model: Model,
    readonly reader: StateReader,
    private readonly texts: OpenTexts,
  ) {}

  static async of(model: Model, texts = new OpenTexts()): Promise<Inspection> {
    return new Inspection(model, await loadStateReader(model.parameters), texts);
  }

  /** The state before anything was read: zeros, (S). */
  zeroState(): Float64Array {
    return new Float64Array(stateSizeOf(this.model.parameters));
  }

  async neuronSets(): Promise<NeuronSets> {
    this.sets ??= loadNeuronSets(this.model.parameters);
    return this.sets;
  }

  /** Reads a text and keeps it open. @throws PersonError if it cannot be read. */
  async open(source: TextSource, control: Control): Promise<TextInfo> {
    const text = await InspectedText.read(this.reader, this.model, source, control);
    const id = await this.texts.add(source);
    this.read.set(id, text);
    return textInfo(id, text);
  }

  close(id: string): void {
    this.texts.sources.delete(id);
    this.read.delete(id);
  }

  async list(control: Control): Promise<TextInfo[]> {
    const infos: TextInfo[] = [];
    for (const id of [...this.texts.sources.keys()]) {
      infos.push(textInfo(id, await this.text(id, control)));
    }
    return infos;
  }

  /** An open text as this model reads it. @throws PersonError if there is none of this name. */
  async text(id: string, control: Control): Promise<InspectedText> {
    const source = this.texts.sources.get(id);
    if (!source) {
      throw new PersonError('This text is no longer open. Open it again.');
    }
    let text = this.read.get(id);
    if (!text) {
      text = await InspectedText.read(this.reader, this.model, source, control);
      this.read.set(id, text);
    }
    return text;
  }

  /**
   * What was found in a text, found once: `find` runs if nobody asked for this before. If it fails or is cancelled, the
   * next one begins anew.
   */
  async once<T>(text: InspectedText, key: string, find: () => Promise<T>): Promise<T> {
    let results = this.kept.get(text);
    if (!results) {
      this.kept.set(text, (results = new Map<string, Promise<unknown>>()));
    }
    const known = results.get(key) as Promise<T> | undefined;
    if (known) {
      try {
        return await known;
      } catch {
        // Whoever asked first gave up.
        return this.once(text, key, find);
      }
    }
    const found = find();
    results.set(key, found);
    const all = results;
    found.catch(() => all.delete(key));
    return found;
  }

  /** @throws PersonError if the model has no such neuron. */
  checkNeurons(neurons: readonly number[]): void {
    const { hiddenSize } = this.model.parameters;
    const wrong = neurons.find((neuron) => neuron >= hiddenSize);
    if (wrong !== undefined) {
      throw new PersonError('There is no neuron {0}: {1} has the neurons 0 to {2}.', {
        values: [wrong, this.model.name, hiddenSize - 1],
      });
    }
  }

  /** @throws PersonError if the model has no such character. */
  checkCharacters(characters: readonly number[]): void {
    const { size } = this.model.vocabulary;
    const wrong = characters.find((character) => character >= size);
    if (wrong !== undefined) {
      throw new PersonError('There is no character {0}: {1} has the characters 0 to {2}.', {
        values: [wrong, this.model.name, size - 1],
      });
    }
  }

  /** @throws PersonError if the text ends before. */
  checkPosition(text: InspectedText, position: number): void {
    if (position >= text.length) {
      throw new PersonError('{0} has {1} characters: there is no place {2}.', {
        values: [text.name, text.length, position],
      });
    }
  }
}

function textInfo(id: string, text: InspectedText): TextInfo {
  const { mapped, skipped } = text.encoded.unknown;
  return {
    id,
    name: text.name,
    length: text.length,
    mapped,
    skipped,
    start: text.start,
    loss: text.loss,
    trapped: text.trapped,
    counts: [...text.statistics.counts],
  };
}
