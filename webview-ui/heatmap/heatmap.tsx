import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useTheme } from '../app/themeContext';
import { Button } from '../controls';
import { t } from '../strings';
import { drawHeatmap, margin } from './drawHeatmap';
import { MatrixPicture, type ShownMatrix } from './matrixPicture';
import type { Scale } from './scale';
import { cellAt, fit, pan, resize, reveal, zoom, type Cell, type Viewport } from './viewport';

/** What part of the matrix was seen, in a form that does not depend on the size of the canvas. */
export interface Look {
  /** How much larger than the whole. */
  readonly zoomX: number;
  readonly zoomY: number;
  readonly left: number;
  readonly top: number;
}

interface HeatmapProps {
  readonly matrix: ShownMatrix;
  readonly scale: Scale;
  readonly label: string;
  /** Pixels of the plot. */
  readonly height: number;
  readonly rowWord: (at: number) => string;
  readonly columnWord: (at: number) => string;
  readonly chosenRows: readonly number[];
  readonly chosenColumns: readonly number[];
  /** Rows in a block (of a lying bias columns): a line stands between blocks. 0 where there are none. */
  readonly block: number;
  /** The cell with the cursor, by its places in the order shown. */
  readonly cursor: Cell | undefined;
  readonly onCursor: (cell: Cell) => void;
  /** Enter or a click. */
  readonly onChoose: (cell: Cell) => void;
  /** The pointer is over a cell, or over none. */
  readonly onHover: (cell: Cell | undefined) => void;
  readonly look: Look | null;
  readonly onLook: (look: Look) => void;
}

/** Moves of fewer pixels are a click. */
const clickRadius = 4;

/** A matrix to look at: drag to move, turn the wheel to zoom, arrow keys for the cursor. */
export function Heatmap(props: HeatmapProps): JSX.Element {
  const { matrix, scale, label, height, cursor, onCursor, onChoose, onHover } = props;
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const viewRef = useRef<Viewport | undefined>(undefined);
  const picture = useMemo(
    () => new MatrixPicture(matrix, scale, scale.kind === 'log' ? theme.sequential : theme.diverging),
    [matrix, scale, theme],
  );
  useLayoutEffect(() => {
    const element = box.current!;
    const measure = (): void => setWidth(Math.max(40, Math.floor(element.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const plotWidth = Math.max(20, width - margin.left - margin.right);
  let view = viewRef.current;
  if (!view || view.rows !== matrix.rows || view.columns !== matrix.columns) {
    view = lookAt(fit(matrix.rows, matrix.columns, plotWidth, height), props.look);
  } else if (view.width !== plotWidth || view.height !== height) {
    view = resize(view, plotWidth, height);
  }
  viewRef.current = view;

  // What is drawn is always the latest: a listener that is added once keeps the functions of its first render.
  const latest = useRef({ ...props, picture, theme, width });
  latest.current = { ...props, picture, theme, width };
  const frame = useRef(0);
  const draw = (): void => {
    frame.current = 0;
    const element = canvas.current;
    const context = element?.getContext('2d');
    const { width, height, ...drawing } = latest.current;
    if (!element || !context || !viewRef.current || width === 0) {
      return;
    }
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [width * ratio, (height + margin.top + margin.bottom) * ratio];
    if (element.width !== Math.round(wide) || element.height !== Math.round(high)) {
      element.width = Math.round(wide);
      element.height = Math.round(high);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawHeatmap(context, {
      ...drawing,
      view: viewRef.current,
      font: `11px ${getComputedStyle(element).fontFamily}`,
    });
  };
  const schedule = (): void => {
    frame.current ||= requestAnimationFrame(draw);
  };
  useLayoutEffect(draw);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const told = useRef<ReturnType<typeof setTimeout>>(undefined);
  const show = (next: Viewport): void => {
    viewRef.current = next;
    schedule();
    clearTimeout(told.current);
    told.current = setTimeout(() => latest.current.onLook(lookOf(next)), 300);
  };
  const at = (event: MouseEvent): { x: number; y: number } => {
    const edges = canvas.current!.getBoundingClientRect();
    return { x: event.clientX - edges.left - margin.left, y: event.clientY - edges.top - margin.top };
  };
  const middle = { x: view.width / 2, y: view.height / 2 };
  const zoomBy = (factor: number, { x, y } = middle): void => show(zoom(viewRef.current!, factor, x, y));

  useEffect(() => {
    // Not through the framework: only a listener that says so may keep the page from scrolling.
    const element = canvas.current!;
    const turn = (event: WheelEvent): void => {
      const now = viewRef.current!;
      const isWhole =
        now.cellWidth * now.columns <= now.width + 1 && now.cellHeight * now.rows <= now.height + 1;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoomBy(Math.exp(-event.deltaY / 200), at(event));
      } else if (!isWhole) {
        event.preventDefault();
        const [dx, dy] = event.shiftKey ? [event.deltaY, event.deltaX] : [event.deltaX, event.deltaY];
        show(pan(now, -dx, -dy));
      }
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, []);

  const drag = useRef<{ x: number; y: number; startX: number; startY: number; moved: boolean }>(undefined);
  const moveCursor = (cell: Cell): void => {
    onCursor(cell);
    show(reveal(viewRef.current!, cell));
  };
  return (
    <div class="heatmap" ref={box}>
      <div
        class="heatmap-frame"
        tabIndex={0}
        role="application"
        aria-label={label}
        aria-roledescription={t('heatmap')}
        aria-describedby="heatmap-keys"
        onKeyDown={(event) => {
          const next = keyed(event, cursor, viewRef.current!);
          if (next) {
            event.preventDefault();
            moveCursor(next);
          } else if (event.key === 'Enter' && cursor) {
            onChoose(cursor);
          } else if (event.key === '+' || event.key === '=') {
            zoomBy(1.5, cursor && middleOf(viewRef.current!, cursor));
          } else if (event.key === '-') {
            zoomBy(1 / 1.5, cursor && middleOf(viewRef.current!, cursor));
          } else if (event.key === '0') {
            show(fit(matrix.rows, matrix.columns, plotWidth, height));
          }
        }}
      >
        <canvas
          ref={canvas}
          aria-hidden="true"
          style={{ width: `${width}px`, height: `${height + margin.top + margin.bottom}px` }}
          onPointerDown={(event) => {
            if (event.button === 0) {
              canvas.current!.setPointerCapture(event.pointerId);
              drag.current = { ...at(event), startX: event.clientX, startY: event.clientY, moved: false };
            }
          }}
          onPointerMove={(event) => {
            const { x, y } = at(event);
            const from = drag.current;
            if (!from) {
              onHover(cellAt(viewRef.current!, x, y));
              return;
            }
            from.moved ||= Math.hypot(event.clientX - from.startX, event.clientY - from.startY) > clickRadius;
            if (from.moved) {
              show(pan(viewRef.current!, x - from.x, y - from.y));
              drag.current = { ...from, x, y };
            }
          }}
          onPointerUp={(event) => {
            const from = drag.current;
            drag.current = undefined;
            const { x, y } = at(event);
            const cell = from && !from.moved ? cellAt(viewRef.current!, x, y) : undefined;
            if (cell) {
              onCursor(cell);
              onChoose(cell);
            }
          }}
          onPointerCancel={() => {
            drag.current = undefined;
          }}
          onPointerLeave={() => onHover(undefined)}
          onDblClick={(event) => zoomBy(2, at(event))}
        />
      </div>
      <div class="heatmap-zoom">
        <Button kind="icon" label={t('Zoom in')} onClick={() => zoomBy(1.5)}>
          +
        </Button>
        <Button kind="icon" label={t('Zoom out')} onClick={() => zoomBy(1 / 1.5)}>
          −
        </Button>
        <Button onClick={() => show(fit(matrix.rows, matrix.columns, plotWidth, height))}>
          {t('Whole')}
        </Button>
      </div>
    </div>
  );
}

function lookOf(view: Viewport): Look {
  return {
    zoomX: view.cellWidth / (view.width / view.columns),
    zoomY: view.cellHeight / (view.height / view.rows),
    left: view.left,
    top: view.top,
  };
}

/** The whole, then as it was left. */
function lookAt(whole: Viewport, look: Look | null): Viewport {
  return look === null
    ? whole
    : pan(
        {
          ...whole,
          cellWidth: whole.cellWidth * look.zoomX,
          cellHeight: whole.cellHeight * look.zoomY,
          left: look.left,
          top: look.top,
        },
        0,
        0,
      );
}

function middleOf(view: Viewport, { row, column }: Cell): { x: number; y: number } {
  return { x: (column + 0.5 - view.left) * view.cellWidth, y: (row + 0.5 - view.top) * view.cellHeight };
}

/** Where a key takes the cursor. */
function keyed(event: KeyboardEvent, cursor: Cell | undefined, view: Viewport): Cell | undefined {
  const { row, column } = cursor ?? { row: 0, column: 0 };
  const page = Math.max(1, Math.floor(view.height / view.cellHeight) - 1);
  const moves: Record<string, Cell> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    PageUp: { row: row - page, column },
    PageDown: { row: row + page, column },
    Home: { row: event.ctrlKey ? 0 : row, column: 0 },
    End: { row: event.ctrlKey ? view.rows - 1 : row, column: view.columns - 1 },
  };
  if (!(event.key in moves) || event.altKey || event.metaKey) {
    return undefined;
  }
  const to = moves[event.key];
  return {
    row: Math.max(0, Math.min(view.rows - 1, to.row)),
    column: Math.max(0, Math.min(view.columns - 1, to.column)),
  };
}
