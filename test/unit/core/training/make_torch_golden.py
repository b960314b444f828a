"""Writes the golden files of the gated cells: forward passes and a training run of each cell by PyTorch, in float64.

Run it in this folder: python3 make_torch_golden.py        (written with PyTorch 1.13 on a CPU)

The cells are nn.RNN, nn.GRU and nn.LSTM over one-hot characters, the optimiser is torch.optim.AdamW: nothing is shared with
the TypeScript. PyTorch has two biases for each row, of which a sum is all that counts but for a gru's candidate; the second
one is held at zero elsewhere. Norms are clipped by the plain quotient, as clip_grad_norm_ adds 1e-6 to the norm. Losses are
nats a character, taken before the update.
"""
import json
import os

import torch

CELLS = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)


class Network(torch.nn.Module):
    def __init__(self, cell, layers, hidden, vocabulary):
        super().__init__()
        self.cell, self.layers, self.hidden, self.vocabulary = cell, layers, hidden, vocabulary
        self.recurrent = CELLS[cell](vocabulary, hidden, num_layers=layers, batch_first=True)
        self.output = torch.nn.Linear(hidden, vocabulary)
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.uniform_(-1, 1)
            for layer in range(layers):
                self.second_bias(layer)[: 2 * hidden if cell == "gru" else None] = 0

    def second_bias(self, layer):
        return getattr(self.recurrent, f"bias_hh_l{layer}")

    def forward(self, characters, state=None):
        x = torch.nn.functional.one_hot(characters, self.vocabulary).to(torch.float64)
        h, state = self.recurrent(x, state)
        return self.output(h), state

    def silence_second_biases(self):
        """Only a gru's candidate has a bias of its own behind the reset gate."""
        for layer in range(self.layers):
            self.second_bias(layer).grad[: 2 * self.hidden if self.cell == "gru" else None] = 0

    def weights(self):
        found = {"Why": self.output.weight, "by": self.output.bias}
        for layer in range(self.layers):
            end = "" if layer == 0 else str(layer + 1)
            found["Wxh" + end] = getattr(self.recurrent, f"weight_ih_l{layer}")
            found["Whh" + end] = getattr(self.recurrent, f"weight_hh_l{layer}")
            found["bh" + end] = getattr(self.recurrent, f"bias_ih_l{layer}")
            if self.cell == "gru":
                found["bn" + end] = self.second_bias(layer)[2 * self.hidden :]
        return {name: value.detach().numpy().ravel().tolist() for name, value in found.items()}


def forward_golden(cell, layers):
    network = Network(cell, layers, 4, 5)
    characters = torch.randint(5, (1, 12))
    logits, state = network(characters)
    return {
        "layers": layers,
        "weights": network.weights(),
        "inputs": characters[0].tolist(),
        "logits": logits[0].detach().numpy().ravel().tolist(),
    }


def training_golden(cell):
    hidden, vocabulary, batch, length, steps = 4, 5, 3, 6, 25
    hyper = {"rate": 0.02, "clipNorm": {"rnn": 0.6, "gru": 0.3, "lstm": 0.2}[cell], "decay": 0.3, "beta1": 0.9, "beta2": 0.99}
    network = Network(cell, 2, hidden, vocabulary)
    matrices = [p for p in network.parameters() if p.dim() == 2]
    biases = [p for p in network.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": hyper["decay"]}, {"params": biases, "weight_decay": 0.0}],
        lr=hyper["rate"],
        betas=(hyper["beta1"], hyper["beta2"]),
        eps=1e-8,
    )
    inputs = torch.randint(vocabulary, (steps, batch, length))
    targets = torch.randint(vocabulary, (steps, batch, length))
    golden = {
        "layers": 2,
        "hidden": hidden,
        "vocabulary": vocabulary,
        "batchSize": batch,
        "sequenceLength": length,
        **hyper,
        "inputs": inputs.reshape(steps, -1).tolist(),
        "targets": targets.reshape(steps, -1).tolist(),
        "weights": network.weights(),
    }
    state, losses, clipped = None, [], 0
    for step in range(steps):
        optimizer.zero_grad()
        logits, state = network(inputs[step], state)
        state = tuple(part.detach() for part in state) if cell == "lstm" else state.detach()
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, vocabulary), targets[step].reshape(-1))
        loss.backward()
        network.silence_second_biases()
        norm = torch.sqrt(sum((p.grad**2).sum() for p in network.parameters()))
        if norm > hyper["clipNorm"]:
            clipped += 1
            for parameter in network.parameters():
                parameter.grad *= hyper["clipNorm"] / norm
        optimizer.step()
        losses.append(loss.item())
    assert 5 < clipped < steps, clipped
    return {**golden, "losses": losses, "clipped": clipped, "finalWeights": network.weights()}


if __name__ == "__main__":
    for seed, name in enumerate(CELLS):
        torch.manual_seed(seed)
        golden = {
            "cell": name,
            "forward": [forward_golden(name, layers) for layers in (1, 2, 3)],
            "training": training_golden(name),
        }
        with open(os.path.join("golden", f"torch-{name}.json"), "w") as file:
            json.dump(golden, file, separators=(",", ":"))
            file.write("\n")
        print(name, golden["training"]["clipped"], "steps clipped")
