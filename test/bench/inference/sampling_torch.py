"""Writes characters with PyTorch: sampling_torch.py (step|script) WEIGHTS; input and output as sampling_numpy.py."""

import sys
import time

import numpy as np
import torch

how, path = sys.argv[1:3]
torch.set_num_threads(1)
torch.manual_seed(1)
numbers = np.fromfile(path)
H, V = int(numbers[0]), int(numbers[1])
shapes = [(H, H), (V, H), (H, V), (H,), (V,)]
sizes = [int(np.prod(shape)) for shape in shapes]
Whh, Why, Wxh, bh, by = (
    torch.from_numpy(part.reshape(shape).astype(np.float32))
    for part, shape in zip(np.split(numbers[2:], np.cumsum(sizes)[:-1]), shapes)
)

rnn = torch.nn.RNN(V, H)
with torch.no_grad():
    rnn.weight_ih_l0.copy_(Wxh)
    rnn.weight_hh_l0.copy_(Whh)
    rnn.bias_ih_l0.copy_(bh)
    rnn.bias_hh_l0.zero_()


def step(n: int):
    """nn.RNN, one step a call, as most programs on char-rnn do it."""
    h = torch.zeros(1, 1, H)
    x = torch.zeros(1, 1, V)
    x[0, 0, 0] = 1
    for _ in range(n):
        out, h = rnn(x, h)
        y = torch.addmv(by, Why, out[0, 0])
        index = int(torch.multinomial(torch.softmax(y, 0), 1))
        x.zero_()
        x[0, 0, index] = 1


@torch.jit.script
def script(n: int, columns: torch.Tensor, Whh: torch.Tensor, Why: torch.Tensor, by: torch.Tensor):
    """The loop compiled by TorchScript, with a column instead of a one-hot product."""
    h = torch.zeros(Whh.size(0))
    index = 0
    for _ in range(n):
        h = torch.tanh(torch.addmv(columns[index], Whh, h))
        index = int(torch.multinomial(torch.softmax(torch.addmv(by, Why, h), 0), 1))
    return index


columns = (Wxh + bh.unsqueeze(1)).t().contiguous()
write = step if how == 'step' else lambda n: script(n, columns, Whh, Why, by)
print('ready', flush=True)
with torch.no_grad():
    for line in sys.stdin:
        began = time.process_time()
        write(int(line))
        print(time.process_time() - began, flush=True)
