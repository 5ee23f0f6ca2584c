"""SmolVLM and SmolVLM2 on the way to a cluster and back: files, classes, vocabulary, image size and widths of the published
models of 256 M parameters, with few layers of random weights. What the lab wrote is held against each model's own parts."""
import torch

import lab
from cluster import Journey, lines_of
from comparison import Comparison
from embedded_model import inputs_of, open_adapter, open_model
from loss import loss_sum
from own_parts import OwnParts

BATCH = 2


@lab.once
def published(name):
    """A folder with the model as its authors publish one."""
    folder = lab.WORK / 'published' / name
    lab.run(lab.ROOT / 'node_modules' / '.bin' / 'tsx', lab.ROOT / 'test' / 'interop' / 'smolvlm-folder.ts', name, folder)
    return folder


@lab.once
def journey(name):
    """An experiment with the model; a task without a picture. A small rate leaves different answers different."""
    return Journey(
        name, '--model', f'HuggingFaceTB/{name}', '--model-folder', published(name), '--steps', '2', '--warmup-steps', '1',
        '--learning-rate', '4e-4', '--batch-size', BATCH, '--questions-per-image', '3', '--tasks', 'direction,distance@told',
        '--items', '2')


class Family:
    """The tests of a model; `name` is its name on the hub."""

    def shortDescription(self):
        return f'{self.name}: {super().shortDescription()}'

    def test_processor(self):
        """token ids and pixels of the processor in the folder are those of the model's own parts, to the bit"""
        parts = OwnParts(published(self.name))
        for item in journey(self.name).items():
            got = inputs_of(journey(self.name).taken() / 'model', item)
            for key, expected in parts.prompt_of(item).items():
                self.assertTrue(torch.equal(got[key], expected), f'{key}, {item["question"]}')
            self.assertEqual('pixel_values' in got, item['image'] is not None)

    def test_train(self):
        """train.sh as written; the first loss is that of transformers on the model's own chat template, and the lab's"""
        folder = journey(self.name).trained()
        parts = OwnParts(published(self.name))
        model = open_model(folder / 'model')
        with torch.no_grad():
            sums = [loss_sum(model, *parts.conversation_of(line, folder)) for line in lines_of(folder / 'train.jsonl')[:BATCH]]
        expected = (sum(total for total, _ in sums) / sum(count for _, count in sums)).item()
        logged = lines_of(folder / 'training' / 'logging.jsonl')[0]['loss']
        # The lab need not ask what is not compared.
        in_lab = journey(self.name).run_in_lab('--tasks', 'distance@told', '--items', '1')['steps'][0]['loss']
        told = f'{logged:.6f} in ms-swift, {expected:.6f} in transformers, {in_lab:.6f} in the lab'
        self.figures.append(f'loss of the first step: {told}')
        self.assertLess(abs(logged - expected), 1e-4, told)
        self.assertLess(abs(logged - in_lab), 1e-3, told)

    def test_infer(self):
        """infer.sh as written; before and after are greedy answers of transformers to the model's own chat template"""
        folder = journey(self.name).answered() / 'model'
        parts = OwnParts(published(self.name))
        answers = journey(self.name).answers()
        models = {'before': open_model(folder), 'after': open_adapter(folder, journey(self.name).trained() / 'adapter')}
        for when, model in models.items():
            expected = [parts.answer_of(model, item, journey(self.name).answer_tokens()) for item in journey(self.name).items()]
            self.assertEqual(answers[when], expected, when)
            self.assertEqual(len(set(expected)), len(expected), 'each item has an answer of its own')
        self.assertNotEqual(answers['before'], answers['after'])

    def test_score(self):
        """npm run score reads every answer back, and the losses"""
        run = journey(self.name).run()
        answers = journey(self.name).answers()
        for when in ('before', 'after'):
            self.assertEqual([each[when]['text'] for each in run['items']], answers[when], when)
        logged = lines_of(journey(self.name).trained() / 'training' / 'logging.jsonl')[:2]
        self.assertEqual([step['loss'] for step in run['steps']], [line['loss'] for line in logged])


class SmolVLM(Family, Comparison):
    name = 'SmolVLM-256M-Instruct'


class SmolVLM2(Family, Comparison):
    name = 'SmolVLM2-256M-Video-Instruct'
