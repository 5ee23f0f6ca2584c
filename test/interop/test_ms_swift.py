"""The way to a cluster and back, walked with ms-swift itself: `npm run takeaway`, train.sh and infer.sh as they are written,
and `npm run score` on what comes back."""
import json
import pathlib
import re
import sys
import zipfile

import lab
from comparison import Comparison
from embedded_model import answer_of, logits_of, open_adapter, open_model

STEPS = 3
# Validation and another scaling than the lab starts with; a task without a picture.
EXPERIMENT = ('--steps', STEPS, '--warmup-steps', '1', '--batch-size', '4', '--questions-per-image', '4',
              '--validation-items', '2', '--validate-every', '2', '--scaling', 'rslora',
              '--tasks', 'direction,spp4,distance@told', '--items', '3')


@lab.once
def taken():
    """The folder that goes to the cluster."""
    out = lab.WORK / 'takeaway'
    lab.command('takeaway', *EXPERIMENT, '--out', out)
    return out


def steps_of(run_file):
    """The steps of training in a run file."""
    with zipfile.ZipFile(run_file) as file:
        return json.loads(file.read('run.json'))['steps']


@lab.once
def steps_in_lab():
    """The steps of the same experiment where the lab trains it."""
    run_file = lab.WORK / 'same-experiment.zip'
    lab.command('experiment', *EXPERIMENT, '--device', 'wasm', '--training-device', 'processor', '--run-out', run_file)
    return steps_of(run_file)


def script(name):
    """Runs a script of the folder as a person would, with this environment's packages."""
    tools = pathlib.Path(sys.executable).parent
    lab.run('bash', name, cwd=taken(), env={
        'USE_CPU': 'true', 'PATH': f'{tools}:{lab.os.environ["PATH"]}', 'MODELSCOPE_CACHE': str(lab.WORK / 'modelscope')})


@lab.once
def trained():
    """The folder after train.sh."""
    script('train.sh')
    return taken()


@lab.once
def answered():
    """The folder after infer.sh."""
    trained()
    script('infer.sh')
    return taken()


@lab.once
def measured():
    """The lab's numbers with the adapter that ms-swift wrote."""
    return lab.ask_lab('measured-swift', measure=[lab.case('swift', trained() / 'adapter', answers=False)])


@lab.once
def scored():
    """What `npm run score` says of the folder, and the run file that it writes."""
    run_file = lab.WORK / 'scored.zip'
    return lab.command('score', answered() / 'results.zip', '--run-out', run_file), run_file


class MsSwift(Comparison):
    def test_train(self):
        """ms-swift: train.sh as written; first loss and learning rates are those of the same experiment in the lab"""
        steps = steps_of(scored()[1])
        expected = steps_in_lab()
        self.assertEqual(len(steps), STEPS)
        self.assertEqual(len(expected), STEPS)
        for step, in_lab in zip(steps, expected):
            self.assertAlmostEqual(step['learningRate'], in_lab['learningRate'], 7)
        # From the second step on other A matrices were trained.
        told = f'{steps[0]["loss"]} in ms-swift, {expected[0]["loss"]:.6f} in the lab'
        self.figures.append(f'loss of the first step: {told}')
        self.assertLess(abs(steps[0]['loss'] - expected[0]['loss']), 1e-3, told)
        self.assertEqual([step['step'] for step in steps if 'validation' in step],
                         [step['step'] for step in expected if 'validation' in step])

    def test_adapter(self):
        """ms-swift: the adapter that it wrote opens in the lab, with PEFT's logits"""
        answer = measured()
        folder = lab.plain_checkpoint()
        model = open_adapter(folder, trained() / 'adapter')
        self.close('logits, adapter of ms-swift', (
            (logits_of(model, folder, item), answer.tensors[f'swift/logits/{item["id"]}']) for item in answer.said['items']), 5e-5)

    def test_infer(self):
        """ms-swift: infer.sh as written; before and after are greedy answers of transformers, without the adapter and with it"""
        folder = lab.plain_checkpoint()
        tokens = int(re.search(r'--max_new_tokens (\d+)', (answered() / 'infer.sh').read_text('utf8'))[1])
        asked = [json.loads(line) for line in (answered() / 'test.jsonl').read_text('utf8').splitlines()]
        items = [{'question': each['messages'][0]['content'].replace('<image>', ''),
                  'image': answered() / each['images'][0] if each['images'] else None} for each in asked]
        self.assertTrue(any(item['image'] is None for item in items))
        for file, model in (('before.jsonl', open_model(folder)), ('answers.jsonl', open_adapter(folder, trained() / 'adapter'))):
            given = [json.loads(line)['response'].strip() for line in (answered() / file).read_text('utf8').splitlines()]
            self.assertEqual(given, [answer_of(model, folder, item, tokens) for item in items], file)

    def test_score(self):
        """ms-swift: npm run score on what infer.sh packs"""
        said, run_file = scored()
        self.assertIn('direction', said)
        # The run file is one like any other.
        self.assertIn('direction', lab.command('experiment', '--run', run_file))
