"""Writes golden.json: the inspector's figures for the assignment's snapshot, computed by NumPy alone.

    CHAR_RNN_DATA=... python3 test/unit/services/inspector/make_golden.py

It reads the weights with numpy.load and shares nothing with the code under test. Everything is float64. A minute or two.
"""
import json
import os

import numpy as np

data = os.environ['CHAR_RNN_DATA']
file = np.load(os.path.join(data, 'char-rnn-snapshot.npz'), allow_pickle=True, encoding='latin1')
Wxh, Whh, Why = (np.ascontiguousarray(file[name], dtype=np.float64) for name in ('Wxh', 'Whh', 'Why'))
bh, by = file['bh'][:, 0], file['by'][:, 0]
chars = [c.decode('latin1') for c in file['chars']]
H, V = Wxh.shape
index = {c: i for i, c in enumerate(chars)}
text = open(os.path.join(data, 'shakespeare_train.txt'), encoding='ascii').read()
x = np.array([index[c] for c in text])
N = len(x)
colon, newline, space = index[':'], index['\n'], index[' ']


def log_softmax(y):
    y = y - y.max(axis=-1, keepdims=True)
    return y - np.log(np.exp(y).sum(axis=-1, keepdims=True))


def read(whole, chunk=4096):
    """Yields (first place, hidden states (T, B, H)) with stream b's neurons whole[b] held at zero."""
    B = len(whole)
    keep = np.ones((B, H))
    for b, neurons in enumerate(whole):
        keep[b, list(neurons)] = 0
    h = np.zeros((B, H))
    WhhT = np.ascontiguousarray(Whh.T)
    for first in range(0, N, chunk):
        inputs = x[first:first + chunk]
        states = np.empty((len(inputs), B, H))
        for t, c in enumerate(inputs):
            h = np.tanh(Wxh[:, c] + bh + h @ WhhT) * keep
            states[t] = h
        yield first, states


def drivers(h, to, foil=None):
    centred = (Why[to] - Why.mean(axis=0)) * h
    out = {'contribution': (Why[to] * h).tolist(), 'centred': centred.tolist()}
    if foil is not None:
        out['difference'] = ((Why[to] - Why[foil]) * h).tolist()
    out['logit'] = float(by[to] + Why[to] @ h)
    return out


golden = {}

# One character from the zero state.
h = np.tanh(Wxh[:, colon] + bh)
golden['zero'] = {'newline': drivers(h, newline, foil=space), 'space': drivers(h, space)}

# The whole text, with every neuron and with some taken away.
sets = [[100], [73], [100, 73], [100, 73, 210, 187]]
base = np.empty((N, H))
places = np.flatnonzero(x == colon)
is_place = x == colon


class Sums:
    """Mean p at the colons, and the mean surprise of all characters but the first; elsewhere: of those not after a colon."""

    def __init__(self):
        self.p = np.zeros(V)
        self.loss = self.elsewhere = 0.0

    def add(self, first, shown):
        logp = log_softmax(shown @ Why.T + by)
        at = np.arange(first, first + len(shown))
        here = is_place[at]
        self.p += np.exp(logp[here]).sum(axis=0)
        known = at + 1 < N
        s = -logp[np.flatnonzero(known), x[at[known] + 1]]
        self.loss += s.sum()
        self.elsewhere += s[~here[known]].sum()

    def figures(self):
        followed = int(is_place[:-1].sum())
        return {
            'probability': (self.p / len(places)).tolist(),
            'loss': self.loss / (N - 1),
            'lossElsewhere': self.elsewhere / (N - 1 - followed),
        }


before = Sums()
output = [Sums() for _ in sets]
whole = [Sums() for _ in sets]
means = None
for first, states in read([[]] + sets):
    base[first:first + len(states)] = states[:, 0]
    before.add(first, states[:, 0])
    for b, neurons in enumerate(sets):
        shown = states[:, 0].copy()
        shown[:, neurons] = 0
        output[b].add(first, shown)
        whole[b].add(first, states[:, b + 1])
mean = base.mean(axis=0)
held = [Sums() for _ in sets]
for first in range(0, N, 4096):
    for b, neurons in enumerate(sets):
        shown = base[first:first + 4096].copy()
        shown[:, neurons] = mean[neurons]
        held[b].add(first, shown)
golden['text'] = {
    'length': N,
    'occurrences': len(places),
    'before': before.figures(),
    'sets': sets,
    'output': [s.figures() for s in output],
    'whole': [s.figures() for s in whole],
    'outputAtMean': [s.figures() for s in held],
    'followedByNewline': int((x[places[places + 1 < N] + 1] == newline).sum()),
    'drivers': drivers(base[places].mean(axis=0), newline, foil=space),
    'special': ((Why[newline] - Why.mean(axis=0)) * (base[places].mean(axis=0) - mean)).tolist(),
    'meanHidden': mean.tolist(),
}

# What put neuron 100 where it is at the hundredth colon.
at = int(places[99])
pre = Whh[100] * base[at - 1]
golden['decomposition'] = {
    'position': at,
    'input': float(Wxh[100, colon]),
    'bias': float(bh[100]),
    'previous': pre.tolist(),
    'preActivation': float(Wxh[100, colon] + bh[100] + pre.sum()),
    'activation': float(base[at, 100]),
}

# Neurons: moments, autocorrelation, and how well simple features explain them.
letter = np.array([c.isalpha() for c in chars])
capital = np.array([c.isupper() for c in chars])
vowel = np.array([c in 'aeiouyAEIOUY' for c in chars])
capitals = np.zeros(N, bool)
names = np.zeros(N, bool)
in_line = np.zeros(N, int)
at = 0
blank = True
for line in text.split('\n'):
    if blank and len(line) > 1 and line[0].isupper() and line.endswith(':') and line.count(':') == 1:
        names[at:at + len(line)] = True
    blank = line == ''
    in_line[at:at + len(line)] = np.minimum(80, np.arange(1, len(line) + 1))
    at += len(line) + 1
at = 0
while at < N:
    end = at
    while end < N and letter[x[end]]:
        end += 1
    if end - at > 1 and capital[x[at:end]].all():
        capitals[at:end] = True
    at = max(end, at + 1)
features = {
    'allCapitals': capitals.astype(int),
    'speakerName': names.astype(int),
    'vowel': vowel[x].astype(int),
    'colon': is_place.astype(int),
    'character': x,
    'inLine': in_line,
}


def rank_auc(score, holds):
    values, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    inside = int(holds.sum())
    return float((ranks[inverse][holds].sum() - inside * (inside + 1) / 2) / (inside * (N - inside)))


golden['neurons'] = []
for k in (43, 100):
    h = base[:, k]
    mu, var = h.mean(), h.var()
    correlation = [((h[:N - lag] - mu) * (h[lag:] - mu)).mean() / var for lag in range(0, 65)]
    below = next((lag for lag, r in enumerate(correlation) if r <= np.exp(-1)), None)
    scores = {}
    for name, groups in features.items():
        means = [h[groups == g] for g in np.unique(groups)]
        explained = sum(len(m) * (m.mean() - mu) ** 2 for m in means) / N / var
        auc = rank_auc(np.minimum(1023, np.floor((h + 1) * 512)), groups == 1) if groups.max() == 1 else None
        scores[name] = {'explained': float(explained), 'auc': auc, 'places': int((groups == 1).sum())}
    golden['neurons'].append({
        'neuron': k,
        'mean': float(mu),
        'standardDeviation': float(np.sqrt(var)),
        'saturated': float((np.abs(h) > 0.9).mean()),
        'autocorrelation': [float(r) for r in correlation],
        'memory': float(below - 1 + (correlation[below - 1] - np.exp(-1)) / (correlation[below - 1] - correlation[below])),
        'features': scores,
        'highest': float(h.max()),
        'lowest': float(h.min()),
    })

# Behaviours: mean p(target) at two kinds of places, with every neuron and with some outputs held at their means.
at = np.arange(N)
inner = (at >= 1) & (at + 1 < N)
nxt = np.append(x[1:], 0)
prev = np.insert(x[:-1], 0, 0)
ends_word = letter[x] & ~letter[nxt] & inner
sentence_end = np.array([c in '.!?' for c in chars])
goes_on = np.array([c.isalpha() or c in ',;' for c in chars])
words = np.zeros(N, bool)
start = 0
while start < N:
    end = start
    while end < N and letter[x[end]]:
        end += 1
    if end > start and capital[x[start]]:
        words[start:end] = True
    start = max(end, start + 1)
behaviours = {
    'speakerName': (colon, names & (nxt == colon) & inner, ends_word & words & ~names, [43, 44, 95]),
    'speakerColon': (newline, is_place & names & inner, is_place & ~names & inner, [185]),
    'lineLength': (
        newline,
        ends_word & ~names & (in_line >= 36) & (in_line <= 50),
        ends_word & ~names & (in_line >= 8) & (in_line <= 22),
        [210],
    ),
    'speechEnds': (
        newline,
        (x == newline) & sentence_end[prev] & inner,
        (x == newline) & goes_on[prev] & inner,
        [114],
    ),
}
golden['behaviours'] = {}
for name, (target, here, there, neurons) in behaviours.items():
    figures = {'places': int(here.sum()), 'others': int(there.sum()), 'neurons': neurons}
    for label, gone in (('before', []), ('after', neurons)):
        means = []
        for kind in (here, there):
            shown = base[kind].copy()
            shown[:, gone] = mean[gone]
            means.append(float(np.exp(log_softmax(shown @ Why.T + by))[:, target].mean()))
        figures[label] = means[0] - means[1]
    golden['behaviours'][name] = figures

# The zero-state trap: the mean surprise of characters 257 to 512 of the text behind each first character.
h = np.tanh(Wxh.T + bh)
loss = np.zeros(V)
for t in range(511):
    h = np.tanh(Wxh[:, x[t]] + bh + h @ Whh.T)
    if t + 1 >= 256:
        loss -= log_softmax(h @ Why.T + by)[:, x[t + 1]] / 256
golden['trap'] = {'trapped': [int(c) for c in np.flatnonzero(loss > np.log(V))], 'newline': float(loss[newline])}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'golden.json'), 'w') as out:
    json.dump(golden, out, separators=(',', ':'))
    out.write('\n')
