import type { TrainingSettings } from '../../../src/services/training/trainingSettings';
import { short } from './chart';
import type { Trained } from './kernelRuns';
import { efficiency, fitAllReduce, ringSeconds, wires } from './paper';
import type { Speed } from './torchRuns';

/** What was measured of one network. */
export interface Measured {
  readonly layers: number;
  readonly units: number;
  readonly parameters: number;
  /** The kernel with one thread and with two. */
  readonly one: Speed;
  readonly two: Speed;
  /** PyTorch in one process and in two. */
  readonly torchOne: Speed;
  readonly torchTwo: Speed;
  readonly trained: Trained;
}

export interface Findings {
  readonly byUnits: readonly Measured[];
  readonly byLayers: readonly Measured[];
  readonly byText: readonly (Trained & { readonly characters: number })[];
  /** Seconds of an all-reduce by two processes here, by how many float32. */
  readonly allReduce: ReadonlyMap<number, number>;
  /** Seconds of one core for each training run. */
  readonly budget: number;
  /** Characters judged by. */
  readonly judged: number;
  readonly usual: TrainingSettings;
  readonly kernel: string;
  readonly torch: string;
  readonly machine: string;
}

/** Characters of texts, and passes through each, by which it is told where a laptop ends. */
const corpora = [1e6, 1e7, 1e8, 1e9];
const passes = 20;
/** Hours. */
const night = 8;

/** docs/scaling.md. */
export function document(found: Findings): string {
  const { byUnits, byLayers, byText, usual, allReduce } = found;
  const { budget, judged, kernel, torch, machine } = found;
  const read = usual.batchSize * usual.sequenceLength;
  const speedTable = table(
    ['network', 'weights', 'kernel, 1 thread', '2 threads', 'PyTorch, 1 process', '2 processes'],
    [...byUnits, ...byLayers.filter(({ layers }) => layers > 1)].map((network) => [
      nameOf(network),
      short(network.parameters),
      ...(['one', 'two', 'torchOne', 'torchTwo'] as const).map((kind) => short(read / network[kind].clock)),
    ]),
  );
  const processorTable = table(
    ['network', 'kernel, 1 thread', '2 threads', 'PyTorch, 1 process', '2 processes'],
    [...byUnits, ...byLayers.filter(({ layers }) => layers > 1)].map((network) => [
      nameOf(network),
      ...(['one', 'two', 'torchOne', 'torchTwo'] as const).map((kind) =>
        milliseconds(network[kind].processors),
      ),
    ]),
  );
  const memoryTable = table(
    ['network', "kernel's trainer", 'PyTorch, 1 process', '2 processes'],
    [...byUnits, ...byLayers.filter(({ layers }) => layers > 1)].map((network) => [
      nameOf(network),
      ...(['one', 'torchOne', 'torchTwo'] as const).map((kind) => network[kind].memory.toFixed(0)),
    ]),
  );
  const lossRow = (name: string, trained: Trained): string[] => [
    name,
    String(trained.steps),
    short(trained.read),
    trained.training.toFixed(3),
    trained.heldOut.toFixed(3),
  ];
  const lossHead = ['', 'steps', 'characters read', 'training loss', 'held-out loss'];
  const best = [...byUnits].sort((a, b) => a.trained.heldOut - b.trained.heldOut)[0];
  const fitted = fitAllReduce(allReduce);
  const hours = (network: Measured, kind: 'two' | 'torchTwo', corpus: number): number =>
    (passes * corpus * network[kind].clock) / read / 3600;
  const most = corpora.map((corpus) => {
    const fits = byUnits.filter((network) => hours(network, 'two', corpus) <= night);
    return `${short(corpus)}: ${fits.length > 0 ? `${fits[fits.length - 1].units} units` : 'none of these'}`;
  });
  return `# How it scales

Written by \`npm run bench -- scaling\`, which measures everything here anew and draws the curves, on
${machine}. Networks are one layer of a gru unless it says otherwise; a step reads ${usual.batchSize} × ${usual.sequenceLength} characters of tinyshakespeare and is
followed by one update of AdamW. The kernel is \`fast\`, which trains by default (${kernel} with one thread); PyTorch ${torch} runs the \`train.py\` that
\`char-rnn export-job\` writes, with one thread in each process, two of them by gloo on 127.0.0.1. PyTorch's figures are rounded to a millisecond of a step. All are medians of steps after
the first.

## Time

Characters a second by the clock:

${speedTable}

![Characters a second by units, for the kernel with one and two threads and PyTorch in one and two processes](scaling/speed.svg)

Milliseconds of processors for a step, all threads and processes together, which other work on the machine hardly moves:

${processorTable}

## Memory

MiB. The kernel's is what its trainer holds, weights, memories of AdamW and activations; an editor or Node stands beside it. PyTorch's
is all that its processes hold, the library included.

${memoryTable}

![Memory by units, for the kernel's trainer and PyTorch in one and two processes](scaling/memory.svg)

## Held-out loss

Every run got ${budget} seconds of one core and the kernel, the learning rate falling to its end in that time; losses in nats a character,
the held-out ones of the last ${short(judged)} characters of tinyshakespeare. One run each, so differences of a hundredth say little.

By units, on 300k characters:

${table(
  ['units', ...lossHead.slice(1)],
  byUnits.map(({ units, trained }) => lossRow(String(units), trained)),
)}

![Loss by units](scaling/loss-units.svg)

In that time ${best.units} units come furthest: larger networks take fewer steps in it. More time moves that to the right.

By layers of ${usual.hidden} units, on the same:

${table(
  ['layers', ...lossHead.slice(1)],
  byLayers.map(({ layers, trained }) => lossRow(String(layers), trained)),
)}

By characters of training text, ${usual.hidden} units:

${table(
  ['text', ...lossHead.slice(1)],
  byText.map((trained) => lossRow(short(trained.characters), trained)),
)}

![Loss by characters of training text](scaling/loss-text.svg)

${gap(byText[0])}; ${gap(byText[byText.length - 1]).replace('On', 'on')}: what a text is too short for is learned by heart.

## Where a laptop ends

Hours for ${passes} passes through a text, from the speeds above, the kernel with two threads, and PyTorch in two processes:

${table(
  ['units', ...corpora.flatMap((corpus) => [`${short(corpus)}, kernel`, 'PyTorch'])],
  byUnits.map((network) => [
    String(network.units),
    ...corpora.flatMap((corpus) => [
      hourText(hours(network, 'two', corpus)),
      hourText(hours(network, 'torchTwo', corpus)),
    ]),
  ]),
)}

The most units that a night of ${night} hours is enough for, by characters of text and the kernel here: ${most.join('; ')}. What is larger
is a job for more machines, or for a GPU.

## What 8 and 64 machines give, on paper

Nothing in this section was measured but what it starts from: the seconds of a step in one process above, and the cost of bringing
gradients together. Two processes of this machine take for an all-reduce of float32

${table(
  ['numbers', 'milliseconds', 'fitted'],
  [...allReduce].map(([numbers, seconds]) => [
    short(numbers),
    milliseconds(seconds),
    milliseconds(fitted.latency + (4 * numbers) / fitted.bandwidth),
  ]),
)}

which is ${milliseconds(fitted.latency)} ms and ${(fitted.bandwidth / 1e9).toFixed(2)} GB/s. Between machines a ring takes 2 (n - 1) rounds, each of the latency and of 4 bytes for an n-th of the
weights over the bandwidth (Patarasuk and Yuan 2009). Assumed:

- each machine is one process as fast as the one measured here, and all are equally fast: a real machine has more cores or a GPU, which
  shortens the computing and leaves the all-reduce, so that efficiency is worse than here unless its batch grows too;
- each keeps ${usual.batchSize} streams, so that n machines take steps of n × ${usual.batchSize} × ${usual.sequenceLength} characters;
- nothing of the all-reduce is hidden behind the computing, though DistributedDataParallel hides some: a worst case;
- no machine fails, and none reads its text late.

The share of the time in which machines compute, and what all of them read in a second (10 Gbit/s):

${table(
  [
    'units',
    'MB of gradients',
    ...wires.flatMap(({ name }) => [`8, ${name}`, '64']),
    '8: characters/s',
    '64: characters/s',
  ],
  byUnits.map((network) => {
    const bytes = 4 * network.parameters;
    const compute = network.torchOne.clock;
    return [
      String(network.units),
      (bytes / 1e6).toFixed(1),
      ...wires.flatMap((wire) => [8, 64].map((n) => percent(efficiency(compute, bytes, n, wire)))),
      ...[8, 64].map((n) => short((n * read) / (compute + ringSeconds(bytes, n, wires[1])))),
    ];
  }),
)}

Hours for one pass through 1G characters at 10 Gbit/s: ${byUnits
    .map((network) => {
      const step = (n: number): number =>
        network.torchOne.clock + (n > 1 ? ringSeconds(4 * network.parameters, n, wires[1]) : 0);
      const pass = (n: number): string => hourText((1e9 * step(n)) / (n * read) / 3600);
      return `${network.units} units ${pass(1)} on one machine, ${pass(8)} on 8, ${pass(64)} on 64`;
    })
    .join('; ')}.

What these figures do not say: a step of 64 times as many characters does not learn 64 times as much. Up to some batch, which grows as the
loss falls, steps can be fewer in proportion; past it more machines only read more (McCandlish et al. 2018). That was not measured here.
`;
}

function gap({ characters, training, heldOut }: Findings['byText'][number]): string {
  return `On ${short(characters)} characters the training loss ends ${(heldOut - training).toFixed(2)} below the held-out one`;
}

function nameOf({ layers, units }: Measured): string {
  return layers === 1 ? `${units}` : `${layers} × ${units}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

function milliseconds(seconds: number): string {
  return Number((1000 * seconds).toPrecision(3)).toString();
}

function hourText(hours: number): string {
  return hours >= 100 ? hours.toFixed(0) : hours >= 1 ? hours.toFixed(1) : hours.toFixed(2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
