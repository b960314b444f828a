import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { trainingForm } from '../../../../src/protocol/training/form';
import { lengthOf, settingsOf } from '../../../../src/services/training/formSettings';
import { presetsFor } from '../../../../src/services/training/presets';
import { trainingSettings } from '../../../../src/services/training/trainingSettings';

describe('the presets of the Training view', () => {
  it('can be trained with, however long the text is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 5_000_000 }), (characters) => {
        for (const { name, form } of presetsFor(characters)) {
          assert.ok(v.is(trainingForm, form), name);
          assert.ok(v.is(trainingSettings, settingsOf(form, characters)), name);
          const { steps, stepsPerPass, trained, heldOut, judgeEvery } = lengthOf(form, characters);
          assert.equal(trained + heldOut, characters);
          assert.ok(steps >= 1 && judgeEvery >= 1 && judgeEvery <= stepsPerPass);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('ask for more work one after the other', () => {
    for (const characters of [2_000, 268_330, 1_115_394]) {
      const work = presetsFor(characters).map(
        ({ form }) => form.passes * form.layers * form.hidden ** 2 * (form.cell === 'rnn' ? 1 : 3),
      );
      assert.deepEqual(
        work,
        [...work].sort((a, b) => a - b),
      );
    }
  });
});
