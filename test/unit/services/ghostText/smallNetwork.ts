import { Completer } from '../../../../src/core/completion';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import type { SuggestionRequest } from '../../../../src/services/ghostText/ghostTextEngine';
import type { TextLines } from '../../../../src/services/ghostText/contextAnchor';
import { randomModel } from '../../core/testModel';

/** What the small network knows. */
export const letters = 'abcdefgh \n.😀';

const model = randomModel(letters, 12, 3, 0.9);

/** A completer of a network with 12 units and random weights; a new one each time. */
export function smallCompleter(): Completer {
  const network = createReferenceKernel('reference').load(model.parameters);
  return new Completer(network, model, { warmup: { kind: 'auto' }, unknown: 'map' });
}

/** A request for 40 characters, and what differs. */
export function request(context: string, more: Partial<SuggestionRequest> = {}): SuggestionRequest {
  return {
    context,
    following: '',
    length: { unit: 'characters', count: 40 },
    stayOnLine: false,
    followed: [],
    drawings: [{ temperature: 0.8, seed: 1 }],
    ...more,
  };
}

/** A document as VS Code hands it out, with LF or CRLF alike: lines without their breaks. */
export function linesOf(text: string): TextLines {
  const lines = text.split('\n');
  return { lineCount: lines.length, lineAt: (line) => ({ text: lines[line] }) };
}
