/** Whether the page is narrow: one column, or a phone. Not here: its layout (layout.css has the same widths). */
import { useEffect, useState } from 'preact/hooks';

const oneColumn = window.matchMedia('(max-width: 959px)');
const phone = window.matchMedia('(max-width: 480px)');

/** Whether the page has one column; follows the width of the window. */
export const useOneColumn = (): boolean => useMatch(oneColumn);

/** Whether the page is as narrow as a phone; follows the width of the window. */
export const usePhone = (): boolean => useMatch(phone);

function useMatch(media: MediaQueryList): boolean {
  const [isMatching, setIsMatching] = useState(media.matches);
  useEffect(() => {
    const follow = () => setIsMatching(media.matches);
    follow();
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [media]);
  return isMatching;
}
