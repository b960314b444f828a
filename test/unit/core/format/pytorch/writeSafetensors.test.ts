import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importNetwork } from '../../../../../src/core/format/pytorch/importNetwork';
import { writeSafetensors } from '../../../../../src/core/format/pytorch/writeSafetensors';
import { createReferenceKernel } from '../../../../../src/core/kernel/reference';
import { cells } from '../../../../../src/core/parameters';
import { randomModel } from '../../testModel';

const characters = 'abcdefg';
const text = 'abacadaeafagbcbdbebfbgcdcecfcgdedfdgefegfg';
const models = cells.flatMap((cell) =>
  [1, 3].map((layers) => randomModel(characters, 5, 4 + layers, 0.7, { cell, layers })),
);

describe('writeSafetensors', () => {
  it('is taken back by the importer, every number as it was', async () => {
    for (const model of models) {
      const { model: read } = await importNetwork(writeSafetensors(model, 'f8'), 'back', model.vocabulary);
      assert.deepEqual(read.parameters, model.parameters);
    }
  });

  it("is PyTorch's own network: the same surprise of every character", function () {
    this.timeout(120_000);
    const command = ['/usr/bin/python3', 'python3'].find(
      (python) => spawnSync(python, ['-c', 'import torch']).status === 0,
    );
    if (command === undefined) {
      console.log('      (skipped: no Python with PyTorch here)');
      this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    try {
      const files = models.map((model, at) => {
        const path = join(folder, `${at}.safetensors`);
        writeFileSync(path, writeSafetensors(model, 'f8'));
        return path;
      });
      const { stdout, stderr, status } = spawnSync(command, ['-c', script, text, ...files], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      const theirs = JSON.parse(stdout) as { vocabulary: string[]; losses: number[] }[];
      models.forEach(({ parameters, vocabulary }, at) => {
        assert.deepEqual(theirs[at].vocabulary, vocabulary.characters);
        const network = createReferenceKernel('reference').load(parameters);
        const indices = Uint16Array.from(text, (character) => vocabulary.indexOf(character)!);
        const state = network.createState();
        network.prime(state, indices.subarray(0, 1));
        const losses = new Float64Array(indices.length - 1);
        network.score(state, indices.subarray(1), losses);
        // Both in float64 on the same numbers: sums in another order.
        losses.forEach((loss, t) =>
          assert.ok(Math.abs(loss - theirs[at].losses[t]) < 1e-11, `${at} at ${t}`),
        );
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Reads the format by its description and lets PyTorch check every name and shape: load_state_dict is strict. */
const script = `
import json, struct, sys
import torch
torch.set_default_dtype(torch.float64)
text, found = sys.argv[1], []
for path in sys.argv[2:]:
    raw = open(path, 'rb').read()
    length, = struct.unpack('<Q', raw[:8])
    header, data = json.loads(raw[8:8 + length]), raw[8 + length:]
    vocabulary = json.loads(header.pop('__metadata__')['characters'])
    state = {name: torch.frombuffer(bytearray(data[slice(*entry['data_offsets'])]), dtype=torch.float64).reshape(entry['shape'])
             for name, entry in header.items()}
    rows, hidden = state['recurrent.weight_hh_l0'].shape
    kind = {1: torch.nn.RNN, 3: torch.nn.GRU, 4: torch.nn.LSTM}[rows // hidden]
    layers = sum(name.startswith('recurrent.weight_hh') for name in state)
    network = torch.nn.ModuleDict({'recurrent': kind(len(vocabulary), hidden, layers, batch_first=True),
                                   'output': torch.nn.Linear(hidden, len(vocabulary))})
    network.load_state_dict(state)
    indices = torch.tensor([[vocabulary.index(c) for c in text]])
    x = torch.nn.functional.one_hot(indices[:, :-1], len(vocabulary)).double()
    logits = network['output'](network['recurrent'](x)[0])
    losses = torch.nn.functional.cross_entropy(logits[0], indices[0, 1:], reduction='none')
    found.append({'vocabulary': vocabulary, 'losses': losses.tolist()})
print(json.dumps(found))
`;
