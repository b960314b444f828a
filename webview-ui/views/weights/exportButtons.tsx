import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useInspector } from '../../app/inspector';
import { Button } from '../../controls';
import { asCsv, asPng, asSvg, type Export } from '../../heatmap/exports';
import { Failed } from '../../parts/answer';
import { t } from '../../strings';

/** Saves the picture, or the numbers. */
export function ExportButtons({
  exported,
  name,
}: {
  readonly exported: Export;
  readonly name: string;
}): JSX.Element {
  const { questions } = useInspector();
  const [problem, setProblem] = useState<string>();
  const save = async (
    ending: string,
    content: () => string | Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<void> => {
    setProblem(undefined);
    try {
      await questions.requester.ask('save', { name: `${name}.${ending}`, content: await content() });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <span class="field" role="group" aria-label={t('Export')}>
        <span class="field-label">{t('Export')}</span>
        <span class="buttons">
          <Button onClick={() => void save('png', () => asPng(exported))}>PNG</Button>
          <Button onClick={() => void save('svg', () => asSvg(exported))}>SVG</Button>
          <Button onClick={() => void save('csv', () => asCsv(exported))}>CSV</Button>
        </span>
      </span>
      {problem === undefined ? null : <Failed message={problem} again={() => setProblem(undefined)} />}
    </>
  );
}
