"""Tells ms-swift 4.6 what it does not know of this lab: the prompt, the model's class, and how training begins.

Used as `--external_plugins sparkle_template.py --template sparkle --optimizer sparkle`.

- The prompt. ms-swift's own `idefics3` template is for Idefics3-8B-Llama3: it begins with `<|begin_of_text|>`, has that
  model's image token 128257 in its code, and joins `Assistant:` and the answer without the space, so that other tokens
  are learned (first loss about 8 in place of 0.7).
- The class of SmolVLM2 (`SmolVLMForConditionalGeneration`), which is not in ms-swift's table: `--model_type smolvlm`.
- The learning rate of each step, and the size of the first A matrices, both as in the lab.

Not here: any setting of a training, which train.sh has.
"""
import math

import torch
from torch.optim.lr_scheduler import LambdaLR

from swift.model import ModelGroup, ModelMeta, register_model
from swift.model.models.mllm import Idefics3Loader
from swift.optimizers import OptimizerCallback, optimizers_map
from swift.template import TemplateMeta, register_template
from swift.template.templates.idefics3 import Idefics3Template
from swift.template.utils import align_image_inputs


class SparkleTemplate(Idefics3Template):
    """Writes conversations as the chat template of the model does, and shows each image whole, without tiles."""

    _space = None

    def _space_before_question(self):
        """' ' if the model's own chat template has a space between `User:` and a question without an image, else ''."""
        if self._space is None:
            asked = [{'role': 'user', 'content': [{'type': 'text', 'text': 'x'}]}]
            written = self.processor.apply_chat_template(asked, tokenize=False)
            self._space = ' ' if 'User: x' in written else ''
        return self._space

    def _encode(self, inputs):
        """input_ids and labels [tokens], pixel_values [1, images, 3, side, side]. Labels are answers and their ends."""
        for message in inputs.messages:
            content = message['content']
            if not isinstance(content, str):
                continue
            if message['role'] == 'assistant' and not content.startswith(' '):
                message['content'] = ' ' + content
            elif message['role'] == 'user' and not content.startswith('<image>'):
                message['content'] = self._space_before_question() + content
        # Idefics3Template's own has the wrong image token.
        encoded = super(Idefics3Template, self)._encode(inputs)
        if inputs.images:
            side = self.config.vision_config.image_size
            seen = self.processor(
                text=self.processor.decode(encoded['input_ids']),
                images=inputs.images,
                do_image_splitting=False,
                size={'longest_edge': side},
                max_image_size={'longest_edge': side},
                return_tensors='pt',
                add_special_tokens=False,
            )
            encoded['input_ids'], encoded['labels'] = align_image_inputs(
                encoded['input_ids'], encoded['labels'], seen['input_ids'][0], self.config.image_token_id)
            encoded['pixel_values'] = seen['pixel_values']
        return encoded


class SparkleOptimizer(OptimizerCallback):
    """AdamW as ms-swift makes it, with the lab's first adapter and the lab's schedule."""

    def create_optimizer(self, model=None):
        """Draws A [rank, in] normal with variance 1 / in, where PEFT draws a third of that. B is zero for both."""
        modules = dict((model or self.trainer.model).named_modules())
        for name, module in modules.items():
            if not name.endswith('lora_A.default'):
                continue
            # A training that goes on has trained matrices by now.
            if not modules[name.replace('lora_A', 'lora_B')].weight.any():
                torch.nn.init.normal_(module.weight, std=1 / math.sqrt(module.weight.shape[1]))
        return super().create_optimizer(model)

    def create_scheduler(self, num_training_steps, optimizer):
        """Linear warm-up times a decay over all steps; transformers begins the decay only after the warm-up."""
        warmup = int(self.args.warmup_steps)
        decay = {
            'cosine': lambda done: 0.5 + 0.5 * math.cos(math.pi * done),
            'linear': lambda done: 1 - done,
            'constant_with_warmup': lambda done: 1.0,
        }[str(getattr(self.args.lr_scheduler_type, 'value', self.args.lr_scheduler_type))]

        def share(step):
            rise = 1.0 if warmup == 0 else min(1.0, (step + 1) / warmup)
            return rise * decay(min(step / num_training_steps, 1.0))

        return LambdaLR(optimizer, share)


register_template(TemplateMeta(
    'sparkle',
    prefix=['<|im_start|>'],
    prompt=['User:{{QUERY}}<end_of_utterance>\nAssistant:'],
    chat_sep=['<end_of_utterance>\n'],
    suffix=['<end_of_utterance>'],
    template_cls=SparkleTemplate,
))
register_model(ModelMeta(
    'smolvlm',
    [ModelGroup([])],
    Idefics3Loader,
    template='sparkle',
    model_arch='idefics3',
    architectures=['SmolVLMForConditionalGeneration'],
))
optimizers_map['sparkle'] = SparkleOptimizer
