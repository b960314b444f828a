import type { Model } from '../../model';
import { Slicer, type Control } from '../../pause';
import { PersonError } from '../../personError';
import type { Vocabulary } from '../../vocabulary';
import { fromStateDict, type Mapped } from './fromStateDict';
import { readSafetensors, safetensorsTexts } from './readSafetensors';
import { readTorchZip } from './readTorchZip';
import { vocabularyFromJson } from './vocabularyJson';

/**
 * Makes a model of a network that PyTorch trained: a state dict that `torch.save` wrote, or a safetensors file, told apart by
 * their first bytes. Nothing in the file is run.
 *
 * @param name a short name for people, which the model gets and every message begins with.
 * @throws PersonError for what does not fit, by name and shape.
 */
export async function importNetwork(
  bytes: Uint8Array,
  name: string,
  vocabulary: Vocabulary,
  control: Control = {},
): Promise<{ model: Model; mapping: readonly Mapped[] }> {
  const slicer = new Slicer(control, bytes.length);
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const tensors = isZip(file) ? await readTorchZip(file, slicer) : readSafetensors(checked(file));
    const { parameters, mapping } = await fromStateDict(tensors, vocabulary.size, slicer);
    return { model: { name, vocabulary, parameters }, mapping };
  } catch (error) {
    throw error instanceof PersonError
      ? new PersonError('{0}: {1}', { values: [name, error], cause: error })
      : error;
  }
}

/** The vocabulary that a safetensors file of ours has in its metadata; undefined for another file. */
export function ownVocabulary(bytes: Uint8Array): Vocabulary | undefined {
  // A JSON object behind eight bytes.
  const characters = bytes[8] === 0x7b ? safetensorsTexts(bytes).get('characters') : undefined;
  return characters === undefined ? undefined : vocabularyFromJson(characters, 'The text "characters"');
}

function isZip(file: Uint8Array): boolean {
  return file[0] === 0x50 && file[1] === 0x4b;
}

/** A file that may be safetensors: the JSON object begins behind eight bytes. */
function checked(file: Uint8Array): Uint8Array {
  if (file[8] !== 0x7b) {
    throw new PersonError(
      file[0] === 0x80
        ? 'The file is a bare pickle, as PyTorch before 1.6 wrote it: load it in PyTorch and save it again.'
        : 'The file is neither what torch.save writes (a zip) nor safetensors.',
    );
  }
  return file;
}
