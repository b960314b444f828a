import type { ChoosingView, Curve, RunStatus, RunView } from '../../../src/protocol/training/view';
import { presetsFor } from '../../../src/services/training/presets';

/** Views of the Training page as they come: figures as a real run has them, made without one. */

const characters = 268_330;

export function choosing(change: Partial<ChoosingView> = {}): ChoosingView {
  const presets = presetsFor(characters);
  return {
    kind: 'choosing',
    text: { name: 'shakespeare_train.txt', characters, distinct: 62 },
    presets,
    estimates: [
      {
        form: presets[0].form,
        estimate: {
          kind: 'measured',
          seconds: 41,
          steps: 2112,
          charactersPerSecond: 48_312,
          parameters: 32_446,
        },
      },
      {
        form: presets[1].form,
        estimate: {
          kind: 'measured',
          seconds: 754,
          steps: 3900,
          charactersPerSecond: 11_241,
          parameters: 262_718,
        },
      },
      { form: presets[2].form, estimate: { kind: 'measuring' } },
    ],
    destination: '/home/me/texts/shakespeare_train.npz',
    problem: null,
    ...change,
  };
}

function curve(points: number, last: number, value: (share: number) => number): Curve {
  const steps = Array.from({ length: points }, (_, n) => Math.round(((n + 1) / points) * last));
  return { steps, values: steps.map((step) => value(step / last)) };
}

const prose = [
  'the the an and the the sor the the',
  'And the wither the sear the the son\nThe the core the mare the prome',
  'KING RICHARD:\nThe would the come of the hath the people,\nAnd the strength of the world.',
  'MENENIUS:\nI will not see the people of the gods,\nAnd so the common of your hearts, to see\nThe senate of the city.',
];

export function running(status: RunStatus = 'running', change: Partial<RunView> = {}): RunView {
  const [, { form }] = presetsFor(characters);
  const step = 1830;
  return {
    kind: 'run',
    status,
    text: 'shakespeare_train.txt',
    form,
    size: { parameters: 262_718, trained: 241_497, heldOut: 26_833, vocabulary: 62 },
    engine: 'fast (wasm relaxed-simd 256, 2 threads)',
    engineProblem: null,
    progress: {
      step,
      steps: 3900,
      passes: 15.5,
      loss: 1.412,
      learningRate: 0.00231,
      charactersPerSecond: 11_240,
      secondsLeft: 377,
      secondsSpent: 334,
      memory: 143_000_000,
    },
    best: { step: 1770, loss: 1.702 },
    training: curve(300, step, (t) => 1.35 + 2.6 * Math.exp(-9 * t) + 0.05 * Math.sin(900 * t)),
    heldOut: curve(15, step, (t) => 1.7 + 1.1 * Math.exp(-6 * t)),
    gradientNorm: curve(300, step, (t) => 0.3 + 0.9 * Math.exp(-20 * t) + 0.06 * Math.sin(700 * t)),
    baselines: [
      { order: 3, loss: 2.363 },
      { order: 4, loss: 2.219 },
      { order: 5, loss: 2.222 },
    ],
    samples: prose.map((text, n) => ({ step: 20 + n * 600, text })),
    checkpoint: { step: 1800 },
    message: null,
    model: null,
    ...change,
  };
}
