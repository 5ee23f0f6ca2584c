"""Makes transformers_export.onnx: transformers' own Llama decoder, small and in float16, as PyTorch exports it.

    pip install torch==2.13.0 transformers==5.18.0 onnx onnxscript
    python3 test/reference/transformers_export.py   # seconds; writes test/reference/transformers_export.onnx

The kind of graph that decoders on the hub are made from: the cache goes in and out, the mask is computed from
attention_mask, rotation and norms are spelled out, constants stand among the nodes, and the last product of attention is
left in float32, which PyTorch's exporter does with sdpa. No code of ours had a hand in it. Weights follow from a formula
of whole numbers, which the test writes out again.
"""
import os

import torch
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.cache_utils import DynamicCache

layers, heads, key_heads, hidden, size = 2, 4, 2, 32, 8
here = os.path.dirname(os.path.abspath(__file__))


def pattern(count, seed):
    """Numbers in [-1, 1): ((i + 1) * (7919 + 2 * seed)) mod 1009, over 504.5, less 1."""
    numbers = (torch.arange(1, count + 1, dtype=torch.int64) * (7919 + 2 * seed)) % 1009
    return (numbers.double() / 504.5 - 1).float()


config = LlamaConfig(
    hidden_size=hidden,
    intermediate_size=64,
    num_hidden_layers=layers,
    num_attention_heads=heads,
    num_key_value_heads=key_heads,
    head_dim=size,
    vocab_size=40,
    max_position_embeddings=64,
    rms_norm_eps=1e-5,
    rope_parameters={'rope_type': 'default', 'rope_theta': 10000.0},
    tie_word_embeddings=False,
    attn_implementation='sdpa',
)
model = LlamaForCausalLM(config).eval()
with torch.no_grad():
    for seed, (name, parameter) in enumerate(model.named_parameters()):
        numbers = pattern(parameter.numel(), seed).view(parameter.shape)
        parameter.copy_(1 + 0.1 * numbers if parameter.dim() == 1 else numbers / 8)
model = model.to(torch.float16)


class Decoder(torch.nn.Module):
    """The decoder with its cache as a list of tensors."""

    def __init__(self):
        super().__init__()
        self.text = model

    def forward(self, inputs_embeds, attention_mask, position_ids, *past):
        cache = DynamicCache()
        for layer in range(layers):
            cache.update(past[2 * layer], past[2 * layer + 1], layer)
        out = self.text(
            inputs_embeds=inputs_embeds,
            attention_mask=attention_mask,
            position_ids=position_ids,
            past_key_values=cache,
            use_cache=True,
        )
        present = [tensor for layer in out.past_key_values.layers for tensor in (layer.keys, layer.values)]
        return (out.logits, *present)


batch, places, before = 2, 3, 4
past = [torch.zeros(batch, key_heads, before, size, dtype=torch.float16) for _ in range(2 * layers)]
past_names = [f'past_key_values.{layer}.{part}' for layer in range(layers) for part in ('key', 'value')]
present_names = [name.replace('past_key_values', 'present') for name in past_names]
fed = {0: 'batch_size', 1: 'sequence_length'}
torch.onnx.export(
    Decoder(),
    (
        torch.zeros(batch, places, hidden, dtype=torch.float16),
        torch.ones(batch, before + places, dtype=torch.int64),
        torch.arange(before, before + places).repeat(batch, 1),
        *past,
    ),
    os.path.join(here, 'transformers_export.onnx'),
    input_names=['inputs_embeds', 'attention_mask', 'position_ids', *past_names],
    output_names=['logits', *present_names],
    dynamic_axes={
        'inputs_embeds': fed,
        'attention_mask': {0: 'batch_size', 1: 'total_sequence_length'},
        'position_ids': fed,
        'logits': fed,
        **{name: {0: 'batch_size', 2: 'past_sequence_length'} for name in past_names},
        **{name: {0: 'batch_size', 2: 'total_sequence_length'} for name in present_names},
    },
    opset_version=17,
    dynamo=False,
)
