"""Backpropagation is just the chain rule: the small library under the course.

To read it, begin with `Tensor.backward` in autodiff.py: the forty lines there are all of it.
Then, in this order:

the engine
    autodiff       a Tensor remembers how it was made; the chain rule, once
    derivatives    dy/dx of each function, as in a calculus book
    structural     how gradients come back through sums, products of matrices, reshaping, indexing
    functions      what networks need and NumPy does not have: sigmoid, softmax, cross-entropy
    arraylike      what NumPy and Python's operators ask of an array
    composed       functions of NumPy that are made of others
    table          what a row is, and how the arguments of a call find their places in it
    arrays         arrays that nobody can change, and broadcasting undone
    messages       what an error says
    gradcheck      a gradient beside central differences

networks
    activations    the activation functions, a record each
    initializers   how a weight matrix is drawn
    nn             layers, networks, costs
    normalization  batch and layer normalization, residual connections
    training       optimizers, and the loop
    probes         what every layer does in a pass
    data           digits and toy sets
    theory         what very wide networks do at the start

`import bplib` loads NumPy and nothing more; each module is imported by name
(`from bplib.nn import mlp`).
"""

from bplib.autodiff import Tensor

__all__ = ["Tensor"]
__version__ = "0.1.0"
