"""The checkpoint in transformers: it loads, and sees, computes and answers as the lab does."""
import json

import numpy as np
import torch

import lab
from comparison import Comparison
from embedded_model import answer_of, inputs_of, logits_of, open_model

# Two float32 programs add in different orders.
LOGITS = 2e-5


class Transformers(Comparison):
    def items(self):
        return lab.measured().said['items']

    def test_processor(self):
        """transformers: the processor's token ids and pixels are the lab's, to the bit"""
        measured = lab.measured()
        for item in self.items():
            inputs = inputs_of(lab.plain_checkpoint(), item)
            self.assertEqual(inputs['input_ids'][0].tolist(), item['inputIds'], item['id'])
            pixels = inputs['pixel_values'].numpy()
            self.assertEqual(pixels.dtype, np.float32)
            np.testing.assert_array_equal(pixels, measured.tensors[f'pixels/{item["id"]}'], item['id'])

    def logits_at(self, folder, case):
        measured = lab.measured()
        model = open_model(folder)
        self.assertEqual(model.dtype, torch.float32)
        self.close(f'logits, {case}', (
            (logits_of(model, folder, item), measured.tensors[f'{case}/logits/{item["id"]}']) for item in self.items()), LOGITS)
        return model

    def test_logits_and_answers(self):
        """transformers: logits of whole prompts, and generate() gives the lab's greedy answers and those of reference.json"""
        folder = lab.plain_checkpoint()
        model = self.logits_at(folder, 'base')
        recorded = {item['image']: item['q4']['answer'] for item in reference()}
        for item in self.items():
            answer = answer_of(model, folder, item)
            self.assertEqual(answer, lab.measured().said['answers']['base'][item['id']], item['id'])
            self.assertEqual(answer, recorded.get(item['id'], answer), item['id'])

    def test_place(self):
        """transformers: the same at strength of place 1, where the model sees sharply"""
        folder = lab.sharp_checkpoint()
        model = self.logits_at(folder, 'sharp')
        answers = lab.measured().said['answers']
        for item in self.items():
            self.assertEqual(answer_of(model, folder, item), answers['sharp'][item['id']], item['id'])
        self.assertNotEqual(answers['sharp'], answers['base'])

    def test_master(self):
        """transformers: the master's weights give the float answers and logits of reference.json"""
        folder = lab.checkpoint('model-master', '--master')
        self.assertEqual(open_model(folder).dtype, torch.float16)
        model = open_model(folder, dtype=torch.float32)
        pairs = []
        for recorded in reference():
            item = {'image': lab.MASTER / recorded['image'], 'question': recorded['question']}
            head = recorded['float']['first_logits_head']
            pairs.append((logits_of(model, folder, item)[-1, :len(head)], np.array(head)))
            self.assertEqual(answer_of(model, folder, item), recorded['float']['answer'], recorded['image'])
        self.close('first logits of the master', pairs, LOGITS)

    def test_merged(self):
        """transformers: the checkpoint of a merged model has the adapted model's logits"""
        self.logits_at(lab.merged_checkpoint(), 'trained')


def reference():
    """The items that PyTorch answered when the model was made."""
    return json.loads((lab.MASTER / 'reference.json').read_text('utf8'))['items']
