"""
Training in NumPy, for the benchmark: reads lines "STEPS" on standard input, trains so many steps, and answers with the
seconds that they took, the mean loss of the last in nats a character, and the seconds of processor time.

Arguments: "assignment" or "batch", and the file of character indices (bytes).

assignment: what min-char-rnn does, one stream, 25 steps, float64, Adagrad, clipped to 5, one matrix-vector product a step.
batch: 64 streams of 64 steps, float32, Adam; products over the batch, those that do not depend on the step over all steps.
"""

import sys
import time

import numpy as np

HIDDEN = 250


class Assignment:
    """One update a sequence, weights and gradients in dictionaries."""

    steps = 25

    def __init__(self, text, vocabulary):
        random = np.random.RandomState(0)
        self.text, self.position, self.vocabulary = text, 0, vocabulary
        self.weights = {
            "Wxh": random.randn(HIDDEN, vocabulary) * 0.01,
            "Whh": random.randn(HIDDEN, HIDDEN) * 0.01,
            "Why": random.randn(vocabulary, HIDDEN) * 0.01,
            "bh": np.zeros((HIDDEN, 1)),
            "by": np.zeros((vocabulary, 1)),
        }
        self.memory = {name: np.zeros_like(weight) for name, weight in self.weights.items()}
        self.state = np.zeros((HIDDEN, 1))
        self.characters = self.steps

    def step(self):
        if self.position + self.steps + 1 > len(self.text):
            self.position = 0
        span = self.text[self.position : self.position + self.steps + 1]
        self.position += self.steps
        w = self.weights
        x, h, p = {}, {-1: self.state}, {}
        loss = 0.0
        for t in range(self.steps):
            x[t] = np.zeros((self.vocabulary, 1))
            x[t][span[t]] = 1
            h[t] = np.tanh(np.dot(w["Wxh"], x[t]) + np.dot(w["Whh"], h[t - 1]) + w["bh"])
            y = np.dot(w["Why"], h[t]) + w["by"]
            p[t] = np.exp(y) / np.sum(np.exp(y))
            loss -= np.log(p[t][span[t + 1], 0])
        gradients = {name: np.zeros_like(weight) for name, weight in w.items()}
        later = np.zeros_like(self.state)
        for t in reversed(range(self.steps)):
            dy = np.copy(p[t])
            dy[span[t + 1]] -= 1
            gradients["Why"] += np.dot(dy, h[t].T)
            gradients["by"] += dy
            dh = np.dot(w["Why"].T, dy) + later
            raw = (1 - h[t] * h[t]) * dh
            gradients["bh"] += raw
            gradients["Wxh"] += np.dot(raw, x[t].T)
            gradients["Whh"] += np.dot(raw, h[t - 1].T)
            later = np.dot(w["Whh"].T, raw)
        self.state = h[self.steps - 1]
        for name, weight in w.items():
            gradient = np.clip(gradients[name], -5, 5, out=gradients[name])
            self.memory[name] += gradient * gradient
            weight -= 0.1 * gradient / np.sqrt(self.memory[name] + 1e-8)
        return loss


class Batch:
    """Rows are (step, stream), float32 throughout."""

    streams, steps = 64, 64

    def __init__(self, text, vocabulary):
        random = np.random.RandomState(0)
        self.vocabulary, self.position = vocabulary, 0
        length = len(text) // self.streams
        self.text = text[: length * self.streams].reshape(self.streams, length).T.copy()  # (length, streams)

        def weight(*shape):
            return (random.randn(*shape) * 0.05).astype(np.float32)

        self.weights = {
            "Wxh": weight(vocabulary, HIDDEN),  # transposed: a character is a row
            "Whh": weight(HIDDEN, HIDDEN),
            "Why": weight(vocabulary, HIDDEN),
            "bh": np.zeros(HIDDEN, np.float32),
            "by": np.zeros(vocabulary, np.float32),
        }
        self.squares = {name: np.zeros_like(weight) for name, weight in self.weights.items()}
        self.moments = {name: np.zeros_like(weight) for name, weight in self.weights.items()}
        self.updates = 0
        self.state = np.zeros((self.streams, HIDDEN), np.float32)
        self.characters = self.streams * self.steps

    def step(self):
        T, B = self.steps, self.streams
        if self.position + T + 1 > len(self.text):
            self.position = 0
        inputs = self.text[self.position : self.position + T]
        targets = self.text[self.position + 1 : self.position + T + 1].ravel()
        self.position += T
        w = self.weights
        h = np.empty((T + 1, B, HIDDEN), np.float32)
        h[0] = self.state
        table = w["Wxh"] + w["bh"]
        transposed = np.ascontiguousarray(w["Whh"].T)
        for t in range(T):
            np.dot(h[t], transposed, out=h[t + 1])
            h[t + 1] += table[inputs[t]]
            np.tanh(h[t + 1], out=h[t + 1])
        self.state = h[T].copy()
        shown = h[1:].reshape(T * B, HIDDEN)
        y = shown @ w["Why"].T + w["by"]
        y -= y.max(axis=1, keepdims=True)
        p = np.exp(y)
        sums = p.sum(axis=1, keepdims=True)
        rows = np.arange(T * B)
        loss = float((np.log(sums[:, 0]) - y[rows, targets]).sum())
        p /= sums
        p[rows, targets] -= 1
        p *= np.float32(1 / (T * B))
        delta = (p @ w["Why"]).reshape(T, B, HIDDEN)
        slope = 1 - h[1:] * h[1:]
        delta[T - 1] *= slope[T - 1]
        for t in range(T - 2, -1, -1):
            delta[t] += delta[t + 1] @ w["Whh"]
            delta[t] *= slope[t]
        flat = delta.reshape(T * B, HIDDEN)
        onehot = np.zeros((T * B, self.vocabulary), np.float32)
        onehot[rows, inputs.ravel()] = 1
        gradients = {
            "Wxh": onehot.T @ flat,
            "Whh": flat.T @ h[:T].reshape(T * B, HIDDEN),
            "Why": p.T @ shown,
            "bh": flat.sum(axis=0),
            "by": p.sum(axis=0),
        }
        self.updates += 1
        rate = np.float32(0.002 / (1 - 0.9**self.updates))
        correction = np.float32(1 / (1 - 0.99**self.updates))
        for name, weight in w.items():
            gradient, m, v = gradients[name], self.moments[name], self.squares[name]
            m += np.float32(0.1) * (gradient - m)
            v += np.float32(0.01) * (gradient * gradient - v)
            weight -= rate * m / (np.sqrt(v * correction) + np.float32(1e-8))
        return loss


def main():
    kind, file = sys.argv[1:]
    text = np.fromfile(file, np.uint8)
    run = {"assignment": Assignment, "batch": Batch}[kind](text, int(text.max()) + 1)
    print(f"NumPy {np.__version__}", flush=True)
    for line in sys.stdin:
        began, used = time.perf_counter(), time.process_time()
        for _ in range(int(line)):
            loss = run.step()
        print(time.perf_counter() - began, loss / run.characters, time.process_time() - used, flush=True)


main()
