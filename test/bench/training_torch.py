"""
Training in PyTorch, for the benchmark: reads lines "STEPS" on standard input, trains so many steps, and answers with the
seconds that they took, the mean loss of the last in nats a character, and the seconds of processor time.

Arguments: "assignment" (one stream, 25 steps, Adagrad, clipped to 5), "batch" (64 x 64, Adam) or "gru" (two layers of 400,
32 x 64, AdamW, norm clipped to 1, dropout 0.4); "rnn" (nn.RNN), "script" (a loop over the steps, compiled by TorchScript) or
"gru" (nn.GRU); threads; the file of character indices (bytes).
"""

import sys
import time
from typing import Tuple

import numpy as np
import torch
from torch import Tensor, nn

HIDDEN = 250


class Rnn(nn.Module):
    """The library's own layer on one-hot inputs."""

    def __init__(self, vocabulary: int):
        super().__init__()
        self.vocabulary = vocabulary
        self.layer = nn.RNN(vocabulary, HIDDEN)
        self.output = nn.Linear(HIDDEN, vocabulary)

    def forward(self, inputs: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        hidden, last = self.layer(nn.functional.one_hot(inputs, self.vocabulary).float(), state[None])
        return self.output(hidden), last[0]


class Gru(nn.Module):
    """Two layers of the library's own on one-hot inputs, with dropout on the way up."""

    def __init__(self, vocabulary: int):
        super().__init__()
        self.vocabulary = vocabulary
        self.layer = nn.GRU(vocabulary, 400, 2, dropout=0.4)
        self.dropout = nn.Dropout(0.4)
        self.output = nn.Linear(400, vocabulary)

    def forward(self, inputs: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        hidden, last = self.layer(nn.functional.one_hot(inputs, self.vocabulary).float(), state)
        return self.output(self.dropout(hidden)), last


class Script(nn.Module):
    """The same by hand: the input is a row of a table, the hidden states are a loop."""

    def __init__(self, vocabulary: int):
        super().__init__()
        self.table = nn.Embedding(vocabulary, HIDDEN)
        self.recurrent = nn.Linear(HIDDEN, HIDDEN)
        self.output = nn.Linear(HIDDEN, vocabulary)

    def forward(self, inputs: Tensor, state: Tensor) -> Tuple[Tensor, Tensor]:
        rows = (self.table(inputs) + self.recurrent.bias).unbind(0)
        weight = self.recurrent.weight.t()
        states = []
        for row in rows:
            state = torch.tanh(torch.addmm(row, state, weight))
            states.append(state)
        return self.output(torch.stack(states)), state


def main():
    kind, how, threads, file = sys.argv[1:]
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    # Denormals are flushed where PyTorch can: it is the faster way.
    torch.set_flush_denormal(True)
    text = torch.from_numpy(np.fromfile(file, np.uint8).astype(np.int64))
    vocabulary = int(text.max()) + 1
    if how == "gru":
        model = Gru(vocabulary)
    else:
        model = Rnn(vocabulary) if how == "rnn" else torch.jit.script(Script(vocabulary))
    streams, steps = {"assignment": (1, 25), "batch": (64, 64), "gru": (32, 64)}[kind]
    if kind == "assignment":
        optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1, eps=1e-8)
    elif kind == "gru":
        matrices = [weight for weight in model.parameters() if weight.dim() > 1]
        biases = [weight for weight in model.parameters() if weight.dim() == 1]
        groups = [{"params": matrices, "weight_decay": 0.02}, {"params": biases, "weight_decay": 0}]
        optimizer = torch.optim.AdamW(groups, lr=0.003, betas=(0.9, 0.99))
    else:
        optimizer = torch.optim.Adam(model.parameters(), lr=0.002, betas=(0.9, 0.99))
    length = len(text) // streams
    columns = text[: length * streams].reshape(streams, length).t().contiguous()  # (length, streams)
    state = torch.zeros(2, streams, 400) if kind == "gru" else torch.zeros(streams, HIDDEN)
    position = 0
    # The assignment sums the loss over the sequence; Adam gets the mean.
    loss_of = nn.CrossEntropyLoss(reduction="sum" if kind == "assignment" else "mean")
    print(f"PyTorch {torch.__version__}", flush=True)
    for line in sys.stdin:
        began, used = time.perf_counter(), time.process_time()
        for _ in range(int(line)):
            if position + steps + 1 > length:
                position = 0
            inputs = columns[position : position + steps]
            targets = columns[position + 1 : position + steps + 1]
            position += steps
            logits, state = model(inputs, state.detach())
            loss = loss_of(logits.reshape(-1, vocabulary), targets.reshape(-1))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            if kind == "assignment":
                nn.utils.clip_grad_value_(model.parameters(), 5)
            if kind == "gru":
                nn.utils.clip_grad_norm_(model.parameters(), 1)
            optimizer.step()
        value = loss.item() / (steps if kind == "assignment" else 1)
        print(time.perf_counter() - began, value, time.process_time() - used, flush=True)


main()
