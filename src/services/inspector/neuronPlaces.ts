import type { TextFeature } from '../../core/attribution/textFeatures';
import type { StateReader } from '../../core/kernel/stateReader';
import type { InspectedText } from './inspectedText';
import { hiddenAfter } from './placeState';

/** A place and an activation there. */
export interface MeasuredAt {
  readonly place: number;
  readonly value: number;
}

/** Activations remembered, at most, 2 bytes each: of a longer text only every second place, every third, ... */
const mostRemembered = 96 * 1024 * 1024;
/** Examples of each kind, and how far apart they are at least: neighbours show the same. */
const shown = 10;
const apart = 24;

/** Where each neuron's activation was what, roughly: enough to find places, whose exact values are then read again. */
export class NeuronPlaces {
  private readonly every: number;
  /** (places / every, H), in 1/32,767. */
  private readonly activations: Int16Array;
  private place = 0;

  constructor(
    places: number,
    private readonly hiddenSize: number,
  ) {
    this.every = Math.ceil((places * hiddenSize) / mostRemembered);
    this.activations = new Int16Array(Math.ceil(places / this.every) * hiddenSize);
  }

  /** Takes in the next place. */
  add(h: Float64Array): void {
    if (this.place % this.every === 0) {
      const base = (this.place / this.every) * this.hiddenSize;
      for (let k = 0; k < h.length; k++) {
        this.activations[base + k] = Math.round(32_767 * h[k]);
      }
    }
    this.place++;
  }

  /** Where a neuron is highest and lowest. */
  extremes(
    reader: StateReader,
    text: InspectedText,
    neuron: number,
  ): { highest: MeasuredAt[]; lowest: MeasuredAt[] } {
    const all = (): boolean => true;
    return {
      highest: this.find(reader, text, neuron, -1, all, shown),
      lowest: this.find(reader, text, neuron, 1, all, shown),
    };
  }

  /**
   * Where a feature misleads: it holds, but the activation is on the side of the other places, and the reverse.
   *
   * @param sign 1 if the activation is higher where the feature holds.
   */
  counterExamples(
    reader: StateReader,
    text: InspectedText,
    neuron: number,
    { values }: TextFeature,
    sign: 1 | -1,
  ): MeasuredAt[] {
    const inside = this.find(reader, text, neuron, sign, (place) => values[place] === 1, shown / 2);
    const outside = this.find(
      reader,
      text,
      neuron,
      -sign as 1 | -1,
      (place) => values[place] === 0,
      shown / 2,
    );
    return [...inside, ...outside];
  }

  /** Places among some with the lowest (direction 1) or highest (-1) activations, the most extreme first. */
  private find(
    reader: StateReader,
    text: InspectedText,
    neuron: number,
    direction: 1 | -1,
    among: (place: number) => boolean,
    count: number,
  ): MeasuredAt[] {
    const found = this.roughly(neuron, direction, among, count).map((place) => ({
      place,
      value: hiddenAfter(reader, text, place)[neuron],
    }));
    return found.sort((a, b) => direction * (a.value - b.value) || a.place - b.place);
  }

  private roughly(
    neuron: number,
    direction: 1 | -1,
    among: (place: number) => boolean,
    count: number,
  ): number[] {
    const { activations, every, hiddenSize: H } = this;
    const rows = activations.length / H;
    const best: { place: number; key: number }[] = [];
    let worst = Infinity;
    for (let row = 0; row < rows; row++) {
      const place = row * every;
      // A saturated neuron is as high at thousands of places: then from all over the text, not from its beginning.
      const key = direction * activations[row * H + neuron] + scattered(place);
      if (key >= worst || !among(place)) {
        continue;
      }
      const last = best.findIndex((other) => Math.abs(other.place - place) < apart);
      if (last >= 0) {
        if (best[last].key <= key) {
          continue;
        }
        best.splice(last, 1);
      }
      best.push({ place, key });
      best.sort((a, b) => a.key - b.key);
      if (best.length > count) {
        best.pop();
      }
      worst = best.length === count ? best[count - 1].key : Infinity;
    }
    return best.map(({ place }) => place);
  }
}

/** The golden ratio less one: its multiples, modulo 1, lie as evenly as can be. */
const golden = (Math.sqrt(5) - 1) / 2;

/** A number from 0 to 1 for a place: the smallest of them belong to places that are spread over the text. */
function scattered(place: number): number {
  return (place * golden) % 1;
}
