"""Published networks with attention, rebuilt small as their authors write them."""

import math

import torch
from torch import nn
from torch.nn import functional as F


class SelfAttention(nn.Module):
    """Queries, keys and values by one layer, as in a small public GPT."""

    def __init__(self, width: int, heads: int, *, causal: bool) -> None:
        super().__init__()
        self.c_attn, self.c_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.heads, self.causal = heads, causal

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        B, T, C = x.size()
        q, k, v = self.c_attn(x).split(C, dim=2)
        q, k, v = (t.view(B, T, self.heads, C // self.heads).transpose(1, 2) for t in (q, k, v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.c_proj(y.transpose(1, 2).contiguous().view(B, T, C))


class Block(nn.Module):
    """x + attention(norm(x)), then x + mlp(norm(x))."""

    def __init__(self, width: int, *, causal: bool) -> None:
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = SelfAttention(width, 4, causal=causal)
        self.c_fc, self.c_proj = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.attn(self.ln_1(x))
        return x + self.c_proj(F.gelu(self.c_fc(self.ln_2(x))))


def draw(model: nn.Module, depth: int) -> None:
    """Weights of 0.02, those that end a branch divided by √(2 depth), as GPT-2 does."""
    for name, p in model.named_parameters():
        if name.endswith("c_proj.weight"):
            nn.init.normal_(p, 0, 0.02 / math.sqrt(2 * depth))
        elif p.dim() > 1:
            nn.init.normal_(p, 0, 0.02)
        elif name.endswith("bias"):
            nn.init.zeros_(p)


class GPT(nn.Module):
    """Pre-norm, causal, the head's weights those of the embedding (Radford et al. 2019)."""

    def __init__(self, depth: int = 2, width: int = 32) -> None:
        super().__init__()
        self.wte, self.wpe = nn.Embedding(16, width), nn.Embedding(12, width)
        self.h = nn.ModuleList(Block(width, causal=True) for _ in range(depth))
        self.ln_f, self.lm_head = nn.LayerNorm(width), nn.Linear(width, 16, bias=False)
        self.wte.weight = self.lm_head.weight
        draw(self, depth)

    def forward(self, idx: torch.Tensor) -> torch.Tensor:
        x = self.wte(idx) + self.wpe(torch.arange(idx.size(1), device=idx.device))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x)).transpose(1, 2)


class ViT(nn.Module):
    """Patches, a class token, pre-norm blocks (Dosovitskiy et al. 2020); a head of zeros."""

    def __init__(self, depth: int = 2, width: int = 32) -> None:
        super().__init__()
        self.patch_embed = nn.Conv2d(1, width, 2, 2)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        self.pos_embed = nn.Parameter(torch.zeros(1, 17, width))
        nn.init.trunc_normal_(self.pos_embed, std=0.02)
        nn.init.normal_(self.cls_token, std=1e-6)
        self.blocks = nn.Sequential(*(Block(width, causal=False) for _ in range(depth)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 10)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], 1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


class Encoder(nn.Module):
    """The first transformer's encoder: norm last, sines for places (Vaswani et al. 2017)."""

    def __init__(self, depth: int, width: int = 32) -> None:
        super().__init__()
        self.embed, self.scale = nn.Embedding(16, width), math.sqrt(width)
        place = torch.arange(12)[:, None] / 10000 ** (torch.arange(0, width, 2) / width)
        self.register_buffer("place", torch.stack([place.sin(), place.cos()], 2).flatten(1))
        layer = nn.TransformerEncoderLayer(width, 4, 64, dropout=0.1, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, depth)
        self.generator = nn.Linear(width, 16)
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.xavier_uniform_(p)

    def forward(self, src: torch.Tensor) -> torch.Tensor:
        x = self.layers(self.embed(src) * self.scale + self.place)
        return self.generator(x).transpose(1, 2)


def encoder(depth: int = 2) -> nn.Module:
    return Encoder(depth)
