import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { pause, type Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import { fileProblem } from '../fileProblem';
import type { TrainingText } from '../training/trainingJob';

/** What is known of a text without holding it. */
export interface ScannedText {
  /** As they lie there. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  /** Of the text as it is trained on, in UTF-8: what `readTrainingText` says of it too. */
  readonly sha256: string;
  /** How often each character occurs. */
  readonly counts: ReadonlyMap<string, number>;
  /** Of the same. */
  readonly bytes: number;
  /** How it begins. */
  readonly opening: string;
}

/** Bytes read at once. */
const pieceSize = 2 ** 18;
const openingLength = 4096;

/**
 * Reads a text in pieces, however large it is: its lines end with a newline alone, and so does each of several files, as
 * `readTrainingText` has it.
 *
 * @param write is given each piece.
 * @throws PersonError if a file cannot be read or is not UTF-8.
 */
export async function scanText(
  source: TrainingText,
  { signal }: Control = {},
  write?: (piece: string) => Promise<void>,
): Promise<ScannedText> {
  const counts = new Uint32Array(0x110000);
  const hash = createHash('sha256');
  const files: { path: string; bytes: number; sha256: string }[] = [];
  let opening = '';
  let size = 0;
  const take = async (piece: string): Promise<void> => {
    hash.update(piece, 'utf8');
    size += Buffer.byteLength(piece);
    for (let at = 0; at < piece.length; at++) {
      const code = piece.codePointAt(at)!;
      counts[code]++;
      at += code > 0xffff ? 1 : 0;
    }
    opening = opening.length < openingLength ? (opening + piece).slice(0, openingLength) : opening;
    await write?.(piece);
    await pause();
    signal?.throwIfAborted();
  };
  if (source.kind === 'text') {
    for (const piece of piecesOf(source.text.replaceAll('\r\n', '\n'))) {
      await take(piece);
    }
  } else {
    for (const [number, given] of source.paths.entries()) {
      const path = resolve(given);
      const own = createHash('sha256');
      let [bytes, last] = [0, ''];
      for await (const piece of readPieces(path, own, (read) => (bytes += read))) {
        await take(piece);
        last = piece.at(-1) ?? last;
      }
      files.push({ path, bytes, sha256: own.digest('hex') });
      if (number < source.paths.length - 1 && last !== '\n') {
        await take('\n');
      }
    }
  }
  return { files, sha256: hash.digest('hex'), counts: counted(counts), bytes: size, opening };
}

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const after = at + pieceSize;
    // Not between the halves of a character.
    const end = (text.codePointAt(after - 1) ?? 0) > 0xffff ? after + 1 : after;
    yield text.slice(at, end);
    at = end;
  }
}

async function* readPieces(
  path: string,
  own: Hash,
  count: (bytes: number) => void,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held = '';
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: pieceSize })) {
      own.update(chunk as Uint8Array);
      count((chunk as Uint8Array).length);
      const text = held + decoder.decode(chunk as Uint8Array, { stream: true });
      // A return may belong to a newline that comes.
      held = text.endsWith('\r') ? '\r' : '';
      yield text.slice(0, text.length - held.length).replaceAll('\r\n', '\n');
    }
    yield held + decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) {
      throw new PersonError('The text of {0} is not UTF-8. Save it as UTF-8 and try again.', {
        values: [path],
        cause: error,
      });
    }
    throw (error as NodeJS.ErrnoException).code === undefined ? error : fileProblem('the text', path, error);
  }
}

function counted(counts: Uint32Array): Map<string, number> {
  const found = new Map<string, number>();
  counts.forEach((count, code) => {
    if (count > 0) {
      found.set(String.fromCodePoint(code), count);
    }
  });
  return found;
}
