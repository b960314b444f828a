import type { Model } from '../model';
import type { Slicer } from '../pause';
import { PersonError } from '../personError';
import { quoted } from './byteText';
import { integerOf } from './integerOf';
import type { MemberSource } from './memberSource';
import { notesName, readNotes } from './notesMember';
import { parameterMembers, readMemory, readParameters } from './readParameters';
import { readVocabulary, vocabularyNames } from './readVocabulary';

/** The members that are read; a file may have others. */
export const memberNames: ReadonlySet<string> = new Set([
  ...parameterMembers,
  ...vocabularyNames,
  'data_size',
  'vocab_size',
  notesName,
]);

/** Puts a model together from a file's members, checked against each other. @throws PersonError naming the member. */
export async function readModelMembers(source: MemberSource, name: string, slicer: Slicer): Promise<Model> {
  const vocabulary = await readVocabulary(source);
  const vocabularySize = await readCount(source, 'vocab_size');
  if (vocabularySize !== undefined && vocabularySize !== vocabulary.size) {
    throw new PersonError('vocab_size is {0}, but the vocabulary has {1} characters: expected the same.', {
      values: [vocabularySize, vocabulary.size],
    });
  }
  const dataSize = await readCount(source, 'data_size');
  const notes = readNotes(await source.read(notesName));
  const parameters = await readParameters(source, vocabulary.size, slicer);
  const memory = await readMemory(source, parameters, slicer);
  return {
    name,
    vocabulary,
    parameters,
    ...(memory && { memory }),
    // `writeModel` writes 0 where it does not know: the assignment's script wants the member to be there.
    ...(dataSize && { dataSize }),
    ...(notes && { notes }),
  };
}

async function readCount(source: MemberSource, name: string): Promise<number | undefined> {
  const value = await source.read(name);
  if (value === undefined) {
    return undefined;
  }
  const count = integerOf(value);
  if (count === undefined || count < 0) {
    throw new PersonError('{0} is not a count: expected an integer from 0 up, with no axes.', {
      values: [quoted(name)],
    });
  }
  return count;
}
