"""The way of an experiment to a cluster and back, as a person would go it: `npm run takeaway`, train.sh and infer.sh as they
are written, with this environment's packages, and `npm run score`.

Not here: what is expected of it (test_ms_swift.py, test_smolvlm.py).
"""
import json
import os
import pathlib
import re
import shutil
import socket
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor

import lab


def lines_of(file):
    """The values of a file with a line of JSON each."""
    return [json.loads(line) for line in file.read_text('utf8').splitlines()]


def run_of(run_file):
    """The run in a run file."""
    with zipfile.ZipFile(run_file) as file:
        return json.loads(file.read('run.json'))


class Journey:
    """An experiment with these options. Every station is reached once, when a test first asks for it."""

    def __init__(self, name, *experiment):
        self.name = name
        self.experiment = experiment

    @lab.once
    def taken(self):
        """The folder that goes to the cluster."""
        out = lab.WORK / self.name
        lab.command('takeaway', *self.experiment, '--out', out)
        return out

    @lab.once
    def trained(self):
        """The folder after train.sh."""
        self._run('train.sh')
        return self.taken()

    @lab.once
    def logged_by(self, processes, nodes):
        """What ms-swift logs of each step: trained anew by so many processes on each of so many nodes, which share a folder."""
        folder = lab.WORK / f'{self.name}-{nodes}-of-{processes}'
        made = shutil.ignore_patterns('training', 'adapter', 'before.jsonl', 'answers.jsonl', 'results.zip')
        shutil.copytree(self.taken(), folder, ignore=made)
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            port = free.getsockname()[1]
        shared = {'NPROC_PER_NODE': str(processes), 'MASTER_ADDR': '127.0.0.1', 'MASTER_PORT': str(port), 'OMP_NUM_THREADS': '1'}
        ranks = [shared] if nodes == 1 else [{**shared, 'NNODES': str(nodes), 'NODE_RANK': str(i)} for i in range(nodes)]
        with ThreadPoolExecutor(nodes) as pool:
            list(pool.map(lambda rank: self._run('train.sh', folder, rank), ranks))
        return [line for line in lines_of(folder / 'training' / 'logging.jsonl') if 'grad_norm' in line]

    @lab.once
    def answered(self):
        """The folder after infer.sh."""
        self.trained()
        self._run('infer.sh')
        return self.taken()

    @lab.once
    def scored(self):
        """What `npm run score` says of the folder, and the run file that it writes."""
        run_file = lab.WORK / f'{self.name}-scored.zip'
        return lab.command('score', self.answered() / 'results.zip', '--run-out', run_file), run_file

    def items(self):
        """What is asked, in order: `question`, and `image` as a path or None."""
        asked = lines_of(self.taken() / 'test.jsonl')
        return [{'question': each['messages'][0]['content'].replace('<image>', ''),
                 'image': self.taken() / each['images'][0] if each['images'] else None} for each in asked]

    def answer_tokens(self):
        """How long an answer may be."""
        return int(re.search(r'--max_new_tokens (\d+)', (self.taken() / 'infer.sh').read_text('utf8'))[1])

    def answers(self):
        """The answers by when they were given, `before` and `after` training, in the order of the items."""
        files = {'before': 'before.jsonl', 'after': 'answers.jsonl'}
        return {when: [line['response'].strip() for line in lines_of(self.answered() / file)] for when, file in files.items()}

    def run(self):
        """The run that comes back."""
        return run_of(self.scored()[1])

    @lab.once
    def run_in_lab(self, *changes):
        """The run of the same experiment, but for these options, where the lab trains it."""
        run_file = lab.WORK / f'{self.name}-in-lab.zip'
        lab.command('experiment', *self.experiment, *changes, '--device', 'wasm', '--training-device', 'processor',
                    '--run-out', run_file)
        return run_of(run_file)

    def _run(self, script, folder=None, more=None):
        tools = pathlib.Path(sys.executable).parent
        lab.run('bash', script, cwd=folder or self.taken(), env={
            'USE_CPU': 'true', 'PATH': f'{tools}:{os.environ["PATH"]}', 'MODELSCOPE_CACHE': str(lab.WORK / 'modelscope'),
            **(more or {})})
