"""Makes llama_export.onnx: a small Llama decoder as PyTorch's own exporter writes it.

    apt-get install python3-torch            # Debian's; made with PyTorch 1.13 on Debian 12
    python3 test/reference/llama_export.py   # a second; writes test/reference/llama_export.onnx

A graph that none of our code had a hand in: attention, rotation and norms are spelled out in ONNX' own operators, nodes
have the names of the modules below, which are those of no exporter that models/onnx/projections.ts knows by name, and
matrices have numbers for names. Written anew from the papers (Touvron et al. 2023; Su et al. 2021). Weights follow from
a formula of whole numbers, which the test writes out again. It takes embeddings, as decoders of this family do.
"""
import os

import torch

hidden, inner, layers, heads, key_heads, vocabulary = 32, 64, 2, 4, 2, 40
size = hidden // heads
theta, epsilon = 10000.0, 1e-5
here = os.path.dirname(os.path.abspath(__file__))


def pattern(count, seed):
    """Numbers in [-1, 1): ((i + 1) * (7919 + 2 * seed)) mod 1009, over 504.5, less 1."""
    numbers = (torch.arange(1, count + 1, dtype=torch.int64) * (7919 + 2 * seed)) % 1009
    return (numbers.double() / 504.5 - 1).float()


class Norm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = torch.nn.Parameter(torch.ones(hidden))

    def forward(self, x):
        return self.gain * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + epsilon))


def linear(rows, columns):
    return torch.nn.Linear(columns, rows, bias=False)


def turn(x, cos, sin):
    first, second = x[..., : size // 2], x[..., size // 2 :]
    return x * cos + torch.cat((-second, first), -1) * sin


class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.before = Norm()
        self.wq, self.wk = linear(heads * size, hidden), linear(key_heads * size, hidden)
        self.wv, self.wo = linear(key_heads * size, hidden), linear(hidden, heads * size)
        self.between = Norm()
        self.w1, self.w3, self.w2 = linear(inner, hidden), linear(inner, hidden), linear(hidden, inner)

    def forward(self, x, cos, sin, mask):
        batch, places, _ = x.shape
        normed = self.before(x)
        # Values are computed first: the order of nodes tells nothing.
        value = self.wv(normed).view(batch, places, key_heads, size).transpose(1, 2)
        query = self.wq(normed).view(batch, places, heads, size).transpose(1, 2)
        key = self.wk(normed).view(batch, places, key_heads, size).transpose(1, 2)
        query, key = turn(query, cos, sin), turn(key, cos, sin)
        key, value = (t.repeat_interleave(heads // key_heads, 1) for t in (key, value))
        scores = query @ key.transpose(2, 3) / size**0.5 + mask
        attended = (torch.softmax(scores, -1) @ value).transpose(1, 2).reshape(batch, places, heads * size)
        x = x + self.wo(attended)
        normed = self.between(x)
        return x + self.w2(self.w3(normed) * torch.nn.functional.silu(self.w1(normed)))


class Llama(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.ModuleList([Block() for _ in range(layers)])
        self.last = Norm()
        self.output = linear(vocabulary, hidden)

    def forward(self, embeds):
        places = embeds.shape[1]
        frequencies = theta ** (-torch.arange(0, size, 2).float() / size)
        angles = torch.arange(places).float()[:, None] * torch.cat((frequencies, frequencies))[None]
        mask = torch.full((places, places), -1e9).triu(1)
        for block in self.blocks:
            embeds = block(embeds, angles.cos(), angles.sin(), mask)
        return self.output(self.last(embeds))


model = Llama().eval()
with torch.no_grad():
    for seed, (name, parameter) in enumerate(model.named_parameters()):
        numbers = pattern(parameter.numel(), seed).view(parameter.shape)
        parameter.copy_(1 + 0.1 * numbers if parameter.dim() == 1 else numbers / 8)
torch.onnx.export(
    model,
    (torch.zeros(1, 5, hidden),),
    os.path.join(here, 'llama_export.onnx'),
    input_names=['inputs_embeds'],
    output_names=['logits'],
    dynamic_axes={'inputs_embeds': {0: 'batch_size', 1: 'sequence_length'}},
    opset_version=14,
)
