"""Writes characters with NumPy: sampling_numpy.py (assignment|tuned) WEIGHTS.

WEIGHTS: H and V as float64, then Whh (H, H), Why (V, H), Wxh (H, V), bh (H), by (V), row-major float64.
For each line "n" of standard input it writes n characters and answers with the seconds of the processor that it took.
"""

import sys
import time

import numpy as np

how, path = sys.argv[1:3]
numbers = np.fromfile(path)
H, V = int(numbers[0]), int(numbers[1])
shapes = [(H, H), (V, H), (H, V), (H, 1), (V, 1)]
Whh, Why, Wxh, bh, by = (
    part.reshape(shape).copy()
    for part, shape in zip(np.split(numbers[2:], np.cumsum([r * c for r, c in shapes])[:-1]), shapes)
)


def assignment(n):
    """The loop that the assignment hands out: one-hot input, column vectors, numpy.random.choice, all in float64."""
    h = np.zeros((H, 1))
    x = np.zeros((V, 1))
    x[0] = 1
    indices = []
    for _ in range(n):
        h = np.tanh(np.dot(Wxh, x) + np.dot(Whh, h) + bh)
        y = np.dot(Why, h) + by
        p = np.exp(y) / np.sum(np.exp(y))
        index = np.random.choice(range(V), p=p.ravel())
        x = np.zeros((V, 1))
        x[index] = 1
        indices.append(index)
    return indices


columns = np.ascontiguousarray((Wxh + bh).T.astype(np.float32))
both = np.ascontiguousarray(np.concatenate([Whh, Why]).astype(np.float32))
bias = by.ravel().astype(np.float32)


def tuned(n):
    """What can be had from NumPy: float32, a column instead of a one-hot product, one product for Whh and Why, no new arrays."""
    product = np.zeros(H + V, np.float32)
    h = np.zeros(H, np.float32)
    y = np.zeros(V, np.float32)
    uniform = np.random.random(n).astype(np.float32)
    hidden, logits = product[:H], product[H:]
    index = 0
    indices = []
    for t in range(n):
        np.add(hidden, columns[index], out=h)
        np.tanh(h, out=h)
        np.dot(both, h, out=product)
        np.add(logits, bias, out=y)
        np.exp(y, out=y)
        np.cumsum(y, out=y)
        index = min(int(y.searchsorted(uniform[t] * y[-1])), V - 1)
        indices.append(index)
    return indices


write = {'assignment': assignment, 'tuned': tuned}[how]
np.random.seed(1)
print('ready', flush=True)
for line in sys.stdin:
    began = time.process_time()
    write(int(line))
    print(time.process_time() - began, flush=True)
