"""Writes characters with NumPy in a gated network: gated_numpy.py (gru|lstm) WEIGHTS.

WEIGHTS: layers, H and V as float64, then Wxh, Whh, Why, bh and by of the first layer, for a gru bn; and of each further
layer Wxh, Whh, bh, for a gru bn; row-major float64, gates stacked as in core/parameters.ts. Input and output as
sampling_numpy.py. Float32, a column instead of a one-hot product, tanh for the logistic function too.
"""

import sys
import time

import numpy as np


def read_weights(cell, path):
    """The layers from the lowest, each (Wxh, Whh, bh, bn); Why; by."""
    numbers = np.fromfile(path)
    layers, H, V = (int(number) for number in numbers[:3])
    G = 3 if cell == 'gru' else 4
    rest = numbers[3:].astype(np.float32)

    def take(*shape):
        nonlocal rest
        size = int(np.prod(shape))
        part, rest = rest[:size].reshape(shape).copy(), rest[size:]
        return part

    Wxh, Whh, Why, bh, by = take(G * H, V), take(G * H, H), take(V, H), take(G * H), take(V)
    stack = [(Wxh, Whh, bh, take(H) if cell == 'gru' else None)]
    for _ in range(1, layers):
        stack.append((take(G * H, H), take(G * H, H), take(G * H), take(H) if cell == 'gru' else None))
    assert rest.size == 0
    return stack, Why, by


def sigmoid(x):
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def main():
    cell, path = sys.argv[1:3]
    stack, Why, by = read_weights(cell, path)
    V, H = Why.shape
    columns = np.ascontiguousarray((stack[0][0] + stack[0][2][:, None]).T)

    def step(index, hs, cs):
        for layer, (Wxh, Whh, bh, bn) in enumerate(stack):
            x = columns[index] if layer == 0 else Wxh @ hs[layer - 1] + bh
            r = Whh @ hs[layer]
            if cell == 'gru':
                gates = sigmoid(x[: 2 * H] + r[: 2 * H])
                n = np.tanh(x[2 * H :] + gates[:H] * (r[2 * H :] + bn))
                hs[layer] = n + gates[H:] * (hs[layer] - n)
            else:
                r += x
                g = np.tanh(r[2 * H : 3 * H])
                gates = sigmoid(r)
                cs[layer] = gates[H : 2 * H] * cs[layer] + gates[:H] * g
                hs[layer] = gates[3 * H :] * np.tanh(cs[layer])

    def write(n):
        hs = [np.zeros(H, np.float32) for _ in stack]
        cs = [np.zeros(H, np.float32) for _ in stack]
        uniform = np.random.random(n).astype(np.float32)
        index = 0
        for t in range(n):
            step(index, hs, cs)
            y = np.exp(Why @ hs[-1] + by)
            np.cumsum(y, out=y)
            index = min(int(y.searchsorted(uniform[t] * y[-1])), V - 1)

    np.random.seed(1)
    print('ready', flush=True)
    for line in sys.stdin:
        began = time.process_time()
        write(int(line))
        print(time.process_time() - began, flush=True)


if __name__ == '__main__':
    main()
