/** Whether the page has one column, because it is narrow. Not here: its layout (layout.css has the same width). */
import { useEffect, useState } from 'preact/hooks';

const oneColumn = window.matchMedia('(max-width: 959px)');

/** Follows the width of the window. */
export function useOneColumn(): boolean {
  const [isNarrow, setIsNarrow] = useState(oneColumn.matches);
  useEffect(() => {
    const follow = () => setIsNarrow(oneColumn.matches);
    follow();
    oneColumn.addEventListener('change', follow);
    return () => oneColumn.removeEventListener('change', follow);
  }, []);
  return isNarrow;
}
