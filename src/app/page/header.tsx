/** The head of the page: the name, the model, the GPU, the share link and the theme. */
import { useState } from 'preact/hooks';
import { type Language, language, languages, words } from '../../words/words.ts';
import { FirstMinuteButton } from '../first-minute/first-minute.tsx';
import { GpuState } from '../gpu/gpu-state.tsx';
import { chosenModel, placeOf } from '../models/choice.ts';
import { isModelReady, modelBytes, modelState } from '../models/state.ts';
import { modelSizeText, sizeText } from '../ui/format.ts';
import { chooseLanguage } from './language.ts';
import { tell } from './notice.ts';
import { nextTheme, theme } from './theme.ts';

/** The line at the top. */
export function HeaderView() {
  const { changeTheme, themes } = words.value.page;
  return (
    <header class="head">
      <h1>Sparkle Lab</h1>
      <div class="head-state">
        <ModelState />
        <GpuState />
      </div>
      <div class="head-actions">
        <FirstMinuteButton />
        <ShareButton />
        {(Object.keys(languages) as Language[])
          .filter((each) => each !== language.value)
          .map((each) => (
            <button
              key={each}
              type="button"
              class="quiet"
              lang={each}
              onClick={() => void chooseLanguage(window, each)}
            >
              {languages[each]}
            </button>
          ))}
        <button type="button" class="quiet" onClick={nextTheme} aria-label={changeTheme(themes[theme.value])}>
          {theme.value === 'system' ? '◐' : theme.value === 'light' ? '○' : '●'}{' '}
          <span class="head-theme">{themes[theme.value]}</span>
        </button>
      </div>
    </header>
  );
}

function ModelState() {
  const state = modelState.value;
  const { id, name, size } = chosenModel.value;
  const isReady = isModelReady();
  const { model, modelStates } = words.value.page;
  const word = isReady
    ? modelStates.ready
    : state.kind === 'loading'
      ? modelStates.loading(sizeText(modelBytes()))
      : placeOf(id) === null
        ? modelStates.notHere
        : modelStates.notLoaded;
  return (
    <span>
      <span class="muted">{model}</span> {name} · {modelSizeText(size)} · {word}
    </span>
  );
}

function ShareButton() {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setIsCopied(true);
      setTimeout(() => setIsCopied(false), 2000);
    } catch {
      tell('note', words.value.page.linkNotCopied);
    }
  };
  const { share, shareTitle, linkCopied } = words.value.page;
  return (
    <button type="button" class="quiet" onClick={() => void copy()} title={shareTitle}>
      <span aria-live="polite">{isCopied ? linkCopied : share}</span>
    </button>
  );
}
