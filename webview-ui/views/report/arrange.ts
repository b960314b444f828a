import type { ModelDescription } from '../../../src/protocol/inspector/model';
import type { Looked } from '../../../src/protocol/inspector/report';
import { visible } from '../../parts/character';
import { t, whole } from '../../strings';

/** One line for something that was looked at. */
export function lookedName(looked: Looked, { characters }: Pick<ModelDescription, 'characters'>): string {
  const name = (index: number): string => visible(characters[index] ?? String(index));
  switch (looked.method) {
    case 'drivers': {
      const { scope, to, foil } = looked.params;
      const rather = foil === undefined ? '' : t(' rather than {0}', name(foil));
      switch (scope.kind) {
        case 'zero':
          return t('Why {0} follows {1} from the zero state{2}', name(to), name(scope.from), rather);
        case 'place':
          return t('Why {0} follows at place {1}{2}', name(to), whole(scope.position), rather);
        case 'text':
          return t('Why {0} follows {1} over the whole text{2}', name(to), name(scope.from), rather);
      }
    }

    case 'ablate': {
      const { from, to, ablations } = looked.params;
      return t(
        'Proof: {1} to {2} without neurons {0}',
        ablations[0].neurons.join(', '),
        name(from),
        name(to),
      );
    }
    case 'smallestSet': {
      const { from, to, goal } = looked.params;
      const goals = { halve: t('halves'), flip: t('flips'), keep: t('keeps') };
      return t('Smallest set that {0} {1} to {2}', goals[goal], name(from), name(to));
    }
    case 'neuron':
      return t('Neuron {0}', looked.params.neuron);
  }
}

/** Whether something can be part of a report on this text. */
export function isOf(looked: Looked, text: string): boolean {
  if (looked.method === 'drivers') {
    const { scope } = looked.params;
    return scope.kind === 'zero' || scope.text === text;
  }
  return looked.params.text === text;
}
