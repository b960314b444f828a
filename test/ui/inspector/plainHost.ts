/**
 * Answers the inspector's page in plain float64 loops, a second implementation that shares nothing with the services but
 * the protocol: what the page shows can be held against it, and the page can be tried without an editor.
 */
import type { Model } from '../../../src/core/model';
import { weightNames } from '../../../src/core/parameters';
import type { Reply } from '../../../src/protocol/inspector/inspector';
import type { Edit } from '../../../src/protocol/inspector/model';
import type { Handlers } from '../../../src/protocol/inspector/responder';
import type { TextInfo } from '../../../src/protocol/inspector/texts';
import { plainDiscovery } from './plainDiscovery';
import { plainDrivers } from './plainDrivers';
import { distributionOf, mean, PlainNetwork, type Reading } from './plainNetwork';
import { plainNeuron, plainSummary } from './plainNeuron';
import { plainAblate, plainSmallestSet } from './plainProof';

export interface Saved {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly beside?: readonly { readonly name: string; readonly content: string }[];
}

export class PlainHost {
  readonly texts: TextInfo[] = [];
  readonly saved: Saved[] = [];
  readonly copied: string[] = [];
  readonly revealed: number[] = [];
  private readonly readings = new Map<string, Reading>();
  private readonly edits: Edit[] = [];
  private readonly undone: Edit[] = [];
  private generation = 1;
  /** Methods that shall fail, with their message. */
  readonly failing = new Map<string, string>();
  /** Called when the model or the texts change. */
  onEvent: (event: 'modelChanged' | 'textsChanged', data: object) => void = () => undefined;

  readonly network: PlainNetwork;

  constructor(
    private readonly model: Model,
    private readonly editorText: string,
  ) {
    this.network = new PlainNetwork(model);
  }

  /** Opens a text without being asked, as the extension does for a selection. */
  open(name: string, text: string): TextInfo {
    const { vocabulary } = this.model;
    const characters = [...text]
      .map((character) => vocabulary.indexOf(character))
      .filter((index) => index !== undefined);
    const reading = this.network.read(characters);
    const counts = Array.from({ length: vocabulary.size }, () => 0);
    for (const index of characters) {
      counts[index]++;
    }
    const info: TextInfo = {
      id: `text-${this.texts.length + 1}`,
      name,
      length: characters.length,
      mapped: 0,
      skipped: [...text].length - characters.length,
      start: 'zero',
      loss: mean(this.network.surprises(reading)),
      trapped: 0,
      counts,
    };
    this.readings.set(info.id, reading);
    this.texts.push(info);
    return info;
  }

  handlers(): Handlers {
    const { model } = this;
    const { parameters, vocabulary } = model;
    const { hiddenSize: H, vocabularySize: V } = parameters;
    const all: Handlers = {
      describe: () => ({
        generation: this.generation,
        name: model.name,
        reference: model.name,
        isRunning: true,
        cell: 'rnn',
        layers: 1,
        gates: [''],
        weights: weightNames.map((name) => {
          const rows = name === 'Why' || name === 'by' ? V : H;
          return { name, rows, columns: parameters[name].length / rows };
        }),
        hiddenSize: H,
        vocabularySize: V,
        characters: [...vocabulary.characters],
        parameterCount: H * (V + H + 1) + V * (H + 1),
        hasMemory: model.memory !== undefined,
        dataSize: null,
        notes: {},
        edits: this.editState(),
      }),
      matrix: ({ weight, memory }) => {
        const values = (memory ? model.memory! : parameters)[weight]!.slice();
        const rows = weight === 'Why' || weight === 'by' ? V : H;
        return { rows, columns: values.length / rows, values };
      },
      order: ({ weight, axis, by }) => {
        const rows = weight === 'Why' || weight === 'by' ? V : H;
        const values = parameters[weight]!;
        const columns = values.length / rows;
        const count = axis === 'rows' ? rows : columns;
        const line = by.kind === 'line' ? by.line : 0;
        const key = (index: number): number =>
          axis === 'rows' ? values[index * columns + line] : values[line * columns + index];
        return {
          order: Uint32Array.from(
            Array.from({ length: count }, (_, index) => index).sort((a, b) => key(b) - key(a)),
          ),
        };
      },
      spread: ({ weight, memory }) => ({
        distribution: distributionOf([...(memory ? model.memory! : parameters)[weight]!]),
      }),
      openText: ({ source }, { onProgress }) => {
        onProgress(1, 2, 'reading');
        const text =
          source.kind === 'given'
            ? source.text
            : source.kind === 'sample'
              ? this.network.sample('\n', 400, source.seed)
              : this.editorText;
        const info = this.open(source.kind === 'given' ? source.name : `${source.kind}.txt`, text);
        this.onEvent('textsChanged', {});
        return { text: info };
      },
      listTexts: () => ({ texts: [...this.texts] }),
      closeText: () => ({}),
      readText: ({ text, from, length, neuron }) => {
        const { characters, h, p } = this.readings.get(text)!;
        const end = Math.min(characters.length, from + length);
        const places = Array.from({ length: end - from }, (_, n) => from + n);
        const K = Math.min(V, 5);
        const ranked = places.map((at) => [...p[at].keys()].sort((a, b) => p[at][b] - p[at][a]).slice(0, K));
        const surprises = this.network.surprises(this.readings.get(text)!);
        const added = (at: number, centred: boolean): number =>
          at + 1 < characters.length
            ? (this.network.why(characters[at + 1], neuron!) -
                (centred ? this.network.meanWhy(neuron!) : 0)) *
              h[at][neuron!]
            : 0;
        return {
          from,
          characters: Uint16Array.from(places.map((at) => characters[at])),
          surprise: Float64Array.from(places.map((at) => surprises[at])),
          likeliest: Uint16Array.from(ranked.flat()),
          probabilities: Float64Array.from(
            ranked.flatMap((list, n) => list.map((index) => p[places[n]][index])),
          ),
          ...(neuron === undefined
            ? {}
            : {
                activation: Float64Array.from(places.map((at) => h[at][neuron])),
                contribution: Float64Array.from(places.map((at) => added(at, false))),
                centred: Float64Array.from(places.map((at) => added(at, true))),
              }),
        };
      },
      occurrences: ({ text, from, to, only, order, limit }) => {
        const reading = this.readings.get(text)!;
        const places = this.network
          .places(reading, from)
          .map((position) => ({
            ...this.network.excerpt(reading, position),
            probability: reading.p[position][to],
            followed: reading.characters[position + 1] === to,
          }))
          .filter(({ followed }) => only === 'all' || followed === (only === 'followed'));
        if (order !== 'position') {
          places.sort((a, b) => (order === 'likeliest' ? 1 : -1) * (b.probability - a.probability));
        }
        return { total: places.length, places: places.slice(0, limit) };
      },
      reveal: ({ position }) => {
        this.revealed.push(position);
        return {};
      },
      drivers: ({ scope, to, foil }) => plainDrivers(this.network, this.readings, scope, to, foil),
      decompose: ({ place, neuron }) => {
        const { characters, h } =
          place.kind === 'zero'
            ? { characters: [place.from], h: [this.network.fromZero(place.from)] }
            : this.readings.get(place.text)!;
        const at = place.kind === 'zero' ? 0 : place.position;
        const before = at > 0 ? h[at - 1] : new Float64Array(H);
        const previous = Array.from({ length: H }, (_, k) => ({
          neuron: k,
          weight: parameters.Whh[neuron * H + k],
          activation: before[k],
          contribution: parameters.Whh[neuron * H + k] * before[k],
        })).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
        const input = parameters.Wxh[neuron * V + characters[at]];
        const recurrent = previous.reduce((sum, { contribution }) => sum + contribution, 0);
        return {
          neuron,
          layer: 1,
          character: characters[at],
          activation: h[at][neuron],
          activationBefore: before[neuron],
          gates: [
            {
              gate: '',
              row: neuron,
              value: h[at][neuron],
              preActivation: input + parameters.bh[neuron] + recurrent,
              input,
              below: 0,
              bias: parameters.bh[neuron],
              factor: 1,
              recurrentBias: 0,
              recurrent,
              previous,
              lower: [],
            },
          ],
          before: place.kind === 'place' && at > 0 ? { ...place, position: at - 1 } : null,
        };
      },
      ablate: (params) => plainAblate(this.network, this.readings, params),
      smallestSet: (params) => plainSmallestSet(this.network, this.readings, params),
      neurons: ({ text }) => ({
        places: this.readings.get(text)!.characters.length,
        neurons: Array.from({ length: H }, (_, neuron) =>
          plainSummary(this.network, this.readings.get(text)!, neuron),
        ),
      }),
      neuron: (params) => plainNeuron(this.network, this.readings, params),
      discover: ({ text }) => plainDiscovery(this.network, this.readings, text),
      edit: ({ edit }) => this.changed(() => this.edits.push(edit)),
      undoEdit: () => this.changed(() => this.undone.push(this.edits.pop()!)),
      redoEdit: () => this.changed(() => this.edits.push(this.undone.pop()!)),
      resetEdits: () => this.changed(() => this.edits.splice(0)),
      saveEdited: () => ({ name: 'edited.npz' }),
      sample: ({ prompt, length, seed }) => {
        const original = this.network.sample(prompt, length, seed);
        return {
          original,
          edited: this.edits.length > 0 ? this.network.sample(prompt, length, seed + 1) : null,
        };
      },
      report: ({ looked }) => ({
        markdown: `# What was looked at\n\n${looked.map(({ method }) => `- ${method}`).join('\n')}\n\n<img src=x onerror="document.title='broken in'">\n`,
        pictures: [
          {
            name: 'picture.svg',
            svg: '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="teal"/></svg>',
          },
        ],
      }),
      save: (what) => {
        this.saved.push(what);
        return { name: what.name };
      },
      copy: ({ text }) => {
        this.copied.push(text);
        return {};
      },
    };
    const failing = this.failing;
    return new Proxy(all, {
      get: (known, method: keyof Handlers) => {
        const message = failing.get(method);
        return message === undefined
          ? known[method]
          : () => {
              throw Object.assign(new Error(message), { name: 'PersonError' });
            };
      },
    });
  }

  private changed(change: () => unknown): Reply<'edit'> {
    change();
    this.generation++;
    this.onEvent('modelChanged', { generation: this.generation });
    return this.editState();
  }

  private editState(): Reply<'edit'> {
    return {
      edits: [...this.edits],
      canUndo: this.edits.length > 0,
      canRedo: this.undone.length > 0,
    };
  }
}
