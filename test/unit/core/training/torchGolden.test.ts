import assert from 'node:assert/strict';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { cells } from '../../../../src/core/parameters';
import { distance, parametersOf, readTorchGolden } from './golden';

const kernel = createReferenceKernel('reference');

for (const cell of cells) {
  describe(`the reference kernel beside PyTorch's ${cell}`, () => {
    const { forward, training } = readTorchGolden(cell);

    for (const { layers, weights, inputs, logits } of forward) {
      it(`has the same logits, ${layers} layers`, () => {
        const parameters = parametersOf(weights, { cell, layers, hiddenSize: 4, vocabularySize: 5 });
        const network = kernel.load(parameters);
        const state = network.createState();
        const own = new Float64Array(5);
        inputs.forEach((input, t) => {
          network.prime(state, Uint16Array.of(input));
          network.logits(state, own);
          // Both in float64, sums in another order.
          own.forEach((logit, c) => assert.ok(Math.abs(logit - logits[5 * t + c]) < 1e-13));
        });
      });
    }

    it('trains two layers to the same weights: AdamW, norm clipping, carried states', () => {
      const { batchSize, sequenceLength, rate, clipNorm, decay, beta1, beta2 } = training;
      const architecture = {
        cell,
        layers: 2,
        hiddenSize: training.hidden,
        vocabularySize: training.vocabulary,
      };
      const trainer = kernel.train(parametersOf(training.weights, architecture), {
        batchSize,
        sequenceLength,
        optimizer: 'adam',
        clip: 0,
        clipNorm,
        weightDecay: decay,
        beta1,
        beta2,
      });
      training.inputs.forEach((inputs, step) => {
        const targets = Uint16Array.from(training.targets[step]);
        const sum = trainer.step(Uint16Array.from(inputs), targets, rate, 1 / inputs.length);
        // Both run in float64; sums in another order, grown over 25 updates.
        assert.ok(Math.abs(sum / inputs.length - training.losses[step]) < 1e-11, `step ${step}`);
      });
      const final = parametersOf(training.finalWeights, architecture);
      assert.ok(distance(trainer.parameters(), final) < 1e-10, `${distance(trainer.parameters(), final)}`);
    });
  });
}
