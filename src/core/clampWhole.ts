import { layerWeightNames, weightOf, type Parameters } from './parameters';
import { PersonError } from './personError';

/** tanh of it is 1, to the last bit of a float64: for values of 1, whose inverse tanh is infinite. */
const saturated = 20;
/** s of it is 1, and s of its negative 4e-44, which leaves nothing of what it multiplies in float32. */
const shut = 100;
/** The most that an lstm's h = o * tanh(c) shows where c is no larger than 1. */
const most = Math.tanh(1);

/**
 * Changes the weights so that a neuron of the top layer is at `value` after every character, whatever is read (before the first
 * one, a zero state has it at 0). Nothing drives it any longer but biases:
 *
 *     rnn    bias atanh(value)
 *     gru    z shut, so that h = n;  the candidate's bias atanh(value), and nothing behind the reset gate
 *     lstm   f shut, i and o open, so that h = tanh(g);  g's bias atanh(atanh(value))
 *
 * An lstm's g is within 1, so h is within tanh(1). With f open c could grow beyond, but only from character to character: then
 * the value would not be held from the first one on.
 *
 * @throws PersonError for such a value.
 */
export function clampWhole(parameters: Parameters, neuron: number, value: number): void {
  const { cell, layers, hiddenSize: H } = parameters;
  const names = layerWeightNames(cell, layers);
  const [Wxh, Whh, bh] = [names.Wxh, names.Whh, names.bh].map((name) => weightOf(parameters, name));
  const inputs = Wxh.length / bh.length;
  const hold = (gate: number, bias: number): void => {
    const row = gate * H + neuron;
    Wxh.fill(0, row * inputs, (row + 1) * inputs);
    Whh.fill(0, row * H, (row + 1) * H);
    bh[row] = bias;
  };
  switch (cell) {
    case 'rnn':
      hold(0, inverseTanh(value));
      break;
    case 'gru':
      hold(1, -shut);
      hold(2, inverseTanh(value));
      weightOf(parameters, names.bn!)[neuron] = 0;
      break;
    case 'lstm':
      if (Math.abs(value) > most) {
        throw new PersonError(
          'No weights hold neuron {0} at {1}: an lstm shows a tanh of its memory, which one character moves by 1 ' +
            'at most, so that values from -0.761 to 0.761 can be held. Hold only what the logits see of it: that may be any value.',
          { values: [neuron, value] },
        );
      }
      hold(0, shut);
      hold(1, -shut);
      hold(2, inverseTanh(Math.atanh(value)));
      hold(3, shut);
  }
}

function inverseTanh(value: number): number {
  return Math.max(-saturated, Math.min(saturated, Math.atanh(value)));
}
