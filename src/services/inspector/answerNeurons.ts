import { memoryLength } from '../../core/attribution/autocorrelation';
import { NeuronStatistics, activationBins } from '../../core/attribution/neuronStatistics';
import { meanOutputs } from '../../core/attribution/drivers';
import { textFeatures } from '../../core/attribution/textFeatures';
import type { Control } from '../../core/pause';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import type { FeatureScore, NeuronReply, NeuronSummary } from '../../protocol/inspector/neurons';
import { gateWeights, ranked } from './gateWeights';
import type { InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import { NeuronPlaces, type MeasuredAt } from './neuronPlaces';
import { walk } from './walk';
import { excerptAt, grouped, visible, visibleText } from './words';

/** What one walk over a text found of all neurons. */
interface Scan {
  readonly statistics: NeuronStatistics;
  readonly variances: Float64Array;
  readonly places: NeuronPlaces;
  /** The vocabulary. */
  readonly characters: readonly string[];
}

/** One line on every neuron. */
export async function answerNeurons(
  inspection: Inspection,
  params: CheckedParams<'neurons'>,
  control: Control,
): Promise<Reply<'neurons'>> {
  const text = await inspection.text(params.text, control);
  const scan = await scanOf(inspection, text, control);
  return {
    places: text.length,
    neurons: Array.from({ length: inspection.reader.hiddenSize }, (_, neuron) => summaryOf(scan, neuron)),
  };
}

/** All about one neuron. */
export async function answerNeuron(
  inspection: Inspection,
  { text: id, neuron }: CheckedParams<'neuron'>,
  control: Control,
): Promise<NeuronReply> {
  inspection.checkNeurons([neuron]);
  const text = await inspection.text(id, control);
  const scan = await scanOf(inspection, text, control);
  const { model, reader } = inspection;
  const { statistics, variances, places } = scan;
  const { hiddenSize: H, vocabularySize: V, Why } = model.parameters;
  const measured = ({ place, value }: MeasuredAt): NeuronReply['highest'][number] => ({
    ...excerptAt(text, model.vocabulary, place),
    value,
  });
  const features = statistics.features.map((feature, at) => ({
    ...scoreOf(scan, at, neuron),
    counterExamples:
      feature.groups === 2
        ? places.counterExamples(reader, text, neuron, feature, sign(scan, at, neuron)).map(measured)
        : [],
  }));
  const mean = meanOutputs(model.parameters)[neuron];
  const weights = (count: number, weight: (at: number) => number): number[] =>
    Array.from({ length: count }, (_, at) => weight(at));
  const summary = summaryOf(scan, neuron);
  const extremes = places.extremes(reader, text, neuron);
  const reply: Omit<NeuronReply, 'sentence'> = {
    summary,
    activation: distribution(statistics, neuron, variances[neuron]),
    highest: extremes.highest.map(measured),
    lowest: extremes.lowest.map(measured),
    writes: ranked(weights(V, (c) => Why[c * H + neuron] - mean)),
    ...gateWeights(model.parameters, neuron),
    autocorrelation: [...statistics.autocorrelation(neuron, variances[neuron])],
    features: features.sort((a, b) => b.explained - a.explained),
  };
  return { ...reply, sentence: sentence(text, reply) };
}

function scanOf(inspection: Inspection, text: InspectedText, control: Control): Promise<Scan> {
  return inspection.once(text, 'neurons', async () => {
    const { model, reader } = inspection;
    const H = reader.hiddenSize;
    const features = textFeatures(model.vocabulary.characters, text.indices);
    const statistics = new NeuronStatistics(H, features);
    const places = new NeuronPlaces(text.length, H);
    await walk(
      reader,
      text,
      ({ inputs, hidden }) => {
        for (let t = 0; t < inputs.length; t++) {
          const h = hidden.subarray(t * H, (t + 1) * H);
          statistics.add(h);
          places.add(h);
        }
      },
      control,
    );
    const { characters } = model.vocabulary;
    return { statistics, variances: statistics.variances(), places, characters };
  });
}

function summaryOf(scan: Scan, neuron: number): NeuronSummary {
  const { statistics, variances } = scan;
  const { places, sum, saturated, features } = statistics;
  const scores = features.map((_, at) => scoreOf(scan, at, neuron)).sort((a, b) => b.explained - a.explained);
  return {
    neuron,
    mean: sum[neuron] / places,
    standardDeviation: Math.sqrt(variances[neuron]),
    saturated: saturated[neuron] / places,
    memory: memoryLength(statistics.autocorrelation(neuron, variances[neuron])),
    best: scores.at(0) ?? null,
    bestBinary: scores.find(({ auc }) => auc !== null) ?? null,
  };
}

function scoreOf(scan: Scan, at: number, neuron: number): FeatureScore {
  const { statistics, variances } = scan;
  const { key, label: name, groups } = statistics.features[at];
  const counts = statistics.groupCounts(at);
  const sums = statistics.groupSums(at, neuron);
  const label =
    key === 'character' || key === 'before' ? `${name} (${charactersOf(scan, at, neuron)})` : name;
  const isBinary = groups === 2;
  return {
    feature: key,
    label,
    explained: statistics.explained(at, neuron, variances[neuron]),
    auc: isBinary ? statistics.areaUnderCurve(at, neuron) : null,
    meanInside: isBinary ? sums[1] / counts[1] : null,
    meanOutside: isBinary ? sums[0] / counts[0] : null,
    places: isBinary ? counts[1] : null,
  };
}

/** Characters that are named on each side. */
const named = 3;

/** Which characters take the activation up and down most, the parts of the variance between them: "high: . o / low: e '". */
function charactersOf({ statistics, characters }: Scan, at: number, neuron: number): string {
  const counts = statistics.groupCounts(at);
  const sums = statistics.groupSums(at, neuron);
  const mean = statistics.sum[neuron] / statistics.places;
  const apart = characters.map((character, group) => {
    const difference = counts[group] === 0 ? 0 : sums[group] / counts[group] - mean;
    return { mark: visible(character), part: counts[group] * difference * Math.abs(difference) };
  });
  apart.sort((a, b) => b.part - a.part);
  const side = (name: string, found: typeof apart): string[] =>
    found.length === 0 ? [] : [`${name}: ${found.map(({ mark }) => mark).join(' ')}`];
  return [
    ...side('high', apart.filter(({ part }) => part > 0).slice(0, named)),
    ...side(
      'low',
      apart
        .filter(({ part }) => part < 0)
        .slice(-named)
        .reverse(),
    ),
  ].join(' / ');
}

/** 1 if the activation is higher where the feature holds, else -1. */
function sign(scan: Scan, at: number, neuron: number): 1 | -1 {
  const { meanInside, meanOutside } = scoreOf(scan, at, neuron);
  return (meanInside ?? 0) >= (meanOutside ?? 0) ? 1 : -1;
}

/** The bins in which activations are counted, 16 at a time. */
const merged = 16;

function distribution(
  { places, sum, smallest, largest, bins }: NeuronStatistics,
  neuron: number,
  variance: number,
): NeuronReply['activation'] {
  const counts = new Uint32Array(activationBins / merged);
  for (let bin = 0; bin < activationBins; bin++) {
    counts[Math.floor(bin / merged)] += bins[neuron * activationBins + bin];
  }
  return {
    count: places,
    mean: sum[neuron] / places,
    standardDeviation: Math.sqrt(variance),
    smallest: smallest[neuron],
    largest: largest[neuron],
    histogram: { from: -1, to: 1, counts },
  };
}

function sentence(
  { name }: InspectedText,
  { summary, features, highest, lowest }: Omit<NeuronReply, 'sentence'>,
): string {
  const { neuron, memory, best, bestBinary } = summary;
  const parts = [
    `Neuron ${neuron} in ${name}: ${
      memory === null
        ? 'it changes slowly or not at all'
        : `its activation is remembered for ${memory.toFixed(1)} characters`
    }.`,
  ];
  if (best) {
    parts.push(`Of its variance, ${percent(best.explained)} is explained by ${best.label}.`);
  }
  const binary = bestBinary && features.find(({ feature }) => feature === bestBinary.feature);
  if (binary) {
    const { label, explained, auc, meanInside, meanOutside, places, counterExamples } = binary;
    parts.push(
      `Of what holds or does not, “${label}” explains most, ${percent(explained)}: mean ${(meanInside ?? 0).toFixed(3)} at ` +
        `${grouped(places ?? 0)} places, ${(meanOutside ?? 0).toFixed(3)} elsewhere (area under the curve ${(auc ?? 0).toFixed(3)}).`,
    );
    const [against] = counterExamples;
    parts.push(
      `A place that speaks against it: ‘${visibleText(against.before.slice(-16) + against.character)}’ with ${against.value.toFixed(3)}.`,
    );
  }
  parts.push(`Highest at ‘${contextOf(highest)}’, lowest at ‘${contextOf(lowest)}’.`);
  return parts.join(' ');
}

function contextOf([place]: NeuronReply['highest']): string {
  return visibleText(place.before.slice(-16) + place.character);
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
