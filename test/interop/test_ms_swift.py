"""The way to a cluster and back, walked with ms-swift itself: `npm run takeaway`, train.sh and infer.sh as they are written,
and `npm run score` on what comes back."""
import json
import pathlib
import sys

import lab
from comparison import Comparison
from embedded_model import logits_of, open_adapter

STEPS, BATCH = 3, 4


@lab.once
def taken():
    """The folder that goes to the cluster."""
    out = lab.WORK / 'takeaway'
    lab.command('takeaway', '--steps', STEPS, '--warmup-steps', '1', '--batch-size', BATCH, '--questions-per-image', '4',
                '--tasks', 'direction,spp4', '--items', '3', '--out', out)
    return out


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
    """The lab's loss on the first batch, and its numbers with the adapter that ms-swift wrote."""
    first = taken() / 'first-batch.jsonl'
    lines = (taken() / 'train.jsonl').read_text('utf8').splitlines()[:BATCH]
    first.write_text('\n'.join(lines), 'utf8')
    return lab.ask_lab('measured-swift', loss={'conversations': str(first)},
                       measure=[lab.case('swift', trained() / 'adapter', answers=False)])


class MsSwift(Comparison):
    def test_train(self):
        """ms-swift: train.sh as written; its first loss is the lab's on the same conversations"""
        log = [json.loads(line) for line in (trained() / 'training' / 'logging.jsonl').read_text('utf8').splitlines()]
        losses = [line['loss'] for line in log if 'loss' in line]
        self.assertEqual(len(losses), STEPS)
        expected = measured().said['loss']
        lab_digits = f'{losses[0]} in ms-swift, {expected:.6f} in the lab'
        self.figures.append(f'loss of the first step: {lab_digits}')
        self.assertLess(abs(losses[0] - expected), 1e-3, lab_digits)

    def test_adapter(self):
        """ms-swift: the adapter that it wrote opens in the lab, with PEFT's logits"""
        answer = measured()
        folder = lab.plain_checkpoint()
        model = open_adapter(folder, trained() / 'adapter')
        self.close('logits, adapter of ms-swift', (
            (logits_of(model, folder, item), answer.tensors[f'swift/logits/{item["id"]}']) for item in answer.said['items']), 5e-5)

    def test_score(self):
        """ms-swift: infer.sh as written, and npm run score on its answers"""
        items = (answered() / 'test.jsonl').read_text('utf8').splitlines()
        answers = (answered() / 'answers.jsonl').read_text('utf8').splitlines()
        self.assertEqual(len(answers), len(items))
        run_file = lab.WORK / 'scored.zip'
        said = lab.command('score', answered() / 'answers.jsonl', '--run-out', run_file)
        self.assertIn('direction', said)
        # The run file is one like any other.
        self.assertIn('direction', lab.command('experiment', '--run', run_file))
