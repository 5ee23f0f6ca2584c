"""Adapters between PEFT and the lab: each opens the other's, and merging is the same."""
import torch
from safetensors.torch import load_file

import lab
from comparison import Comparison
from embedded_model import logits_of, open_adapter
from made_adapters import KINDS, made_adapters

LOGITS = 5e-5


class Peft(Comparison):
    def same_logits(self, case, adapter):
        measured = lab.measured()
        folder = lab.plain_checkpoint()
        model = open_adapter(folder, adapter)
        changed = 0.0
        pairs = []
        for item in measured.said['items']:
            expected = measured.tensors[f'{case}/logits/{item["id"]}']
            pairs.append((logits_of(model, folder, item), expected))
            changed = max(changed, abs(expected - measured.tensors[f'base/logits/{item["id"]}']).max())
        # An adapter that changes nothing would be equal in any case.
        self.assertGreater(changed, 0.1)
        self.close(f'logits, adapter {case}', pairs, LOGITS)

    def test_trained(self):
        """peft: an adapter that the lab trained has the lab's logits"""
        self.same_logits('trained', lab.trained_adapter())

    def test_merge(self):
        """peft: merge_and_unload gives the weights of npm run merge"""
        lab_weights = load_file(lab.merged_checkpoint() / 'model.safetensors')
        model = open_adapter(lab.plain_checkpoint(), lab.trained_adapter()).merge_and_unload()
        weights = {name: weight for name, weight in model.state_dict().items() if name in lab_weights}
        self.assertEqual(set(weights), set(lab_weights))
        self.close('merged weights', ((weights[name].numpy(), lab_weights[name].numpy()) for name in lab_weights), 5e-6)
        base = load_file(lab.plain_checkpoint() / 'model.safetensors')
        different = [name for name in base if not torch.equal(base[name], lab_weights[name])]
        self.assertEqual(len(different), 42)


def of_kind(name):
    """The test of a kind of adapter."""
    def test(self):
        self.same_logits(name, made_adapters()[name])
    test.__doc__ = f'peft: an adapter that PEFT made ({name}) has PEFT\'s logits in the lab'
    return test


for kind in KINDS:
    setattr(Peft, f'test_made_{kind}', of_kind(kind))
