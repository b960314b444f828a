import type { TrainingForm } from '../../src/protocol/training/form';
import { t } from '../strings';

/** A length of time as one says it: `12 s`, `3 min`, `1 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 59.5) {
    return t('{0} s', Math.max(1, Math.round(seconds)));
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) {
    return t('{0} min', minutes);
  }
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) {
    return t('{0} days', Math.round(hours / 24));
  }
  return minutes % 60 === 0 ? t('{0} h', hours) : t('{0} h {1} min', hours, minutes % 60);
}

/** A length of memory: `84 MB`. */
export function memory(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes < 1000 ? t('{0} MB', Math.round(megabytes)) : t('{0} GB', (megabytes / 1000).toFixed(1));
}

/** Nats a character, with as many digits as a person compares. */
export function nats(loss: number): string {
  return loss.toFixed(3);
}

export function cellName(cell: TrainingForm['cell']): string {
  return { rnn: t('vanilla RNN'), gru: t('GRU'), lstm: t('LSTM') }[cell];
}

/** A number without noise: `0.004`, `0.0000125`. */
export function plain(value: number): string {
  return String(Number(value.toPrecision(3)));
}
