"""One training step of transformers and PEFT against the trainer's, from an adapter that the lab trained, on conversations
of the lab."""
import torch
from PIL import Image

import lab
from comparison import Comparison
from embedded_model import open_adapter, processor_of
from loss import loss_sum

def sum_of(model, processor, conversation):
    """loss_sum of a conversation of the lab."""
    with Image.open(conversation['image']) as image:
        pixels = processor.image_processor(images=[image.convert('RGB')], return_tensors='pt')['pixel_values']
    return loss_sum(model, torch.tensor([conversation['inputIds']]), torch.tensor(conversation['labels']), pixels)


class Training(Comparison):
    def test_step(self):
        """training: loss, every LoRA gradient and one step of AdamW equal the trainer's"""
        measured = lab.measured()
        step = measured.said['step']
        folder = lab.plain_checkpoint()
        model = open_adapter(folder, lab.trained_adapter(), is_trainable=True)
        model.train()
        sums = [sum_of(model, processor_of(folder), each) for each in step['conversations']]
        count = sum(tokens for _, tokens in sums)
        loss = sum(total for total, _ in sums) / count
        self.close('loss', [([loss.item()], [step['loss']])], 1e-5)
        loss.backward()

        # base_model.model.model.text_model.layers.0.self_attn.q_proj.lora_A.default.weight -> layers.0.self_attn.q_proj/A
        named = {f'{name.split("text_model.")[1].split(".lora_")[0]}/{"A" if "lora_A" in name else "B"}': weight
                 for name, weight in model.named_parameters() if weight.requires_grad}
        self.assertEqual(len(named), 84)
        self.same_length('gradients, each of 84 matrices', (
            (weight.grad.numpy(), measured.tensors[f'gradient/{name}']) for name, weight in named.items()), 1e-4)

        # The step is one that is clipped.
        norm = torch.nn.utils.get_total_norm([weight.grad for weight in named.values()])
        self.assertGreater(norm.item(), step['maxGradNorm'])
        self.close('length of the gradient', [([norm.item()], [step['gradNorm']])], 1e-5)
        # Adam's first step is nearly the sign of the gradient: where that is zero but for rounding, signs differ. The whole step
        # is therefore held to less than the optimizer's arithmetic, which gets the trainer's own gradient.
        self.same_length('change of each matrix in one step', self.changes(named, step), 5e-3)
        for name, weight in named.items():
            weight.grad = torch.from_numpy(measured.tensors[f'gradient/{name}'].copy())
        self.same_length('the same from the trainer\'s gradient', self.changes(named, step), 2e-5)

    def changes(self, named, step):
        """One clipped step of torch's AdamW on copies of the weights: pairs of its change and the trainer's, of each matrix."""
        copies = {name: weight.detach().clone().requires_grad_() for name, weight in named.items()}
        for name, weight in named.items():
            copies[name].grad = weight.grad.clone()
        torch.nn.utils.clip_grad_norm_(list(copies.values()), step['maxGradNorm'])
        torch.optim.AdamW(copies.values(), lr=step['learningRate'], betas=(0.9, 0.999), eps=1e-8,
                          weight_decay=step['weightDecay']).step()
        for name, weight in named.items():
            before = weight.detach().numpy()
            yield copies[name].detach().numpy() - before, lab.measured().tensors[f'after/{name}'] - before
