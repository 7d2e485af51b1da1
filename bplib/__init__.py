"""Backpropagation is just the chain rule: the small library under the course.

`Tensor` is the engine; the other modules are imported by name (`from bplib.nn import mlp`), so that
`import bplib` loads NumPy and nothing more.
"""

from bplib.autodiff import Tensor

__all__ = ["Tensor"]
__version__ = "0.1.0"
