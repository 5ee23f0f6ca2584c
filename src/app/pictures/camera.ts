/**
 * The camera: asking for it, one picture of it, and letting it go. Nothing is kept here. Not here: the dialog
 * (camera.tsx), what is done with a picture (state.ts).
 */

/** Why there is no picture of a camera. */
export type CameraFault = 'unsupported' | 'refused' | 'none' | 'busy' | 'hidden' | 'gone';

/** What the names of the browser's errors come to: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
const faults: Readonly<Record<string, CameraFault>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'none',
  OverconstrainedError: 'none',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Asks for the camera, the one at the back of a phone; the browser asks its person. Never rejects. */
export async function openCamera(): Promise<
  { readonly stream: MediaStream } | { readonly fault: CameraFault }
> {
  // Missing on plain HTTP, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) return { fault: 'unsupported' };
  try {
    const video = { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 960 } };
    return { stream: await devices.getUserMedia({ video, audio: false }) };
  } catch (error) {
    return { fault: (error instanceof DOMException && faults[error.name]) || 'busy' };
  }
}

/** Turns the camera off: its light goes out. */
export const closeCamera = (stream: MediaStream): void => {
  for (const track of stream.getTracks()) track.stop();
};

/** What the camera shows now, as a file; null if it shows nothing yet. */
export async function takePicture(video: HTMLVideoElement): Promise<Blob | null> {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0 || height === 0) return null;
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')?.drawImage(video, 0, 0, width, height);
  return new Promise((take) => canvas.toBlob(take, 'image/jpeg', 0.95));
}
