"""Networks that others have published, rebuilt small as their authors write them: as they come, and
with one thing broken on purpose. No rule was written with them in sight.

What each is, and whether it learns, was decided by training; see `benchmarks.examine.truth`.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.examine import attention as a
from benchmarks.examine.making import Case, adam, adamw, images, sgd
from benchmarks.examine.tasks import Task, pixels, series, words


class LeNet(nn.Module):
    """LeNet-5 (LeCun et al. 1998): tanh, mean pooling, three dense layers."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 3)
        self.fc1, self.fc2, self.fc3 = nn.Linear(64, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = torch.flatten(torch.tanh(self.conv2(x)), 1)
        return self.fc3(torch.tanh(self.fc2(torch.tanh(self.fc1(x)))))


def vgg(std: float = 0.0) -> nn.Module:
    """Convolutions of 3×3 in pairs (Simonyan & Zisserman 2014), drawn as torchvision draws them.

    std: of all weights instead, as in the paper, which then needs a shallower net to start from.
    """
    layers: list[nn.Module] = []
    fan_in = 1
    for width in (16, 16, 0, 32, 32, 0, 32, 32, 0):
        if not width:
            layers.append(nn.MaxPool2d(2))
            continue
        layers += [nn.Conv2d(fan_in, width, 3, padding=1), nn.ReLU(inplace=True)]
        fan_in = width
    model = nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(32, 64), nn.ReLU(True), nn.Dropout(), nn.Linear(64, 10)
    )
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(m.bias)
        if isinstance(m, nn.Conv2d | nn.Linear) and std:
            nn.init.normal_(m.weight, 0, std)
    return model


class BasicBlock(nn.Module):
    """The block of ResNet-18 (He et al. 2015), its last norm starting at 0."""

    def __init__(self, width: int, *, norm: bool = True) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn1, self.bn2 = (nn.BatchNorm2d(width) if norm else nn.Identity() for _ in range(2))
        self.relu = nn.ReLU(inplace=True)
        for conv in (self.conv1, self.conv2):
            nn.init.kaiming_normal_(conv.weight, mode="fan_out", nonlinearity="relu")
        if norm:
            nn.init.zeros_(self.bn2.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += x
        return self.relu(out)


def resnet(blocks: int = 3, *, norm: bool = True) -> nn.Module:
    stem = [nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)]
    body = [BasicBlock(16, norm=norm) for _ in range(blocks)]
    return nn.Sequential(*stem, *body, nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(64, 10))


class Tagger(nn.Module):
    """A tag for each word, as PyTorch's tutorial on sequences has it: log_softmax and nll_loss."""

    def __init__(self, *, twice: bool = False) -> None:
        super().__init__()
        self.word_embeddings, self.lstm = nn.Embedding(16, 32), nn.LSTM(32, 32, batch_first=True)
        self.hidden2tag, self.twice = nn.Linear(32, 16), twice

    def forward(self, sentence: torch.Tensor) -> torch.Tensor:
        out, _ = self.lstm(self.word_embeddings(sentence))
        tags = self.hidden2tag(out).transpose(1, 2)
        return F.softmax(tags, dim=1) if self.twice else F.log_softmax(tags, dim=1)


class IRNN(nn.Module):
    """ReLU units with recurrent weights that start as the identity (Le et al. 2015)."""

    def __init__(self, gain: float = 1.0) -> None:
        super().__init__()
        self.rnn, self.out = nn.RNN(4, 32, nonlinearity="relu", batch_first=True), nn.Linear(32, 2)
        nn.init.normal_(self.rnn.weight_ih_l0, 0, 1e-2)
        with torch.no_grad():
            self.rnn.weight_hh_l0.copy_(gain * torch.eye(32))
        nn.init.zeros_(self.rnn.bias_ih_l0)
        nn.init.zeros_(self.rnn.bias_hh_l0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.out(self.rnn(x)[1][-1])


class DoubleConv(nn.Module):
    def __init__(self, fan_in: int, width: int) -> None:
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(fan_in, width, 3, padding=1, bias=False), nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
        )  # fmt: skip

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.double_conv(x)


class UNet(nn.Module):
    """Down, up, and bridges (Ronneberger et al. 2015), with batch norm as most write it now."""

    def __init__(self, *, sigmoid: bool = False) -> None:
        super().__init__()
        self.inc, self.down = DoubleConv(1, 8), DoubleConv(8, 16)
        self.up, self.conv = nn.ConvTranspose2d(16, 8, 2, 2), DoubleConv(16, 8)
        self.outc, self.sigmoid = nn.Conv2d(8, 1, 1), sigmoid

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x1 = self.inc(x)
        x2 = self.up(self.down(F.max_pool2d(x1, 2)))
        logits = self.outc(self.conv(torch.cat([x2, x1], 1)))
        return torch.sigmoid(logits) if self.sigmoid else logits


class MixerBlock(nn.Module):
    """Dense layers across the patches, then across the channels (Tolstikhin et al. 2021)."""

    def __init__(self, patches: int = 16, width: int = 32, *, norm: bool = True) -> None:
        super().__init__()
        self.norm1, self.norm2 = (nn.LayerNorm(width) if norm else nn.Identity() for _ in range(2))
        self.tokens = nn.Sequential(nn.Linear(patches, 32), nn.GELU(), nn.Linear(32, patches))
        self.channels = nn.Sequential(nn.Linear(width, 64), nn.GELU(), nn.Linear(64, width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)
        return x + self.channels(self.norm2(x))


class Mixer(nn.Module):
    def __init__(self, *, cut: bool = False) -> None:
        super().__init__()
        self.stem, self.blocks = nn.Conv2d(1, 32, 2, 2), nn.Sequential(MixerBlock(), MixerBlock())
        self.norm, self.head, self.cut = nn.LayerNorm(32), nn.Linear(32, 10), cut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.blocks(self.stem(x).flatten(2).transpose(1, 2))
        x = x.data if self.cut else x
        return self.head(self.norm(x).mean(1))


class VAE(nn.Module):
    """A variational autoencoder (Kingma & Welling 2013), as PyTorch's example writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(64, 64), nn.Linear(64, 8), nn.Linear(64, 8)
        self.fc3, self.fc4 = nn.Linear(8, 64), nn.Linear(64, 64)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        h = F.relu(self.fc1(x))
        mu, logvar = self.fc21(h), self.fc22(h)
        z = mu + torch.randn_like(mu) * torch.exp(0.5 * logvar)
        return torch.sigmoid(self.fc4(F.relu(self.fc3(z)))), mu, logvar


def evidence(output: tuple[torch.Tensor, ...], x: torch.Tensor) -> torch.Tensor:
    """Its cost for one example, less the least that each pixel can cost.

    The spread counts a twentieth, as where its weight is raised from 0 (Bowman et al. 2015).
    """
    given, mu, logvar = output
    spread = -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp())
    least = F.binary_cross_entropy(x, x, reduction="sum")
    return (F.binary_cross_entropy(given, x, reduction="sum") - least + spread / 20) / len(x)


def shades() -> Task:
    """The digits from 0 to 1, to be given back; a guess gives each pixel its mean."""
    X = (pixels(standardize=False).X).clamp(0, 1)
    mean = X.mean(0).expand_as(X).clamp(1e-4, 1 - 1e-4)
    rows = [F.binary_cross_entropy(each, X, reduction="sum") / len(X) for each in (mean, X)]
    return Task(X, X, float(rows[0] - rows[1]))


def masks() -> Task:
    """The digits as images, and where they are brighter than the mean."""
    X = pixels(images=True).X
    return Task(X, (X > 0).float(), math.log(2))


ONCE, BCE = F.nll_loss, F.binary_cross_entropy_with_logits
PUBLIC = [
    Case("LeNet-5", LeNet, images(), sgd(0.1)),
    Case("LeNet-5, pixels to 255", LeNet,
         lambda: pixels(255.0, standardize=False, images=True), sgd(0.1), ("large inputs",)),
    Case("VGG", vgg, images(), sgd(0.02, momentum=0.9, weight_decay=5e-4)),
    Case("VGG, all weights of 0.01", lambda: vgg(0.01), images(), sgd(0.02, momentum=0.9),
         ("vanishing", "small weights", "alike")),
    Case("ResNet", resnet, images(), sgd(0.1, momentum=0.9, weight_decay=1e-4)),
    Case("ResNet, 24 blocks, its norms left out", lambda: resnet(24, norm=False), images(),
         sgd(0.1, momentum=0.9), ("exploding", "large weights")),
    Case("GPT", a.GPT, words, adamw(3e-3, 0.1)),
    Case("GPT, rate 6e-7", a.GPT, words, adamw(6e-7, 0.1), ("small rate",)),
    Case("encoder, norm last", a.encoder, words, adam(1e-3)),
    Case("encoder, norm last, 12 layers, rate 0.02", lambda: a.encoder(12), words, adam(0.02),
         ("large rate",)),
    Case("LSTM tagger", Tagger, words, adam(1e-2), loss=ONCE),
    Case("LSTM tagger, cross_entropy of a softmax", lambda: Tagger(twice=True), words, sgd(0.1),
         ("softmax twice",)),
    Case("IRNN", IRNN, lambda: series(12, first=False), adam(3e-3)),
    Case("IRNN, twice the identity", lambda: IRNN(2.0), lambda: series(60, first=False), sgd(0.01),
         ("exploding", "large weights")),
    Case("U-Net", UNet, masks, adam(3e-3), loss=BCE),
    Case("U-Net, sigmoid before the logits' cost", lambda: UNet(sigmoid=True), masks, sgd(0.01),
         ("softmax twice",), loss=BCE),
    Case("MLP-Mixer", Mixer, images(), adamw(3e-3)),
    Case("MLP-Mixer, trunk cut off by .data", lambda: Mixer(cut=True), images(), sgd(1e-2),
         ("cut off",)),
    Case("ViT", a.ViT, images(), adamw(1e-3, 0.05)),
    Case("ViT, rate 1", a.ViT, images(), adamw(1.0, 0.05), ("large rate",)),
    Case("VAE", VAE, shades, adam(3e-3), loss=evidence),
    Case("VAE, rate 10", VAE, shades, sgd(10.0), ("large rate",), loss=evidence),
]  # fmt: skip
