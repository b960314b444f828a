# -*- coding: utf-8 -*-
"""Makes the golden files that only Python 2 can: its own pickles, by `pickle` and by `cPickle`.

    python2.7 make_golden_python2.py

It needs no NumPy: classes that stand in for NumPy's say of themselves in the pickle what NumPy 1.x under Python 2 says
(compare the pickles in any .npz from there). The network is that of make_golden.py.
"""

from __future__ import print_function

import cPickle
import os
import pickle
import struct
import sys
import types
import zipfile

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'golden')
ASCII = ['\n', ' ', 'a', "'"]
UNICODE = [u'\n', u'\u00e9', u'\u5b57', u'"']
SHAPES = [('Wxh', (3, 4)), ('Whh', (3, 3)), ('Why', (4, 3)), ('bh', (3, 1)), ('by', (4, 1))]


class dtype(object):
    def __init__(self, name, order):
        self.name, self.order = name, order

    def __reduce__(self):
        size, flags = (-1, 63) if self.name == 'O8' else (-1, 0)
        return dtype, (self.name, 0, 1), (3, self.order, None, None, None, size, size, flags)


class ndarray(object):
    def __init__(self, shape, kind, data):
        self.shape, self.kind, self.data = shape, kind, data

    def __reduce__(self):
        return _reconstruct, (ndarray, (0,), 'b'), (1, self.shape, self.kind, False, self.data)


def _reconstruct(*args):
    raise NotImplementedError


def stand_in():
    """Lets the classes above pickle under NumPy's names."""
    numpy, core, multiarray = [types.ModuleType(n) for n in ('numpy', 'numpy.core', 'numpy.core.multiarray')]
    for module in (numpy, core, multiarray):
        sys.modules[module.__name__] = module
    numpy.core, core.multiarray = core, multiarray
    for thing, module in ((dtype, numpy), (ndarray, numpy), (_reconstruct, multiarray)):
        thing.__module__ = module.__name__
        setattr(module, thing.__name__, thing)


def weights():
    arrays, at = {}, 0
    for name, shape in SHAPES:
        count = shape[0] * shape[1]
        values = [(7919 * i % 1009 - 504) / 3.0 for i in range(at, at + count)]
        at += count
        arrays[name] = shape, struct.pack('<%dd' % count, *values)
    return arrays


def dicts(characters):
    return {
        'char_to_ix': dict((c, i) for i, c in enumerate(characters)),
        'ix_to_char': dict((long(i), c) for i, c in enumerate(characters)),
    }


def npy(descr, shape, data):
    text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (descr, shape)
    text += ' ' * (15 - (10 + len(text)) % 16) + '\n'
    return '\x93NUMPY\x01\x00' + struct.pack('<H', len(text)) + text + data


def main():
    stand_in()
    for label, characters in (('ascii', ASCII), ('unicode', UNICODE)):
        for library in (pickle, cPickle):
            for protocol in (0, 1, 2):
                data = dict((k, ndarray(s, dtype('f8', '<'), d)) for k, (s, d) in weights().items())
                data.update(dicts(characters), chars=characters, data_size=1000, vocab_size=4L)
                stem = 'python2-%s-%s-protocol-%d' % (label, library.__name__.lower(), protocol)
                with open(os.path.join(FOLDER, stem + '.pkl'), 'wb') as out:
                    library.dump(data, out, protocol)
                if library is cPickle:
                    # On Windows, NumPy under Python 2 wrote lengths as long integers.
                    members = dict((k, npy('<f8', '(%dL, %dL)' % s, d)) for k, (s, d) in weights().items())
                    for name, value in dicts(characters).items():
                        array = ndarray((), dtype('O8', '|'), [value])
                        members[name] = npy('|O', '()', library.dumps(array, protocol))
                    with zipfile.ZipFile(os.path.join(FOLDER, stem + '.npz'), 'w') as archive:
                        for name in sorted(members):
                            archive.writestr(zipfile.ZipInfo(name + '.npy'), members[name])


if __name__ == '__main__':
    main()
