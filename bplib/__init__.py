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
    sweeps         one function over many settings, on any executor

around them
    plots          from arrays onto axes, and what the page paints written down
    widgets        controls, figures that answer, questions
    checking       exercises: from your function to a verdict
    examine        a network that you bring: its chart and what may ail it
    course         what each notebook shows and asks, a folder each, and no part of the library

What a Tensor takes (`np.` is left out before NumPy's names; anything else is refused with a
sentence, so that no gradient is lost unnoticed):

numbers       + - * / ** @, add, subtract, multiply, divide, power, negative, positive, absolute,
              square, sqrt, reciprocal, exp, expm1, log, log1p, log2, log10, logaddexp, sin, cos,
              tan, arctan, sinh, cosh, tanh, maximum, minimum, clip, where
sums          sum, mean, var, std, average, prod, cumsum, max, min, amax, amin, linalg.norm
products      matmul, dot, inner, outer, tensordot, einsum, trace
shapes        reshape, ravel, squeeze, expand_dims, transpose, swapaxes, moveaxis, broadcast_to
entries       x[index], take, diagonal, diag, flip, roll, repeat, tile, pad, split,
              lib.stride_tricks.sliding_window_view
joining       concatenate, stack, vstack, hstack, column_stack
of our own    linear, sigmoid, relu, leaky_relu, elu, selu, gelu, silu, softplus, softmax,
              log_softmax, logsumexp, cross_entropy, binary_cross_entropy (in `bplib.functions`)

Out of scope: a gradient of a gradient. Where a slope is infinite, as that of sqrt at 0, 0 times it
is nan: choose the input first (`np.sqrt(np.where(x > 0, x, 1.0))`), not the output. The norm has
slope 0 at 0, and so has std where nothing varies. Values are read-only, so `w.value -= step`
ends in an error of NumPy's; write `w.value = w.value - step`.

`import bplib` loads NumPy and nothing more; each module is imported by name
(`from bplib.nn import mlp`).
"""

from bplib.autodiff import Tensor

__all__ = ["Tensor"]
__version__ = "0.1.0"
