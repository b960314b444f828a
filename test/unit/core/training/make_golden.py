"""Writes the golden files of the training tests: the same training in NumPy, in float64.

Run it in this folder: CHAR_RNN_DATA=... python3 make_golden.py

Written from the formulas with whole-array operations; nothing here is shared with the TypeScript. `snapshot.json` needs
the assignment's snapshot and its training text, `adagrad.json` and `adam.json` need neither. Losses are nats a
character, taken before the update.
"""
import json
import os

import numpy as np

NAMES = ("Wxh", "Whh", "Why", "bh", "by")


def loss_and_gradients(w, inputs, targets, h0):
    """Summed cross-entropy of one sequence, its gradients, and the last hidden state."""
    steps = len(inputs)
    h = np.zeros((steps + 1, len(h0)))
    h[0] = h0
    for t in range(steps):
        h[t + 1] = np.tanh(w["Wxh"][:, inputs[t]] + w["Whh"] @ h[t] + w["bh"])
    y = h[1:] @ w["Why"].T + w["by"]
    log_p = y - y.max(1, keepdims=True)
    log_p -= np.log(np.exp(log_p).sum(1, keepdims=True))
    loss = -log_p[np.arange(steps), targets].sum()

    dy = np.exp(log_p)
    dy[np.arange(steps), targets] -= 1
    gradients = {name: np.zeros_like(w[name]) for name in NAMES}
    gradients["Why"] = dy.T @ h[1:]
    gradients["by"] = dy.sum(0)
    from_later = np.zeros(len(h0))
    for t in reversed(range(steps)):
        before_tanh = (dy[t] @ w["Why"] + from_later) * (1 - h[t + 1] ** 2)
        gradients["Wxh"][:, inputs[t]] += before_tanh
        gradients["Whh"] += np.outer(before_tanh, h[t])
        gradients["bh"] += before_tanh
        from_later = w["Whh"].T @ before_tanh
    return loss, gradients, h[-1]


def min_char_rnn(w, memory, data, steps, length, rate=0.1, clip=5.0):
    """Karpathy's loop: the pointer, the hidden state's reset, the clip and Adagrad. Changes w and memory."""
    p = n = 0
    losses, smooth, clipped = [], [np.log(len(w["by"]))], 0
    while n < steps:
        if n == 0 or p + length + 1 >= len(data):
            h, p = np.zeros(len(w["bh"])), 0
        loss, gradients, h = loss_and_gradients(w, data[p : p + length], data[p + 1 : p + length + 1], h)
        losses.append(loss / length)
        smooth.append(0.999 * smooth[-1] + 0.001 * loss / length)
        for name in NAMES:
            clipped += int((np.abs(gradients[name]) > clip).sum())
            g = np.clip(gradients[name], -clip, clip)
            memory[name] += g * g
            w[name] -= rate * g / np.sqrt(memory[name] + 1e-8)
        p += length
        n += 1
    return losses, smooth[1:], clipped


def adamw(w, inputs, targets, rate, clip, decay, beta1, beta2):
    """Batches side by side, each with its own carried state; gradients averaged over the batch. Changes w."""
    batch = inputs.shape[1]
    states = [np.zeros(len(w["bh"])) for _ in range(batch)]
    first = {name: np.zeros_like(w[name]) for name in NAMES}
    second = {name: np.zeros_like(w[name]) for name in NAMES}
    losses = []
    for step in range(len(inputs)):
        total, mean = 0.0, {name: np.zeros_like(w[name]) for name in NAMES}
        for b in range(batch):
            loss, gradients, states[b] = loss_and_gradients(w, inputs[step, b], targets[step, b], states[b])
            total += loss
            for name in NAMES:
                mean[name] += gradients[name] / batch
        losses.append(total / inputs[step].size)
        for name in NAMES:
            g = np.clip(mean[name], -clip, clip)
            first[name] = beta1 * first[name] + (1 - beta1) * g
            second[name] = beta2 * second[name] + (1 - beta2) * g * g
            if w[name].ndim == 2:
                w[name] *= 1 - rate * decay
            w[name] -= rate * (first[name] / (1 - beta1 ** (step + 1))) / (
                np.sqrt(second[name] / (1 - beta2 ** (step + 1))) + 1e-8
            )
    return losses


def random_weights(rng, hidden, vocabulary, scale):
    shapes = {
        "Wxh": (hidden, vocabulary),
        "Whh": (hidden, hidden),
        "Why": (vocabulary, hidden),
        "bh": (hidden,),
        "by": (vocabulary,),
    }
    return {name: scale * rng.standard_normal(shape) for name, shape in shapes.items()}


def flat(w):
    return {name: w[name].ravel().tolist() for name in NAMES}


def write(name, golden):
    with open(os.path.join("golden", name), "w") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


def adagrad_golden():
    rng = np.random.default_rng(1)
    hidden, vocabulary, length, steps = 5, 6, 4, 60
    data = rng.integers(0, vocabulary, 43)
    # Weights this large make gradients that the clip cuts.
    w = random_weights(rng, hidden, vocabulary, 2.0)
    memory = {name: rng.random(w[name].shape) for name in NAMES}
    golden = {
        "hidden": hidden,
        "vocabulary": vocabulary,
        "sequenceLength": length,
        "clip": 1.5,
        "learningRate": 0.1,
        "data": data.tolist(),
        "weights": flat(w),
        "memory": flat(memory),
    }
    losses, smooth, clipped = min_char_rnn(w, memory, data, steps, length, clip=1.5)
    assert clipped > 20, clipped
    write("adagrad.json", {**golden, "losses": losses, "smoothLosses": smooth, "finalWeights": flat(w), "finalMemory": flat(memory)})


def adam_golden():
    rng = np.random.default_rng(2)
    hidden, vocabulary, length, batch, steps = 5, 6, 3, 2, 40
    inputs = rng.integers(0, vocabulary, (steps, batch, length))
    targets = rng.integers(0, vocabulary, (steps, batch, length))
    w = random_weights(rng, hidden, vocabulary, 1.0)
    hyper = {"rate": 0.02, "clip": 0.4, "decay": 0.3, "beta1": 0.9, "beta2": 0.99}
    golden = {
        "hidden": hidden,
        "vocabulary": vocabulary,
        "sequenceLength": length,
        "batchSize": batch,
        **hyper,
        "inputs": inputs.reshape(steps, -1).tolist(),
        "targets": targets.reshape(steps, -1).tolist(),
        "weights": flat(w),
    }
    losses = adamw(w, inputs, targets, **hyper)
    write("adam.json", {**golden, "losses": losses, "finalWeights": flat(w)})


def snapshot_golden(folder):
    file = np.load(os.path.join(folder, "char-rnn-snapshot.npz"), allow_pickle=True, encoding="latin1")
    w = {name: np.array(file[name]) for name in NAMES}
    memory = {name: np.array(file["m" + name]) for name in NAMES}
    for arrays in (w, memory):
        for name in ("bh", "by"):
            arrays[name] = arrays[name].ravel()
    index = {character.decode(): at for at, character in enumerate(file["chars"].tolist())}
    with open(os.path.join(folder, "shakespeare_train.txt")) as text:
        data = np.array([index[character] for character in text.read()])
    losses, smooth, _ = min_char_rnn(w, memory, data, 150, 25)
    sums = {name: float(np.abs(w[name]).sum()) for name in NAMES}
    memory_sums = {name: float(memory[name].sum()) for name in NAMES}
    write("snapshot.json", {"losses": losses, "smoothLosses": smooth, "absoluteSums": sums, "memorySums": memory_sums})


if __name__ == "__main__":
    adagrad_golden()
    adam_golden()
    if "CHAR_RNN_DATA" in os.environ:
        snapshot_golden(os.environ["CHAR_RNN_DATA"])
