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
          memory: 9_400_000,
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
          memory: 76_000_000,
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

/** A Chinese text: thousands of different characters, no spaces, and a long name. */
export function chinese(status: RunStatus = 'running'): RunView {
  return running(status, {
    text: '红楼梦（前八十回）脂砚斋重评石头记庚辰本校订.txt',
    size: { parameters: 3_127_440, trained: 657_312, heldOut: 73_035, vocabulary: 4_318 },
    samples: [
      { step: 20, text: '的了一道不是人来，他这\n。”你说上' },
      {
        step: 1820,
        text: '宝玉听了，忙笑道：“你们且别说话，我去瞧瞧。”说着便出来了。黛玉因笑道：“好妹妹，你怎么又来了？”宝钗道：“我不过来看看老太太。”众人都笑了。',
      },
    ],
  });
}

/** A run that failed in the end, as the disk was full. */
export function diskFull(): RunView {
  return running('failed', {
    message:
      'The model /home/me/.config/Code/User/globalStorage/char-rnn.char-rnn/training/run/shakespeare_train.npz cannot be written: the disk is full, make room there.',
  });
}

/** TensorFlow.js was asked for and has no GPU, and a checkpoint could not be written. */
export function troubled(): RunView {
  return running('running', {
    engine: 'tfjs (tfjs-node-gpu 4.22.0, no GPU in use)',
    engineProblem:
      'TensorFlow found no GPU that it can use and computes on the processor: CUDA 11 or cuDNN 8 is missing, or does not fit the driver.',
    message:
      'The checkpoint /home/me/.config/Code/User/globalStorage/char-rnn.char-rnn/training/run/shakespeare_train.checkpoint.npz cannot be written: the disk is full, make room there.',
  });
}

/** Settings that do not fit into memory. */
export function refused(): ChoosingView {
  const view = choosing();
  const message =
    'Training 2 × gru of 400 units, 32 x 128 characters at a time, needs 0.4 GiB of memory; this machine has 0.2 GiB left. Nothing was begun. Take fewer units or layers, a smaller batch or shorter sequences, or close other programs.';
  return {
    ...view,
    estimates: [
      ...view.estimates.slice(1),
      { form: view.presets[0].form, estimate: { kind: 'failed', message } },
    ],
  };
}
