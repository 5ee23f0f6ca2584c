"""Adapters that PEFT itself makes and saves on the embedded model, of the kinds that the lab must open.

Their matrices are random, so that every logit changes. Not here: comparing (test_peft.py).
"""
import torch
from peft import LoraConfig, get_peft_model

import lab
from embedded_model import open_model

DECODER = r'model\.text_model\.layers\.\d+\.(self_attn|mlp)\.'
ALL = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']

# Each row is one way in which people save adapters.
KINDS = {
    'plain': {'r': 8, 'lora_alpha': 16, 'target_modules': ALL, 'exclude_modules': r'.*vision_model.*'},
    'rslora': {'r': 16, 'lora_alpha': 8, 'use_rslora': True, 'target_modules': DECODER + f'({"|".join(ALL)})'},
    'patterns': {'r': 8, 'lora_alpha': 16, 'target_modules': DECODER + f'({"|".join(ALL)})',
                 'rank_pattern': {r'.*layers\.0\.self_attn\.q_proj': 2, 'down_proj': 12},
                 'alpha_pattern': {'k_proj': 32, r'.*layers\.[12]\.mlp\.up_proj': 4}},
    'regex': {'r': 4, 'lora_alpha': 4,
              'target_modules': r'^(?!.*(vision|connector))(?=.*text_model).*\.(?:q_proj|v_proj|down_proj)$'},
    'bf16': {'r': 8, 'lora_alpha': 16, 'target_modules': DECODER + '(q_proj|v_proj)'},
}


@lab.once
def made_adapters():
    """The folders of the adapters, by their kind."""
    folders = {}
    for seed, (name, settings) in enumerate(KINDS.items()):
        torch.manual_seed(seed)
        model = get_peft_model(open_model(lab.plain_checkpoint()), LoraConfig(**settings))
        with torch.no_grad():
            for key, weight in model.named_parameters():
                if 'lora_B' in key:
                    weight.copy_(0.05 * torch.randn_like(weight))
        if name == 'bf16':
            model.to(torch.bfloat16)
        folders[name] = lab.WORK / f'made-{name}'
        model.save_pretrained(folders[name])
    return folders
