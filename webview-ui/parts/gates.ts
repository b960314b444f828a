import type { ModelDescription } from '../../src/protocol/inspector/model';
import { t } from '../strings';

/** What a gate is called; a vanilla cell has one without a name. */
export function gateWord(gate: string): string {
  switch (gate) {
    case 'r':
      return t('reset gate');
    case 'z':
      return t('update gate');
    case 'n':
    case 'g':
      return t('candidate');
    case 'i':
      return t('input gate');
    case 'f':
      return t('forget gate');
    case 'o':
      return t('output gate');
    default:
      return '';
  }
}

/** "reset gate r". */
export function gateTitle(gate: string): string {
  return gate === '' ? '' : `${gateWord(gate)} ${gate}`;
}

/** Whether a state is what one gate says, a plain sum under a tanh. */
export function isVanilla({ gates, layers }: Pick<ModelDescription, 'gates' | 'layers'>): boolean {
  return gates.length === 1 && layers === 1;
}
