"""Writes characters with PyTorch's nn.GRU or nn.LSTM, one step a call: gated_torch.py (gru|lstm) WEIGHTS, as gated_numpy.py."""

import sys
import time

import torch

from gated_numpy import read_weights

cell, path = sys.argv[1:3]
torch.set_num_threads(1)
torch.manual_seed(1)
stack, Why, by = read_weights(cell, path)
Why, by = torch.from_numpy(Why), torch.from_numpy(by)
V, H = Why.shape

rnn = {'gru': torch.nn.GRU, 'lstm': torch.nn.LSTM}[cell](V, H, len(stack))
with torch.no_grad():
    for layer, (Wxh, Whh, bh, bn) in enumerate(stack):
        for name, value in [('weight_ih', Wxh), ('weight_hh', Whh), ('bias_ih', bh)]:
            getattr(rnn, f'{name}_l{layer}').copy_(torch.from_numpy(value))
        bias = getattr(rnn, f'bias_hh_l{layer}').zero_()
        if bn is not None:
            bias[2 * H :] = torch.from_numpy(bn)


def write(n: int):
    h = torch.zeros(len(stack), 1, H)
    state = h if cell == 'gru' else (h, h)
    x = torch.zeros(1, 1, V)
    x[0, 0, 0] = 1
    for _ in range(n):
        out, state = rnn(x, state)
        y = torch.addmv(by, Why, out[0, 0])
        index = int(torch.multinomial(torch.softmax(y, 0), 1))
        x.zero_()
        x[0, 0, index] = 1


print('ready', flush=True)
with torch.no_grad():
    for line in sys.stdin:
        began = time.process_time()
        write(int(line))
        print(time.process_time() - began, flush=True)
