"""Makes llama_lora.json: logits, loss and LoRA gradients of the embedded model's decoder, computed by PyTorch.

    pip install torch==2.13.0 numpy        # made with the CPU build and NumPy 2.4.6
    python3 test/reference/llama_lora.py   # some seconds; writes test/reference/llama_lora.json

It is the judge of models/decoder.ts, of the ONNX decoder with an adapter and of models/merge.ts: a Llama decoder (Touvron
et al. 2023) with LoRA (Hu et al. 2021) written anew from the papers and the model's card, in float64, with PyTorch's
autograd. It shares no code and no file format with them but the master weights: models/sparkle-tiny/model.safetensors
(read here byte by byte), rounded to 4 bits here as models/onnx/quantize.ts says in words. No transformers, no PEFT.

The adapter and the image features follow from a formula of whole numbers (`pattern`), which the test writes out again.
Of the gradients of each module four numbers are kept: the lengths of dA and dB, and their products with a pattern, which
notice any number at a wrong place.
"""
import json
import math
import os
import struct

import numpy as np
import torch

here = os.path.dirname(os.path.abspath(__file__))
folder = os.path.join(here, '..', '..', 'models', 'sparkle-tiny')

with open(os.path.join(folder, 'config.json')) as file:
    whole_config = json.load(file)
config = whole_config['text_config']
hidden, inner, layer_count = config['hidden_size'], config['intermediate_size'], config['num_hidden_layers']
heads, key_heads, head_size = config['num_attention_heads'], config['num_key_value_heads'], config['head_dim']

attention_modules = ['q_proj', 'k_proj', 'v_proj', 'o_proj']
all_modules = attention_modules + ['gate_proj', 'up_proj', 'down_proj']


def module_name(layer, module):
    return f"layers.{layer}.{'self_attn' if module in attention_modules else 'mlp'}.{module}"


def pattern(count, salt, size):
    """float32 numbers between -size and size."""
    i = np.arange(count, dtype=np.int64)
    return ((i * i * 31 + i * 7919 + salt * 104729) % 2003 - 1001).astype(np.float64) / 1001 * size


def pattern32(count, salt, size):
    return torch.tensor(pattern(count, salt, size).astype(np.float32).astype(np.float64))


# ---- The frozen weights ----------------------------------------------------------------------------------------

def read_safetensors(path):
    """8 bytes: size of the header; the header in JSON; the tensors."""
    with open(path, 'rb') as file:
        data = file.read()
    (header_size,) = struct.unpack('<Q', data[:8])
    header = json.loads(data[8:8 + header_size])
    tensors = {}
    for name, entry in header.items():
        if name == '__metadata__':
            continue
        start, end = (8 + header_size + offset for offset in entry['data_offsets'])
        raw = data[start:end]
        if entry['dtype'] == 'BF16':
            values = (np.frombuffer(raw, '<u2').astype(np.uint32) << 16).view(np.float32)
        else:
            values = np.frombuffer(raw, {'F32': '<f4', 'F16': '<f2'}[entry['dtype']]).astype(np.float32)
        tensors[name] = values.reshape(entry['shape'])
    return tensors


def round_to_4_bits(weights):
    """Blocks of 32 along a row; the value of largest magnitude becomes code 0 of 0..15, code 8 is zero."""
    blocks = weights.reshape(-1, 32)
    extreme = blocks[np.arange(len(blocks)), np.abs(blocks).argmax(axis=1)]
    scale = np.where(extreme == 0, np.float32(1), extreme / np.float32(-8)).astype(np.float32)[:, None]
    codes = np.clip(np.rint(blocks / scale) + 8, 0, 15)
    return ((codes - 8) * scale.astype(np.float64)).reshape(weights.shape)


tensors = read_safetensors(os.path.join(folder, 'model.safetensors'))


def master(name):
    return torch.tensor(tensors[f'model.text_model.{name}.weight'].astype(np.float64))


frozen = {}
for layer in range(layer_count):
    for module in all_modules:
        name = module_name(layer, module)
        frozen[name] = torch.tensor(round_to_4_bits(tensors[f'model.text_model.{name}.weight']))
embedding = master('embed_tokens')
head = embedding if whole_config['tie_word_embeddings'] else torch.tensor(tensors['lm_head.weight'].astype(np.float64))


# ---- The decoder -----------------------------------------------------------------------------------------------

def norm(x, weight):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + config['rms_norm_eps']) * weight


def turn(x):
    """Rotary embedding (Su et al. 2021): number i of a head is paired with number i + half; x [heads, T, head size]."""
    half = head_size // 2
    frequencies = config['rope_theta'] ** (-torch.arange(half, dtype=torch.float64) / half)
    angles = torch.arange(x.shape[1], dtype=torch.float64)[:, None] * frequencies
    first, second = x[..., :half], x[..., half:]
    return torch.cat([first * angles.cos() - second * angles.sin(), second * angles.cos() + first * angles.sin()], -1)


def logits_of(embedded, adapter, scale):
    """[T, vocabulary] of embeddings [T, hidden]."""
    def linear(x, layer, module):
        name = module_name(layer, module)
        y = x @ frozen[name].T
        if name in adapter:
            A, B = adapter[name]
            y = y + scale * (x @ A.T) @ B.T
        return y

    places = embedded.shape[0]
    future = torch.full((places, places), -math.inf, dtype=torch.float64).triu(1)
    x = embedded
    for layer in range(layer_count):
        normed = norm(x, master(f'layers.{layer}.input_layernorm'))
        query, key, value = (
            linear(normed, layer, module).reshape(places, -1, head_size).transpose(0, 1)
            for module in ('q_proj', 'k_proj', 'v_proj'))
        key, value = (part.repeat_interleave(heads // key_heads, 0) for part in (turn(key), value))
        shares = torch.softmax(turn(query) @ key.transpose(1, 2) / math.sqrt(head_size) + future, -1)
        x = x + linear((shares @ value).transpose(0, 1).reshape(places, -1), layer, 'o_proj')
        normed = norm(x, master(f'layers.{layer}.post_attention_layernorm'))
        gate, up = linear(normed, layer, 'gate_proj'), linear(normed, layer, 'up_proj')
        x = x + linear(gate * torch.sigmoid(gate) * up, layer, 'down_proj')
    return norm(x, master('norm')) @ head.T


# ---- What is computed ------------------------------------------------------------------------------------------

image_token, image_tokens = whole_config['image_token_id'], 36


def make_sequence(length, salt):
    """A token, an image, tokens; labels on two places of three after the image."""
    ids = [5 + (i * i * 13 + i * 7 + salt * 29) % 500 for i in range(length)]
    ids[1:1 + image_tokens] = [image_token] * image_tokens
    labels = [id if place > image_tokens and place % 3 != 0 else -100 for place, id in enumerate(ids)]
    return {'inputIds': ids, 'labels': labels}


sequences = [make_sequence(61, 1), make_sequence(50, 2)]
feature_size, matrix_size = 1.0, 0.02
vocabulary_ids = list(range(7, config['vocab_size'], 46))
logit_rows = 3


def embed(sequence, s):
    x = embedding[torch.tensor(sequence['inputIds'])].clone()
    x[1:1 + image_tokens] = pattern32(image_tokens * hidden, 1000 + s, feature_size).reshape(image_tokens, hidden)
    return x


def make_adapter(modules, rank):
    adapter = {}
    for layer in range(layer_count):
        for module in modules:
            name = module_name(layer, module)
            rows, columns = frozen[name].shape
            salt = 2 * (layer * len(all_modules) + all_modules.index(module))
            A = pattern32(rank * columns, salt, 1 / math.sqrt(columns)).reshape(rank, columns)
            B = pattern32(rows * rank, salt + 1, matrix_size).reshape(rows, rank)
            adapter[name] = (A.requires_grad_(), B.requires_grad_())
    return adapter


def digits(values):
    return [float(f'{value:.9g}') for value in values]


def gradient_numbers(A, B):
    numbers = [A.grad.norm(), B.grad.norm()]
    numbers += [(matrix.grad.flatten() * torch.tensor(pattern(matrix.numel(), 5, 1))).sum() for matrix in (A, B)]
    return digits(number.item() for number in numbers)


def compute(what, modules, rank, alpha, scaling):
    adapter = make_adapter(modules, rank)
    scale = alpha / (math.sqrt(rank) if scaling == 'rslora' else rank)
    losses, logits = [], []
    for s, sequence in enumerate(sequences):
        found = logits_of(embed(sequence, s), adapter, scale)
        # A place foretells the token after it.
        places = [place - 1 for place, label in enumerate(sequence['labels']) if label >= 0]
        targets = torch.tensor([sequence['labels'][place + 1] for place in places])
        losses.append(torch.nn.functional.cross_entropy(found[places], targets, reduction='none'))
        logits += [digits(found[place, vocabulary_ids].tolist()) for place in places[:logit_rows]]
    loss = torch.cat(losses).mean()
    loss.backward()
    return {
        'what': what, 'modules': modules, 'rank': rank, 'alpha': alpha, 'scaling': scaling,
        'logits': logits,
        'losses': digits(each.mean().item() for each in losses),
        'loss': digits([loss.item()])[0],
        'gradients': {name: gradient_numbers(A, B) for name, (A, B) in adapter.items()},
    }


cases = [
    compute('all modules', all_modules, 8, 16, 'lora'),
    compute('all modules, rsLoRA, a rank that is padded', all_modules, 3, 6, 'rslora'),
    compute('some modules', ['q_proj', 'v_proj', 'down_proj'], 4, 8, 'lora'),
]
result = {
    'pytorch': torch.__version__,
    'imageTokens': image_tokens, 'featureSize': feature_size, 'matrixSize': matrix_size,
    'vocabularyIds': vocabulary_ids, 'logitRows': logit_rows,
    'sequences': sequences, 'cases': cases,
}


def write(value, indent=0):
    """JSON with lists of numbers on one line."""
    pad = ' ' * (indent + 1)
    if isinstance(value, dict):
        lines = [f'{pad}{json.dumps(key)}: {write(each, indent + 1)}' for key, each in value.items()]
        return '{\n' + ',\n'.join(lines) + '\n' + ' ' * indent + '}'
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return '[\n' + ',\n'.join(pad + write(each, indent + 1) for each in value) + '\n' + ' ' * indent + ']'
    return json.dumps(value)


with open(os.path.join(here, 'llama_lora.json'), 'w') as file:
    file.write(write(result) + '\n')
for case in cases:
    print(case['what'], case['loss'], case['losses'])
