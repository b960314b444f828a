"""Makes the golden files beside this script: tiny networks in every form that a model file may have.

    python3 make_golden.py            needs NumPy 2 (its pickles say numpy._core; NumPy 1's say numpy.core)
    python3 make_golden.py gated      only those of gated cells and several layers
    python2.7 make_golden_python2.py  needs no NumPy

The network has 3 hidden units and 4 characters. Number i of all its weights, counted through Wxh, Whh, Why, bh, by in C
order, is k(i) / 3 with k(i) = 7919 i mod 1009 - 504 (k / 128 as float16, where that is exact; k as an integer). The
Adagrad memories are the squares of k / 3. The tests compute the same numbers and need nothing else from here.
"""

import io
import os
import pickle
import sys
import zipfile

import numpy as np

HIDDEN, ASCII, ASTRAL = 3, ['\n', ' ', 'a', "'"], ['\n', '\u00e9', '\u5b57', '\U0001f600']
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'golden')


def weights(dtype='<f8', order='C', vocabulary=4):
    shapes = {
        'Wxh': (HIDDEN, vocabulary),
        'Whh': (HIDDEN, HIDDEN),
        'Why': (vocabulary, HIDDEN),
        'bh': (HIDDEN, 1),
        'by': (vocabulary, 1),
    }
    kind = np.dtype(dtype)
    scale = {'f': 128.0 if kind.itemsize == 2 else 3.0}.get(kind.kind)
    arrays, at = {}, 0
    for name, shape in shapes.items():
        count = shape[0] * shape[1]
        k = 7919 * np.arange(at, at + count) % 1009 - 504
        at += count
        values = k if scale is None else k / scale
        arrays[name] = np.array(values.reshape(shape), dtype=dtype, order=order)
    return arrays


GATES = {'rnn': 1, 'gru': 3, 'lstm': 4}


def gated(cell, layers, vocabulary=4):
    """Weights of any cell: k(i) / 3, counted through the five and then layer by layer, bn behind what a layer has else."""
    rows = GATES[cell] * HIDDEN
    shapes = {'Wxh': (rows, vocabulary), 'Whh': (rows, HIDDEN), 'Why': (vocabulary, HIDDEN)}
    shapes.update({'bh': (rows, 1), 'by': (vocabulary, 1)})
    for end in [''] + [str(layer) for layer in range(2, layers + 1)]:
        if end:
            shapes.update({'Wxh' + end: (rows, HIDDEN), 'Whh' + end: (rows, HIDDEN), 'bh' + end: (rows, 1)})
        if cell == 'gru':
            shapes['bn' + end] = (HIDDEN, 1)
    arrays, at = {}, 0
    for name, shape in shapes.items():
        count = shape[0] * shape[1]
        arrays[name] = ((7919 * np.arange(at, at + count) % 1009 - 504) / 3).reshape(shape)
        at += count
    return arrays


def gated_files():
    s1 = {'chars': np.array(ASCII, dtype='S1')}
    for cell, layers in (('rnn', 2), ('rnn', 3), ('gru', 1), ('gru', 2), ('lstm', 1)):
        says = {} if cell == 'rnn' else {'cell': np.array(cell)}
        save('cell-%s-%d.npz' % (cell, layers), {**gated(cell, layers), **says, **s1}, np.savez_compressed)
    weights3 = gated('lstm', 3)
    memories = {'m' + name: np.square(value) for name, value in weights3.items()}
    save('cell-lstm-3.npz', {**weights3, **memories, 'cell': np.array('lstm'), **s1}, np.savez_compressed)
    save('cell-bytes.npz', {**gated('gru', 1), 'cell': np.array([b'gru']), **s1}, np.savez_compressed)
    with open(os.path.join(FOLDER, 'cell-gru-2.pkl'), 'wb') as out:
        pickle.dump({**gated('gru', 2), 'cell': 'gru', 'chars': ASCII}, out, protocol=4)
    # In bytes: int8 times the scale of its row.
    quantised = {}
    for name, value in gated('gru', 2).items():
        if name.startswith('W'):
            scale = (np.abs(value).max(1, keepdims=True) / 127).astype(np.float32)
            quantised[name + '_scale'] = scale
            value = np.rint(value / scale).astype(np.int8)
        quantised[name] = value
    save('cell-gru-2-i1.npz', {**quantised, 'cell': np.array('gru'), **s1}, np.savez_compressed)


def dicts(characters):
    return {
        'char_to_ix': {c: i for i, c in enumerate(characters)},
        'ix_to_char': dict(enumerate(characters)),
    }


def everything(characters=ASCII):
    return {**weights(), **dicts(characters), 'chars': characters, 'data_size': 1000, 'vocab_size': 4}


def save(name, members, save_as=np.savez):
    save_as(os.path.join(FOLDER, name), **members)


def npy(array, version=(1, 0), protocol=None):
    """The bytes of an .npy; NumPy itself lets neither the version of objects nor their protocol be chosen."""
    out = io.BytesIO()
    if protocol is None:
        np.lib.format.write_array(out, np.asarray(array), version=version)
    else:
        array = np.asanyarray(array, dtype=object)
        header = np.lib.format.header_data_from_array_1_0(array)
        np.lib.format.write_array_header_1_0(out, header)
        out.write(pickle.dumps(array, protocol=protocol))
    return out.getvalue()


def save_zip(name, members, target=None):
    with zipfile.ZipFile(target or os.path.join(FOLDER, name), 'w') as archive:
        for member, data in members.items():
            archive.writestr(zipfile.ZipInfo(member + '.npy'), data)


class Unseekable(io.RawIOBase):
    """A stream, into which a zip is written with sizes after the contents instead of before."""

    def __init__(self):
        self.data = b''

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    s1 = {'chars': np.array(ASCII, dtype='S1')}

    for dtype in ('f2', 'f4', 'f8', 'i4', 'i8'):
        for order, sign in (('little', '<'), ('big', '>')):
            save('array-%s-%s-c.npz' % (dtype, order), {**weights(sign + dtype), **s1})
            fortran = {**weights(sign + dtype, 'F'), **s1}
            save('array-%s-%s-fortran.npz' % (dtype, order), fortran, np.savez_compressed)

    for major in (1, 2, 3):
        members = {k: npy(v, version=(major, 0)) for k, v in {**weights(), **s1}.items()}
        save_zip('version-%d.npz' % major, members)

    save('chars-u1-little.npz', {**weights(), 'chars': np.array(ASTRAL, dtype='<U1')})
    save('chars-u1-big.npz', {**weights(), 'chars': np.array(ASTRAL, dtype='>U1')})
    save('chars-u3.npz', {**weights(), 'chars': np.array(ASTRAL, dtype='<U3')})
    save('chars-list.npz', {**weights(), 'chars': ASTRAL})
    save('chars-objects.npz', {**weights(), 'chars': np.array(ASTRAL, dtype=object)})
    for name, value in dicts(ASTRAL).items():
        save('chars-%s.npz' % name, {**weights(), name: value})
    # What comes of building the dicts from an array: keys and values are NumPy's scalars.
    array = np.array(ASTRAL)
    save('chars-scalars.npz', {**weights(), 'char_to_ix': dict(zip(array, np.arange(4)))})
    save('chars-byte-scalars.npz', {**weights(), 'ix_to_char': dict(zip(np.arange(4), s1['chars']))})

    for protocol in range(6):
        objects = {k: npy(v, protocol=protocol) for k, v in dicts(ASTRAL).items()}
        save_zip('dicts-protocol-%d.npz' % protocol, {**{k: npy(v) for k, v in weights().items()}, **objects})
        for order in 'CF':
            data = {**everything(ASTRAL), **weights('<f8', order)}
            with open(os.path.join(FOLDER, 'pickle-protocol-%d-%s.pkl' % (protocol, order.lower())), 'wb') as out:
                pickle.dump(data, out, protocol=protocol)

    memories = {'m' + name: np.square(value) for name, value in weights().items()}
    save('all.npz', {**everything(), **memories})
    save('all-deflated.npz', {**everything(), **memories}, np.savez_compressed)
    save('vectors.npz', {**{k: v.ravel() if k in ('bh', 'by') else v for k, v in weights().items()}, **s1})

    stream = Unseekable()
    save_zip(None, {k: npy(v) for k, v in {**weights(), **s1}.items()}, stream)
    with open(os.path.join(FOLDER, 'streamed.npz'), 'wb') as out:
        out.write(stream.data)

    # A header of odd length: elements then stand where no float64 may begin.
    unaligned = {}
    for name, value in {**weights(), **s1}.items():
        text = "{'fortran_order':False,'descr':'%s','shape':%r}" % (value.dtype.str, value.shape)
        text += ' ' * (len(text) % 2) + '\n'
        unaligned[name] = b'\x93NUMPY\x01\x00' + bytes([len(text), 0]) + text.encode() + value.tobytes()
        assert (np.load(io.BytesIO(unaligned[name])) == value).all()
    save_zip('unaligned.npz', unaligned)


if __name__ == '__main__':
    assert sys.version_info >= (3, 8) and int(np.__version__.split('.')[0]) >= 2
    if sys.argv[1:] != ['gated']:
        main()
    gated_files()
