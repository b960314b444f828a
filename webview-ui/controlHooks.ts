import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Names a control. The toolkit writes a name of its own over what stands in the markup. */
export function useName(element: RefObject<HTMLElement | null>, label: string): void {
  useEffect(() => element.current?.setAttribute('aria-label', label), [label]);
}

/**
 * Sets the value of a control that takes in its options a moment after they are put into it.
 *
 * @returns whether that is happening: the control then tells of a change that is none of the person's.
 */
export function useLateValue(
  element: RefObject<(HTMLElement & { value: string }) | null>,
  value: string,
  key = '',
): { readonly current: boolean } {
  const isSetting = useRef(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (element.current && element.current.value !== value) {
        isSetting.current = true;
        element.current.value = value;
        isSetting.current = false;
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [value, key]);
  return isSetting;
}
