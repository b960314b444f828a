/**
 * Answers the inspector's page in plain float64 loops, a second implementation that shares nothing with the services but
 * the protocol: what the page shows can be held against it, and the page can be tried without an editor.
 */
import type { Model } from '../../../src/core/model';
import { weightNames } from '../../../src/core/parameters';
import type { Reply } from '../../../src/protocol/inspector/inspector';
import type { Edit } from '../../../src/protocol/inspector/model';
import type { Ablation } from '../../../src/protocol/inspector/proof';
import type { Handlers } from '../../../src/protocol/inspector/responder';
import type { TextInfo } from '../../../src/protocol/inspector/texts';
import type { Distribution, Excerpt } from '../../../src/protocol/inspector/values';

/** What a reading of a text leaves: h after each character, and the probabilities of the next. */
interface Reading {
  readonly characters: readonly number[];
  readonly h: readonly Float64Array[];
  readonly p: readonly Float64Array[];
}

export interface Saved {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly beside?: readonly { readonly name: string; readonly content: string }[];
}

/** A vanilla cell has one gate, without a name. */
function plainGate<T>(values: T): { gate: string; values: T }[] {
  return [{ gate: '', values }];
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

  constructor(
    private readonly model: Model,
    private readonly editorText: string,
  ) {}

  /** Opens a text without being asked, as the extension does for a selection. */
  open(name: string, text: string): TextInfo {
    const { vocabulary } = this.model;
    const characters = [...text]
      .map((character) => vocabulary.indexOf(character))
      .filter((index) => index !== undefined);
    const reading = this.read(characters);
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
      loss: mean(this.surprises(reading)),
      trapped: 0,
      counts,
    };
    this.readings.set(info.id, reading);
    this.texts.push(info);
    return info;
  }

  /** The hidden state of zeros after one character. */
  fromZero(character: number): Float64Array {
    return this.step(new Float64Array(this.model.parameters.hiddenSize), character);
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
              ? this.sample('\n', 400, source.seed)
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
        const surprises = this.surprises(this.readings.get(text)!);
        const added = (at: number, centred: boolean): number =>
          at + 1 < characters.length
            ? (this.why(characters[at + 1], neuron!) - (centred ? this.meanWhy(neuron!) : 0)) * h[at][neuron!]
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
        const places = this.places(reading, from)
          .map((position) => ({
            ...this.excerpt(reading, position),
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
      drivers: ({ scope, to, foil }) => this.drivers(scope, to, foil),
      decompose: ({ place, neuron }) => {
        const { characters, h } =
          place.kind === 'zero'
            ? { characters: [place.from], h: [this.fromZero(place.from)] }
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
      ablate: ({ text, from, to, ablations, controls, seed }) => {
        const base = this.readings.get(text)!;
        const before = this.places(base, from).map((at) => base.p[at][to]);
        const loss = mean(this.surprises(base));
        const results = ablations.map((ablation) => {
          const changed = this.read(base.characters, ablation);
          const places = this.places(changed, from);
          const after = places.map((at) => changed.p[at][to]);
          const measured = places
            .map((position, n) => ({ ...this.excerpt(base, position), value: after[n] - before[n] }))
            .sort((a, b) => a.value - b.value);
          const shifts = Array.from({ length: V }, (_, character) => ({
            character,
            before: mean(places.map((at) => base.p[at][character])),
            after: mean(places.map((at) => changed.p[at][character])),
          })).sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
          return {
            ablation,
            after: distributionOf(after),
            loss: mean(this.surprises(changed)),
            lossElsewhere: mean(this.surprises(changed)),
            shifts: shifts.slice(0, 6),
            examples: measured.slice(0, 5),
            counterExamples: measured.slice(-5).reverse(),
            controls: Array.from({ length: controls }, (_, n) => {
              const neurons = ablation.neurons.map((neuron, k) => (neuron + 7 * (n + 1) + 3 * k + seed) % H);
              const control = this.read(base.characters, { ...ablation, neurons });
              return {
                neurons,
                mean: mean(places.map((at) => control.p[at][to])),
                loss: mean(this.surprises(control)),
              };
            }),
          };
        });
        return {
          occurrences: before.length,
          before: distributionOf(before),
          loss,
          lossElsewhere: loss,
          results,
          sentence: `Without neurons ${ablations[0].neurons.join(', ')} the mean falls from ${mean(before).toFixed(4)} to ${results[0].after.mean.toFixed(4)}.`,
        };
      },
      smallestSet: ({ text, from, to, goal, mode, value }) => {
        const base = this.readings.get(text)!;
        const places = this.places(base, from);
        const meanOf = (reading: Reading): number => mean(places.map((at) => reading.p[at][to]));
        const before = meanOf(base);
        const { drivers } = this.drivers({ kind: 'text', text, from }, to, undefined);
        const neurons: number[] = [];
        const steps = drivers.slice(0, 12).map(({ neuron }) => {
          neurons.push(neuron);
          return { neuron, probability: meanOf(this.read(base.characters, { neurons, mode, value })) };
        });
        const enough = steps.findIndex(({ probability }) => probability <= before / 2);
        const found = enough < 0 ? null : neurons.slice(0, enough + 1);
        return {
          goal,
          occurrences: places.length,
          before,
          found: found && {
            neurons: found,
            probability: steps[enough].probability,
            likeliest: { character: 2 % V, probability: 0.25 },
          },
          atLeast: 1,
          certainty: 'upperBound' as const,
          steps: steps.slice(0, enough < 0 ? steps.length : enough + 1),
          tried: steps.length,
          sentence: found ? `${found.length} neurons halve it.` : 'No set was found.',
        };
      },
      neurons: ({ text }) => ({
        places: this.readings.get(text)!.characters.length,
        neurons: Array.from({ length: H }, (_, neuron) => this.summary(text, neuron)),
      }),
      neuron: ({ text, neuron }) => {
        const reading = this.readings.get(text)!;
        const values = reading.h.map((h) => h[neuron]);
        const ranked = values
          .map((value, position) => ({ ...this.excerpt(reading, position), value }))
          .sort((a, b) => b.value - a.value);
        const byIndex = (count: number, value: (index: number) => number) =>
          Array.from({ length: count }, (_, index) => ({ index, value: value(index) }));
        const summary = this.summary(text, neuron);
        return {
          summary,
          activation: distributionOf(values),
          highest: ranked.slice(0, 6),
          lowest: ranked.slice(-6).reverse(),
          reads: plainGate(
            byIndex(V, (c) => parameters.Wxh[neuron * V + c])
              .sort((a, b) => b.value - a.value)
              .map(({ index, value }) => ({ character: index, value })),
          ),
          writes: byIndex(V, (c) => this.why(c, neuron) - this.meanWhy(neuron))
            .sort((a, b) => b.value - a.value)
            .map(({ index, value }) => ({ character: index, value })),
          listensTo: plainGate(
            byIndex(H, (k) => parameters.Whh[neuron * H + k])
              .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
              .map(({ index, value }) => ({ neuron: index, value })),
          ),
          listensBelow: [],
          heardBy: plainGate(
            byIndex(H, (k) => parameters.Whh[k * H + neuron])
              .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
              .map(({ index, value }) => ({ neuron: index, value })),
          ),
          autocorrelation: [1, 0.6, 0.36, 0.2, 0.1, 0.05],
          features: [{ ...summary.best, counterExamples: ranked.slice(0, 3) }],
          sentence: `Neuron ${neuron} is ${mean(values).toFixed(3)} on average.`,
        };
      },
      discover: ({ text }) => this.discover(text),
      edit: ({ edit }) => this.changed(() => this.edits.push(edit)),
      undoEdit: () => this.changed(() => this.undone.push(this.edits.pop()!)),
      redoEdit: () => this.changed(() => this.edits.push(this.undone.pop()!)),
      resetEdits: () => this.changed(() => this.edits.splice(0)),
      saveEdited: () => ({ name: 'edited.npz' }),
      sample: ({ prompt, length, seed }) => {
        const original = this.sample(prompt, length, seed);
        return { original, edited: this.edits.length > 0 ? this.sample(prompt, length, seed + 1) : null };
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

  private why(character: number, neuron: number): number {
    const { Why, hiddenSize } = this.model.parameters;
    return Why[character * hiddenSize + neuron];
  }

  private meanWhy(neuron: number): number {
    const V = this.model.parameters.vocabularySize;
    return mean(Array.from({ length: V }, (_, c) => this.why(c, neuron)));
  }

  private step(before: Float64Array, character: number): Float64Array {
    const { Wxh, Whh, bh, hiddenSize: H, vocabularySize: V } = this.model.parameters;
    return Float64Array.from({ length: H }, (_, k) => {
      let sum = Wxh[k * V + character] + bh[k];
      for (let j = 0; j < H; j++) {
        sum += Whh[k * H + j] * before[j];
      }
      return Math.tanh(sum);
    });
  }

  private probabilities(h: Float64Array): Float64Array {
    const { Why, by, hiddenSize: H, vocabularySize: V } = this.model.parameters;
    const logits = Float64Array.from({ length: V }, (_, c) => {
      let sum = by[c];
      for (let k = 0; k < H; k++) {
        sum += Why[c * H + k] * h[k];
      }
      return sum;
    });
    const largest = Math.max(...logits);
    const exponentials = logits.map((logit) => Math.exp(logit - largest));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    return exponentials.map((value) => value / total);
  }

  private read(characters: readonly number[], ablation?: Ablation): Reading {
    let state: Float64Array = new Float64Array(this.model.parameters.hiddenSize);
    const h: Float64Array[] = [];
    const p: Float64Array[] = [];
    const hold = ablation?.value === 'mean' ? 0 : (ablation?.value ?? 0);
    for (const character of characters) {
      const next = this.step(state, character);
      const held = next.slice();
      for (const neuron of ablation?.neurons ?? []) {
        held[neuron] = hold;
      }
      state = ablation?.mode === 'whole' ? held : next;
      h.push(held);
      p.push(this.probabilities(held));
    }
    return { characters, h, p };
  }

  private surprises({ characters, p }: Reading): number[] {
    const uniform = Math.log(this.model.vocabulary.size);
    return characters.map((character, at) => (at === 0 ? uniform : -Math.log(p[at - 1][character])));
  }

  private places({ characters }: Reading, from: number): number[] {
    return [...characters.keys()].filter((at) => characters[at] === from && at + 1 < characters.length);
  }

  private excerpt({ characters }: Reading, position: number): Excerpt {
    const text = (from: number, to: number): string =>
      this.model.vocabulary.decode(characters.slice(Math.max(0, from), to));
    return {
      position,
      before: text(position - 24, position),
      character: text(position, position + 1),
      after: text(position + 1, position + 25),
    };
  }

  private drivers(
    scope: Parameters<Handlers['drivers']>[0]['scope'],
    to: number,
    foil: number | undefined,
  ): Reply<'drivers'> {
    const { parameters, vocabulary } = this.model;
    const { hiddenSize: H, vocabularySize: V } = parameters;
    const reading = scope.kind === 'zero' ? undefined : this.readings.get(scope.text)!;
    const from = scope.kind === 'place' ? reading!.characters[scope.position] : scope.from;
    const places =
      scope.kind === 'text' ? this.places(reading!, from) : scope.kind === 'place' ? [scope.position] : [];
    const states = scope.kind === 'zero' ? [this.fromZero(from)] : places.map((at) => reading!.h[at]);
    const h = Float64Array.from({ length: H }, (_, k) => mean(states.map((state) => state[k])));
    const p = states.map((state) => this.probabilities(state));
    const meanP = Array.from({ length: V }, (_, c) => mean(p.map((one) => one[c])));
    const drivers = Array.from({ length: H }, (_, neuron) => ({
      neuron,
      input: parameters.Wxh[neuron * V + from],
      output: this.why(to, neuron),
      activation: h[neuron],
      contribution: this.why(to, neuron) * h[neuron],
      centred: (this.why(to, neuron) - this.meanWhy(neuron)) * h[neuron],
      ...(foil === undefined
        ? {}
        : { difference: (this.why(to, neuron) - this.why(foil, neuron)) * h[neuron] }),
    })).sort((a, b) => (b.difference ?? b.centred) - (a.difference ?? a.centred));
    const sum = drivers.reduce((total, { contribution }) => total + contribution, 0);
    const logit = parameters.by[to] + sum;
    const followed =
      scope.kind === 'zero' ? null : places.filter((at) => reading!.characters[at + 1] === to).length;
    return {
      from,
      to,
      ...(foil === undefined
        ? {}
        : {
            foil,
            foilProbability: meanP[foil],
            foilBias: parameters.by[foil],
            foilLogit:
              parameters.by[foil] + [...h].reduce((total, value, k) => total + this.why(foil, k) * value, 0),
          }),
      occurrences: states.length,
      followed,
      probability: meanP[to],
      bias: parameters.by[to],
      sum,
      logit,
      rank: 1 + meanP.filter((value) => value > meanP[to]).length,
      drivers,
      sentence: `After ${JSON.stringify(vocabulary.characters[from])} neuron ${drivers[0].neuron} adds most to ${JSON.stringify(vocabulary.characters[to])}: ${drivers[0].contribution}.`,
    };
  }

  private summary(text: string, neuron: number) {
    const { characters, h } = this.readings.get(text)!;
    const values = h.map((state) => state[neuron]);
    const space = this.model.vocabulary.indexOf(' ') ?? 0;
    const inside = values.filter((_, at) => characters[at] === space);
    const outside = values.filter((_, at) => characters[at] !== space);
    const variance = (list: number[]): number =>
      list.length === 0 ? 0 : mean(list.map((value) => (value - mean(list)) ** 2));
    const whole = variance(values);
    const within =
      (inside.length * variance(inside) + outside.length * variance(outside)) / Math.max(1, values.length);
    const best = {
      feature: 'atSpace',
      label: 'at a space',
      explained: whole === 0 ? 0 : Math.max(0, 1 - within / whole),
      auc: 0.5,
      meanInside: inside.length > 0 ? mean(inside) : 0,
      meanOutside: outside.length > 0 ? mean(outside) : 0,
      places: inside.length,
    };
    return {
      neuron,
      mean: mean(values),
      standardDeviation: Math.sqrt(whole),
      saturated: values.filter((value) => Math.abs(value) > 0.9).length / Math.max(1, values.length),
      memory: 2.5,
      best,
      bestBinary: best,
    };
  }

  private discover(text: string): Reply<'discover'> {
    const reading = this.readings.get(text)!;
    const { characters, p } = reading;
    const counts = new Map<string, { from: number; to: number; count: number }>();
    for (let at = 0; at + 1 < characters.length; at++) {
      const [from, to] = [characters[at], characters[at + 1]];
      const key = `${from} ${to}`;
      const entry = counts.get(key) ?? { from, to, count: 0 };
      entry.count++;
      counts.set(key, entry);
    }
    const pairs = [...counts.values()]
      .sort((a, b) => b.count - a.count)
      .slice(0, 40)
      .map(({ from, to, count }) => {
        const places = this.places(reading, from);
        const probability = mean(places.map((at) => p[at][to]));
        const share = characters.filter((character) => character === to).length / characters.length;
        const drivers = this.drivers({ kind: 'text', text, from }, to, undefined)
          .drivers.slice(0, 3)
          .map(({ neuron }) => neuron);
        return {
          from,
          to,
          occurrences: places.length,
          count,
          probability,
          probabilityWhenFollowed: probability,
          surprise: Math.log(probability / share),
          drivers,
          withoutFirst: probability * 0.9,
          withoutAll: probability * 0.7,
        };
      });
    const [first] = pairs;
    return {
      places: characters.length,
      pairs,
      behaviours: [
        {
          key: 'lineEnds',
          title: 'Lines end near a length',
          claim: 'The longer a line has become, the likelier the network makes its end.',
          measure: 'mean p(newline) after 40 characters and more',
          places: 12,
          before: 0.21,
          ablation: { neurons: first.drivers, mode: 'output', value: 0 },
          after: 0.06,
          controls: [
            { neurons: [1, 2, 3], after: 0.2 },
            { neurons: [4, 5, 6], after: 0.22 },
          ],
          tables: [
            {
              title: 'By position in the line',
              columns: ['position', 'mean p'],
              rows: [
                ['0 to 9', '0.01'],
                ['10 to 19', '0.03'],
              ],
            },
          ],
          explain: { from: first.from, to: first.to },
          examples: [this.excerpt(reading, 30)],
          counterExamples: [this.excerpt(reading, 60)],
        },
      ],
    };
  }

  /** Always the likeliest character, but for one in five, which the seed decides. */
  private sample(prompt: string, length: number, seed: number): string {
    const { vocabulary } = this.model;
    let state: Float64Array = new Float64Array(this.model.parameters.hiddenSize);
    let text = '';
    for (const character of prompt) {
      const index = vocabulary.indexOf(character);
      if (index !== undefined) {
        state = this.step(state, index);
      }
    }
    for (let at = 0; at < length; at++) {
      const p = this.probabilities(state);
      const ranked = [...p.keys()].sort((a, b) => p[b] - p[a]);
      const next = ranked[(seed * 31 + at * 17) % 5 === 0 ? 1 % ranked.length : 0];
      text += vocabulary.characters[next];
      state = this.step(state, next);
    }
    return text;
  }
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function distributionOf(values: readonly number[]): Distribution {
  const [from, to] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const counts = new Uint32Array(20);
  for (const value of values) {
    counts[Math.min(19, Math.floor(((value - from) / (to - from || 1)) * 20))]++;
  }
  const middle = mean(values);
  return {
    count: values.length,
    mean: middle,
    standardDeviation: Math.sqrt(mean(values.map((value) => (value - middle) ** 2))),
    smallest: from,
    largest: to,
    histogram: { from, to, counts },
  };
}
