"""The lab as the tests see it: its commands, its own computations (lab.ts), and what was made for all tests.

Not here: any comparison (test_*.py). Everything is made when a test first asks for it, once, in a temporary folder.
"""
import functools
import json
import os
import pathlib
import subprocess
import tempfile

from safetensors.numpy import load_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
MASTER = ROOT / 'models' / 'sparkle-tiny'
PUBLIC = ROOT / 'public' / 'models' / 'sparkle-tiny'

_folder = tempfile.TemporaryDirectory(prefix='sparkle-interop-', ignore_cleanup_errors=True)
WORK = pathlib.Path(_folder.name)


def once(make):
    """Makes `make` run once with the same arguments: later calls get the same value, or the same error."""
    kept = {}

    @functools.wraps(make)
    def remembered(*of):
        if of not in kept:
            try:
                kept[of] = (make(*of), None)
            except Exception as error:  # told by every test that needs it
                kept[of] = (None, error)
        value, error = kept[of]
        if error is not None:
            raise error
        return value

    return remembered


def run(*command, cwd=ROOT, env=None, seconds=1200):
    """Runs a command and gives its output. Raises AssertionError with the end of the output if it fails."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, check=False)
    if done.returncode != 0:
        raise AssertionError(f'{" ".join(str(part) for part in command)} ended with {done.returncode}:\n{done.stdout[-4000:]}')
    return done.stdout


def command(name, *options, seconds=1200):
    """Runs `npm run NAME -- OPTIONS` and gives its output."""
    return run('npm', 'run', '--silent', name, '--', *options, seconds=seconds)


class Answer:
    """What the lab computed: `tensors` by name, and `said`, everything else."""

    def __init__(self, folder):
        self.tensors = load_file(folder / 'lab.safetensors')
        self.said = json.loads((folder / 'lab.json').read_text('utf8'))


def ask_lab(name, **request):
    """Has the lab compute a request (request.ts) into a folder of this name."""
    folder = WORK / name
    folder.mkdir()
    file = folder / 'request.json'
    file.write_text(json.dumps({'out': str(folder), **request}), 'utf8')
    run(ROOT / 'node_modules' / '.bin' / 'tsx', pathlib.Path(__file__).with_name('lab.ts'), file)
    return Answer(folder)


def checkpoint(name, *options):
    """A folder written by `npm run to-transformers`."""
    out = WORK / name
    command('to-transformers', '--out', out, *options)
    return out


@once
def plain_checkpoint():
    """The checkpoint of the embedded model as it ships."""
    return checkpoint('model')


@once
def sharp_checkpoint():
    """The checkpoint of the embedded model at strength of place 1."""
    return checkpoint('model-sharp', '--place', '1')


@once
def trained_adapter():
    """An adapter that the lab's page trained, a few steps, as the folder that PEFT opens."""
    zip_file = WORK / 'trained.zip'
    command('experiment', '--steps', '6', '--warmup-steps', '2', '--batch-size', '4', '--questions-per-image', '4', '--items',
            '1', '--tasks', 'direction', '--device', 'wasm', '--training-device', 'processor', '--adapter-out', zip_file)
    folder = WORK / 'trained'
    run('python3', '-m', 'zipfile', '-e', zip_file, folder)
    return folder


@once
def merged_model():
    """The embedded model with that adapter merged in by `npm run merge`, as ONNX files."""
    out = WORK / 'merged'
    command('merge', '--adapter', trained_adapter(), '--out', out)
    return out


@once
def merged_checkpoint():
    """The checkpoint of the merged model."""
    return checkpoint('merged-checkpoint', '--model', merged_model())


@once
def measured():
    """The lab's numbers of everything that is compared: items, adapters, a training step."""
    from made_adapters import made_adapters
    cases = [case('base'), case('sharp', place=1), case('trained', trained_adapter())]
    cases += [case(name, folder, answers=False) for name, folder in made_adapters().items()]
    return ask_lab('measured', measure=cases, train={'adapter': str(trained_adapter())})


def case(name, adapter=None, place=0.2, answers=True):
    """A case of the lab's measurements (request.ts)."""
    return {'name': name, 'adapter': adapter and str(adapter), 'place': place, 'answers': answers}
