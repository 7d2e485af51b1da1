"""PNG pictures of notebooks: stored with a palette, and kept when a new one shows the same."""

import base64
import io

import numpy as np
from PIL import Image

COLOURS = 64
NOISE = 0.05  # mean difference of a channel, of 255: rounding in another build of a font or a codec


def small_png(encoded: str) -> str:
    """The same picture with a palette, both base64; one that has a palette stays as it is."""
    image = decoded(encoded)
    if image.mode == "P":
        return encoded
    opaque = Image.new("RGB", image.size, "white")
    opaque.paste(image, mask=image.getchannel("A") if "A" in image.getbands() else None)
    small = opaque.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    stream = io.BytesIO()
    small.save(stream, "PNG", optimize=True)
    return base64.b64encode(stream.getvalue()).decode() + "\n"


def same_picture(one: str, other: str) -> bool:
    """Whether two base64 PNGs have one size and differ by no more than noise."""
    if not one or not other:
        return False
    a, b = (np.asarray(decoded(each).convert("RGB"), dtype=float) for each in (one, other))
    return a.shape == b.shape and float(np.abs(a - b).mean()) <= NOISE


def decoded(encoded: str) -> Image.Image:
    """The picture of a base64 PNG."""
    return Image.open(io.BytesIO(base64.b64decode(encoded)))
