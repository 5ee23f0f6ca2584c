/**
 * The dialog with the camera's picture and the button that takes it. The camera is on only while the dialog is open and
 * the page is seen. Not here: the camera itself (camera.ts).
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../../words/words.ts';
import { type CameraFault, closeCamera, openCamera, takePicture } from './camera.ts';

interface CameraDialogProps {
  readonly onTake: (picture: Blob) => void;
  readonly onClose: () => void;
}

/** A modal dialog; Escape closes it. */
export function CameraDialog({ onTake, onClose }: CameraDialogProps) {
  const said = words.value.pictures.camera;
  const dialog = useRef<HTMLDialogElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const { stream, fault, restart } = useCamera();
  const [shown, setShown] = useState<MediaStream | null>(null);
  const isShowing = stream !== null && shown === stream;
  const [taken, setTaken] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  const take = async () => {
    const picture = video.current && (await takePicture(video.current));
    if (!picture) return;
    onTake(picture);
    setTaken((count) => count + 1);
  };
  return (
    <dialog ref={dialog} class="item-dialog camera" aria-labelledby="camera-title" onClose={onClose}>
      <div class="title-line">
        <h2 id="camera-title">{said.title}</h2>
        <button type="button" onClick={() => dialog.current?.close()}>
          {said.close}
        </button>
      </div>
      <p class="small muted">{said.consent}</p>
      {fault ? (
        <>
          <p role="alert">{said.faults[fault]}</p>
          <div class="row">
            <button type="button" onClick={restart}>
              {said.again}
            </button>
          </div>
        </>
      ) : (
        <>
          <video
            ref={video}
            autoPlay
            muted
            playsInline
            aria-label={said.preview}
            onPlaying={() => {
              setShown(stream);
              // The one button that counts here, once it can be pressed.
              requestAnimationFrame(() => trigger.current?.focus());
            }}
          />
          <div class="row">
            <button
              type="button"
              class="primary"
              ref={trigger}
              disabled={!isShowing}
              onClick={() => void take()}
            >
              {said.take}
            </button>
            <span class="small muted" role="status">
              {isShowing ? taken > 0 && said.taken(taken) : said.waiting}
            </span>
          </div>
        </>
      )}
    </dialog>
  );
}

/** The camera while the component is mounted and the page is seen; `restart` asks for it again. */
function useCamera() {
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [fault, setFault] = useState<CameraFault | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let opened: MediaStream | null = null;
    let isOver = false;
    const end = (why: CameraFault) => {
      if (isOver) return;
      isOver = true;
      if (opened) closeCamera(opened);
      setStream(null);
      setFault(why);
    };
    const onHidden = () => document.hidden && end('hidden');
    void openCamera().then((result) => {
      if ('fault' in result) return end(result.fault);
      // Closed or hidden while its person was asked.
      if (isOver) return closeCamera(result.stream);
      opened = result.stream;
      for (const track of opened.getTracks()) track.addEventListener('ended', () => end('gone'));
      setStream(opened);
    });
    document.addEventListener('visibilitychange', onHidden);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', onHidden);
      if (opened) closeCamera(opened);
    };
  }, [attempt]);
  const restart = () => {
    setStream(null);
    setFault(null);
    setAttempt(attempt + 1);
  };
  return { stream, fault, restart };
}
