"""The model in plain PyTorch: Idefics3 (the architecture of SmolVLM) with Hugging Face's names of parameters.

Vision encoder -> pixel shuffle and connector -> Llama decoder with tied embeddings. The seven projections of each decoder
layer can be rounded to the 4-bit blocks of the export in the forward pass, with gradients passed straight through, and can
carry LoRA matrices. Letters: B conversations, T tokens, N image tokens, V vocabulary. Not here: losses, training.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Shape:
    """The sizes of sparkle-tiny."""

    image_size: int = 192
    """Side of an image in pixels."""
    patch_size: int = 16
    shuffle: int = 2
    """So many patches a side become one image token."""
    vision_width: int = 128
    vision_layers: int = 4
    vision_heads: int = 4
    vision_inner: int = 512
    width: int = 192
    layers: int = 6
    heads: int = 3
    inner: int = 512
    rope_base: float = 10000.0
    vocabulary: int = 512
    rms_epsilon: float = 1e-5
    layer_epsilon: float = 1e-6

    @property
    def image_tokens(self) -> int:
        return (self.image_size // self.patch_size // self.shuffle) ** 2


BLOCK = 32
"""Weights that share one scale, along the inputs."""


def round_to_four_bits(weight: Tensor) -> Tensor:
    """(out, in) -> (out, in): blocks of 32 as 16 steps; the scale is the signed value of largest magnitude over -8."""
    out, inputs = weight.shape
    blocks = weight.reshape(out, inputs // BLOCK, BLOCK)
    largest = blocks.gather(-1, blocks.abs().argmax(-1, keepdim=True))
    scale = largest / -8
    scale = torch.where(scale == 0, torch.ones_like(scale), scale)
    steps = torch.clamp(torch.round(blocks / scale) + 8, 0, 15)
    return ((steps - 8) * scale).reshape(out, inputs)


@dataclass
class LoraPair:
    a: Tensor
    """(rank, in)"""
    b: Tensor
    """(out, rank)"""
    scale: float
    """alpha / rank"""


class DecoderLinear(nn.Linear):
    """A projection of the decoder, without bias."""

    is_four_bit = False
    lora: LoraPair | None = None

    def __init__(self, inputs: int, outputs: int):
        super().__init__(inputs, outputs, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight
        if self.is_four_bit:
            weight = weight + (round_to_four_bits(weight.detach()) - weight).detach()
        y = F.linear(x, weight)
        if self.lora is not None:
            y = y + F.linear(F.linear(x, self.lora.a), self.lora.b) * self.lora.scale
        return y


def _split_heads(x: Tensor, heads: int) -> Tensor:
    batch, tokens, width = x.shape
    return x.view(batch, tokens, heads, width // heads).transpose(1, 2)  # (B, heads, T, width/heads)


def _join_heads(x: Tensor) -> Tensor:
    batch, heads, tokens, width = x.shape
    return x.transpose(1, 2).reshape(batch, tokens, heads * width)  # (B, T, width)


class VisionAttention(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.vision_heads
        width = shape.vision_width
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = (_split_heads(each(x), self.heads) for each in (self.q_proj, self.k_proj, self.v_proj))
        return self.out_proj(_join_heads(F.scaled_dot_product_attention(q, k, v)))


class VisionFeedForward(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.fc1 = nn.Linear(shape.vision_width, shape.vision_inner)
        self.fc2 = nn.Linear(shape.vision_inner, shape.vision_width)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc2(F.gelu(self.fc1(x), approximate="tanh"))


class VisionLayer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.layer_norm1 = nn.LayerNorm(shape.vision_width, eps=shape.layer_epsilon)
        self.self_attn = VisionAttention(shape)
        self.layer_norm2 = nn.LayerNorm(shape.vision_width, eps=shape.layer_epsilon)
        self.mlp = VisionFeedForward(shape)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


class VisionEmbeddings(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        width, patch = shape.vision_width, shape.patch_size
        self.patch_embedding = nn.Conv2d(3, width, patch, patch)
        self.position_embedding = nn.Embedding((shape.image_size // patch) ** 2, width)

    def forward(self, pixels: Tensor) -> Tensor:
        patches = self.patch_embedding(pixels).flatten(2).transpose(1, 2)
        return patches + self.position_embedding.weight  # (B, patches, vision_width)


class LayerStack(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.layers = nn.ModuleList(VisionLayer(shape) for _ in range(shape.vision_layers))


class VisionEncoder(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.embeddings = VisionEmbeddings(shape)
        self.encoder = LayerStack(shape)
        self.post_layernorm = nn.LayerNorm(shape.vision_width, eps=shape.layer_epsilon)

    def forward(self, pixels: Tensor) -> Tensor:
        x = self.embeddings(pixels)
        for layer in self.encoder.layers:
            x = layer(x)
        return self.post_layernorm(x)  # (B, patches, vision_width)


class ModalityProjection(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.proj = nn.Linear(shape.vision_width * shape.shuffle**2, shape.width, bias=False)


class Connector(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.modality_projection = ModalityProjection(shape)
        self.shuffle = shape.shuffle

    def forward(self, x: Tensor) -> Tensor:
        batch, patches, width = x.shape
        side, block = int(patches**0.5) // self.shuffle, self.shuffle
        x = x.view(batch, side, block, side, block, width).permute(0, 1, 3, 2, 4, 5)
        return self.modality_projection.proj(x.reshape(batch, side * side, block * block * width))  # (B, N, width)


class RmsNorm(nn.Module):
    def __init__(self, width: int, epsilon: float):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.epsilon) * self.weight


def _rotate(x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    first, second = x.chunk(2, -1)
    return x * cosine + torch.cat([-second, first], -1) * sine


class DecoderAttention(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.heads = shape.heads
        width = shape.width
        self.q_proj, self.k_proj, self.v_proj, self.o_proj = (DecoderLinear(width, width) for _ in range(4))
        self.is_watched = False
        self.watched: tuple[Tensor, Tensor] | None = None
        """Queries and keys of the last forward pass, (B, heads, T, head width) each, for attention_guide.py."""

    def forward(self, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
        q = _rotate(_split_heads(self.q_proj(x), self.heads), cosine, sine)
        k = _rotate(_split_heads(self.k_proj(x), self.heads), cosine, sine)
        v = _split_heads(self.v_proj(x), self.heads)
        if self.is_watched:
            self.watched = (q, k)
        return self.o_proj(_join_heads(F.scaled_dot_product_attention(q, k, v, is_causal=True)))


class DecoderFeedForward(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.gate_proj = DecoderLinear(shape.width, shape.inner)
        self.up_proj = DecoderLinear(shape.width, shape.inner)
        self.down_proj = DecoderLinear(shape.inner, shape.width)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class DecoderLayer(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.input_layernorm = RmsNorm(shape.width, shape.rms_epsilon)
        self.self_attn = DecoderAttention(shape)
        self.post_attention_layernorm = RmsNorm(shape.width, shape.rms_epsilon)
        self.mlp = DecoderFeedForward(shape)

    def forward(self, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), cosine, sine)
        return x + self.mlp(self.post_attention_layernorm(x))


class Decoder(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.layers = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.layers))
        self.norm = RmsNorm(shape.width, shape.rms_epsilon)
        self.head_width, self.rope_base = shape.width // shape.heads, shape.rope_base

    def forward(self, x: Tensor) -> Tensor:
        exponents = torch.arange(0, self.head_width, 2).float() / self.head_width
        angles = torch.arange(x.shape[1]).float()[:, None] * (1.0 / self.rope_base**exponents)[None]
        angles = torch.cat([angles, angles], -1)  # (T, head width)
        cosine, sine = angles.cos(), angles.sin()
        for layer in self.layers:
            x = layer(x, cosine, sine)
        return self.norm(x)  # (B, T, width)


class Parts(nn.Module):
    def __init__(self, shape: Shape):
        super().__init__()
        self.vision_model = VisionEncoder(shape)
        self.connector = Connector(shape)
        self.text_model = Decoder(shape)


class SparkleTiny(nn.Module):
    """The whole model, with random weights that the seed of torch decides."""

    def __init__(self, shape: Shape = Shape()):
        super().__init__()
        self.shape = shape
        self.model = Parts(shape)
        into_decoder = 0.02 / math.sqrt(2 * shape.layers)
        into_vision = 0.02 / math.sqrt(2 * shape.vision_layers)
        for name, weight in self.named_parameters():
            if weight.dim() >= 2:
                nn.init.normal_(weight, 0, 0.02)
            if name.endswith("bias"):
                nn.init.zeros_(weight)
            # What is added to the residual stream begins small.
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                nn.init.normal_(weight, 0, into_decoder)
            if name.endswith(("out_proj.weight", "fc2.weight")):
                nn.init.normal_(weight, 0, into_vision)
        nn.init.normal_(self.projection, 0, 0.02)

    @property
    def projection(self) -> Tensor:
        """The connector's weight, (width, vision_width * shuffle^2)."""
        return self.model.connector.modality_projection.proj.weight

    @property
    def decoder_linears(self) -> dict[str, DecoderLinear]:
        return {name: each for name, each in self.named_modules() if isinstance(each, DecoderLinear)}

    def set_four_bit(self, is_four_bit: bool) -> None:
        for linear in self.decoder_linears.values():
            linear.is_four_bit = is_four_bit

    def encode(self, pixels: Tensor) -> Tensor:
        """(B, 3, side, side) in -1 to 1 -> features of the image tokens, (B, N, width)."""
        return self.model.connector(self.model.vision_model(pixels))

    def forward(
        self, ids: Tensor, features: Tensor | None = None, image_start: int = 0, last: Tensor | None = None
    ) -> Tensor:
        """ids (B, T) -> logits (B, T, V), or (B, V) of the tokens at `last` (B,). Features replace N tokens from image_start on."""
        x = self.model.text_model.embed_tokens(ids)
        if features is not None:
            x = torch.cat([x[:, :image_start], features, x[:, image_start + features.shape[1] :]], 1)
        x = self.model.text_model(x)
        if last is not None:
            x = x[torch.arange(x.shape[0]), last]
        return F.linear(x, self.model.text_model.embed_tokens.weight)
