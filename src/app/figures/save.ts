/** A figure as a file: its drawing as SVG or PNG, Not here: its rows (src/files/csv.ts), handing it over (ui/save-file.ts). */

/** The drawing as an SVG file of its own, with a background. */
export function svgText(svg: SVGSVGElement, ground: string): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  for (const control of copy.querySelectorAll('[data-control]')) control.remove();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const box = copy.viewBox.baseVal;
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  for (const [key, value] of Object.entries({ width: box.width, height: box.height, fill: ground }))
    rect.setAttribute(key, String(value));
  copy.prepend(rect);
  return new XMLSerializer().serializeToString(copy);
}

/** The drawing as a PNG at twice its size. Rejects if the browser cannot draw it. */
export async function pngOf(svg: SVGSVGElement, ground: string): Promise<Blob> {
  const { width, height } = svg.viewBox.baseVal;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg, ground))}`;
  await image.decode();
  const canvas = new OffscreenCanvas(width * 2, height * 2);
  canvas.getContext('2d')?.drawImage(image, 0, 0, width * 2, height * 2);
  return canvas.convertToBlob({ type: 'image/png' });
}
