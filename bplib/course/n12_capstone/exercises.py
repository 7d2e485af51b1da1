"""The eight tasks of notebook 12; each is judged by what the reader's code does.

A later solution calls earlier ones by name, as the reader's code calls the reader's own. What may
be right in many ways (a draw of weights, a training loop) is told in words, such as "kept" or
"falls", and the words are compared.
"""

import numpy as np

from bplib.checking import Exercise, Named, mistakes
from bplib.data import digits

# --- Tensor ---------------------------------------------------------------------------------


class Tensor:
    """An array that remembers how it was made."""

    born = 0

    def __init__(self, value, sources=()):
        self.value = np.asarray(value, dtype=float)
        self.sources = sources  # pairs: a Tensor, and what takes the gradient back to it
        self.grad = np.zeros(self.value.shape)
        Tensor.born = self.number = Tensor.born + 1

    def __add__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        return Tensor(self.value + other.value, [(self, lambda g: g), (other, lambda g: g)])

    def __mul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        back = [(self, lambda g: g * other.value), (other, lambda g: g * self.value)]
        return Tensor(self.value * other.value, back)

    def __matmul__(self, other):
        other = other if isinstance(other, Tensor) else Tensor(other)
        back = [(self, lambda g: g @ other.value.T), (other, lambda g: self.value.T @ g)]
        return Tensor(self.value @ other.value, back)

    def backward(self, seed=1.0):
        reached, to_visit = {self}, [self]
        while to_visit:
            for source, _ in to_visit.pop().sources:
                if source not in reached:
                    reached.add(source)
                    to_visit.append(source)
        for tensor in reached:
            tensor.grad = np.zeros(tensor.value.shape)
        self.grad = self.grad + seed
        for tensor in sorted(reached, key=lambda each: -each.number):
            for source, back in tensor.sources:
                g = back(tensor.grad)
                while g.ndim > source.value.ndim:
                    g = g.sum(axis=0)
                stretched = tuple(i for i, n in enumerate(source.value.shape) if n < g.shape[i])
                source.grad = source.grad + g.sum(axis=stretched, keepdims=True)


def kept(said, call):
    """The call, made once for each case where the function is one of this module's own."""
    answers = {}

    def calls(function, *arguments):
        if getattr(function, "__module__", "") != __name__:
            return call(function, *arguments)
        key = function, said(*arguments)
        if key not in answers:
            answers[key] = call(function, *arguments)
        return answers[key]

    return calls


def is_begun(made):
    """Whether a function or a class has been written at all."""
    return made is not None and made is not ...


def blank(function):
    """Whether a class has no `__init__` of its own."""
    return isinstance(function, type) and getattr(function, "__init__", None) is object.__init__


def gradients_of(engine, program, arrays, times=1):
    """The value of a program and the gradients of result and leaves, by an engine."""
    if blank(engine):
        return None
    leaves = [engine(array.copy()) for array in arrays]
    if not is_begun(leaves[0]):
        return leaves[0]
    result = program(*leaves)
    seed = np.cos(1.0 + np.arange(np.size(result.value))).reshape(np.shape(result.value))
    for _ in range(times):
        result.backward(seed)
    named = {f"the gradient of {name}": leaf.grad for name, leaf in zip("abc", leaves)}
    return {"the value": result.value, "the gradient of the result": result.grad} | named


def chain(x):
    """Four thousand additions, one after another."""
    for _ in range(4000):
        x = x + 0.001
    return x


def ladder(x):
    """Sixty diamonds in a row."""
    for _ in range(60):
        x = x * 0.5 + x * 0.25
    return x


def late(x):
    """A fork whose longer arm is used last."""
    u = x * 2.0
    v = u * 3.0
    return v * u + u


def engine_cases(rng):
    """One operation each, broadcasting, forks, a second call, then much of everything."""

    def arrays(*shapes):
        return [rng.normal(size=shape).round(2) for shape in shapes]

    def case(text, program, *shapes, times=1):
        return Named(text, program), arrays(*shapes), times

    net = Named("(a @ b + c) * mask", lambda a, b, c: (a @ b + c) * np.eye(3)[[0, 2]])
    return [
        case("a + b", lambda a, b: a + b, (2, 2), (2, 2)),
        case("a * b", lambda a, b: a * b, (2, 2), (2, 2)),
        case("a @ b", lambda a, b: a @ b, (2, 2), (2, 2)),
        case("a @ b", lambda a, b: a @ b, (4, 3), (3, 2)),
        case("a + 1.5", lambda a: a + 1.5, (2, 3)),
        case("a * [1, 0, 2]", lambda a: a * np.array([1.0, 0.0, 2.0]), (2, 3)),
        case("a @ [[1, 2], [0, 3]]", lambda a: a @ np.array([[1.0, 2.0], [0.0, 3.0]]), (3, 2)),
        case("a + b", lambda a, b: a + b, (4, 3), (3,)),
        case("a + b", lambda a, b: a + b, (4, 3), (4, 1)),
        case("a * b", lambda a, b: a * b, (4, 3), (3,)),
        case("a + b", lambda a, b: a + b, (3,), (4, 3)),
        case("a * b", lambda a, b: a * b, (4, 1), (4, 3)),
        case("a + a", lambda a: a + a, (2, 2)),
        case("a * a", lambda a: a * a, (2, 2)),
        case("u = 2 a; v = 3 u; v * u + u", late, (2,)),
        case("a * a + a", lambda a: a * a + a, (2,), times=2),
        (net, arrays((2, 4), (4, 3), (3,)), 1),
        case("4,000 additions in a row", chain, (1,)),
        case("60 diamonds in a row, 2⁶⁰ paths", ladder, (1,)),
    ]


def described_program(program, arrays, times):
    """A case in words."""
    shapes = ", ".join(f"{name} of shape {array.shape}" for name, array in zip("abc", arrays))
    return f"{program!r} with {shapes}" + (", backward called twice" if times == 2 else "")


def engine_problem(came, expected, program, arrays, times):
    """The first value or gradient that is not what it should be."""
    if not isinstance(came, dict):
        return "returns no Tensors"
    for what, wanted in expected.items():
        got = came[what]
        if not isinstance(got, np.ndarray) or got.dtype.kind not in "if":
            return f"leaves no numbers as {what}"
        if got.shape != wanted.shape:
            return f"leaves {what} with the shape {got.shape}; expected {wanted.shape}"
        if not np.allclose(got, wanted, rtol=1e-9, atol=1e-9):
            return f"leaves {what} = {got.round(4).tolist()}; expected {wanted.round(4).tolist()}"
    return None


RECURSION = (
    "Python ends a recursion after about a thousand calls, and one operation after another makes "
    "a longer chain. Keep a list of what is still to be visited, and take from it in a loop."
)
AS_SOON = (
    "A Tensor hands on its gradient before all of its users have reported. Go through them so that "
    "what was made last comes first."
)
RECURSIVE = """
    while to_visit:
            for source, _ in to_visit.pop().sources:
                if source not in reached:
                    reached.add(source)
                    to_visit.append(source)
    → def visit(tensor):
            for source, _ in tensor.sources:
                if source not in reached:
                    reached.add(source)
                    visit(source)

        visit(self)
"""
TENSOR = Exercise(
    reference=Tensor,
    cases=engine_cases,
    misconceptions=mistakes(
        Tensor,
        {
            "source.grad = source.grad + g.sum → source.grad = g.sum": (
                "At a fork the later gradient overwrites the earlier: contributions add."
            ),
            "tensor.grad = np.zeros(tensor.value.shape) → pass": (
                "A second call of `backward` adds to what the first left. It sets the gradients "
                "anew: begin with zeros."
            ),
            "lambda g: g * other.value → lambda g: g * self.value; "
            "(other, lambda g: g * self.value) → (other, lambda g: g * other.value)": (
                "The local slope of a product is the other factor: multiply swaps."
            ),
            "(other, lambda g: g * self.value) → (other, lambda g: g)": (
                "In a product each factor has the other as its local slope."
            ),
            "g @ other.value.T → g @ other.value": (
                "On the way back through `a @ b` the error meets b transposed: g @ b.T."
            ),
            "self.value.T @ g → self.value @ g": (
                "The gradient of b in `a @ b` is a.T @ g: input, transposed, times error."
            ),
            "g @ other.value.T → g * other.value; self.value.T @ g → self.value * g": (
                "You went back through `@` as through `*`. Matrix products go back as g @ b.T and "
                "a.T @ g."
            ),
            "self.value @ other.value → self.value * other.value; g @ other.value.T → "
            "g * other.value; self.value.T @ g → self.value * g": (
                "`@` is the matrix product; yours multiplies entry by entry."
            ),
            "source.grad + g.sum(axis=stretched, keepdims=True) → source.grad + g; "
            "while g.ndim > source.value.ndim: → while False:": (
                "A bias that broadcasting has stretched over the batch gets a gradient of its own "
                "shape: sum over the rows (and columns) to which it was copied."
            ),
            "g.sum(axis=stretched, keepdims=True) → g": (
                "A length of 1 is stretched by broadcasting as well: sum over that axis, with "
                "keepdims=True."
            ),
            "g = g.sum(axis=0) → g = g.mean(axis=0)": (
                "A bias that is used for every example gets the sum of their gradients, not the "
                "mean."
            ),
            "self.grad = self.grad + seed → self.grad = self.grad + 1.0": (
                "`backward(seed)` begins with the seed as the gradient of the result; yours begins "
                "with 1."
            ),
            "key=lambda each: -each.number → key=lambda each: each.number": (
                "You go from the oldest to the youngest. Gradients flow back: begin at the result."
            ),
            "{self}, [self] → {self: 0}, [self]; reached.add(source) → reached[source] = 0; "
            "sorted(reached, key=lambda each: -each.number) → reached": AS_SOON,
            RECURSIVE: RECURSION,
            "other = other if isinstance(other, Tensor) else Tensor(other)\n        return Tensor("
            "self.value + → return Tensor(self.value +": (
                "`a + 1.5`: what stands on the right may be a number or an array. Make a Tensor "
                "of it first."
            ),
            "other = other if isinstance(other, Tensor) else Tensor(other)\n        back = [(self, "
            "lambda g: g @ → back = [(self, lambda g: g @": (
                "`a @ array`: a constant may stand on the right of `@` as well. Make a Tensor of "
                "it first."
            ),
            "while g.ndim > source.value.ndim: → if source is tensor.sources[0][0]:\n"
            "                    source.grad = source.grad + g\n"
            "                    continue\n"
            "                while g.ndim > source.value.ndim:": (
                "Broadcasting may stretch what stands on the left as well: sum its gradient back "
                "to its own shape too."
            ),
        },
    ),
    hints=[
        "An operation knows the way back: keep, with each result, its sources, and for each a "
        "function from the gradient of the result to that of the source.",
        "`a @ b` goes back as g @ b.T and a.T @ g. What broadcasting has stretched is summed back "
        "to its own shape.",
        "Number the Tensors as they are made. In `backward`, collect all that can be reached in a "
        "loop, set their gradients to 0, then go from the highest number to the lowest.",
    ],
    call=kept(described_program, gradients_of),
    compare=engine_problem,
    describe=described_program,
)

# --- forward --------------------------------------------------------------------------------


def forward(parameters, X):
    """The logits of a network of pairs (W, b): ReLU after every layer but the last."""
    A = Tensor(X)
    for W, b in parameters[:-1]:
        Z = A @ W + b
        A = Z * (Z.value > 0)
    W, b = parameters[-1]
    return A @ W + b


def engine_of(function):
    """The reader's own Tensor, where the function sees one that multiplies; else the solution's."""
    own = getattr(function, "__globals__", {}).get("Tensor", Tensor)
    try:
        product = own(np.eye(2)) @ own(np.eye(2)) * 3.0 + 1.0
        product.backward(np.eye(2))
    except Exception:
        return Tensor
    return own if np.array_equal(product.value, 3 * np.eye(2) + 1) else Tensor


def arrays_of(sizes, rng):
    """Pairs of arrays (W, b) of a network of these sizes."""
    pairs = zip(sizes, sizes[1:])
    return [(rng.normal(size=pair).round(2), rng.normal(size=pair[1]).round(2)) for pair in pairs]


def outputs_of(network, arrays, X):
    """The logits, and the gradients that they leave in the parameters."""
    engine = engine_of(network)
    parameters = [(engine(W), engine(b)) for W, b in arrays]
    logits = network(parameters, X)
    if not hasattr(logits, "backward"):
        return logits
    logits.backward(np.cos(np.arange(np.size(logits.value))).reshape(np.shape(logits.value)))
    named = {"the logits": logits.value}
    for layer, (W, b) in enumerate(parameters, start=1):
        named |= {f"∂/∂W of layer {layer}": W.grad, f"∂/∂b of layer {layer}": b.grad}
    return named


def forward_problem(came, expected, arrays, X):
    """The first of logits and gradients that is not what it should be."""
    if isinstance(came, np.ndarray):
        return "returns an array. Return a Tensor: only through Tensors can the gradient go back"
    if not isinstance(came, dict):
        return "returns no Tensor"
    for what, wanted in expected.items():
        got = came[what]
        if not isinstance(got, np.ndarray) or got.dtype.kind not in "if":
            if what == "the logits":
                return "gives no numbers as the logits"
            return f"leaves no gradient in {what.removeprefix('∂/∂')}; the way back is cut"
        if got.shape != wanted.shape:
            return f"gives {what} the shape {got.shape}; expected {wanted.shape}"
        if not np.allclose(got, wanted, rtol=1e-9, atol=1e-9):
            off = np.argwhere(~np.isclose(got, wanted, rtol=1e-9, atol=1e-9))[0]
            at = tuple(int(place) for place in off)
            return f"gives {what} wrong, at {list(at)}: {got[at]:.4g}, not {wanted[at]:.4g}"
    return None


def described_network(arrays, X):
    """A network and its batch in words."""
    sizes = [len(arrays[0][0]), *(W.shape[1] for W, _ in arrays)]
    return f"a network {sizes}, {len(X)} example{'s' if len(X) > 1 else ''}"


FORWARD = Exercise(
    reference=forward,
    cases=lambda rng: [
        (arrays_of(sizes, rng), rng.normal(size=(n, sizes[0])).round(2))
        for sizes, n in (((3, 2), 1), ((3, 4, 2), 1), ((3, 4, 2), 6), ((5, 6, 6, 4, 3), 7))
    ],
    misconceptions=mistakes(
        forward,
        {
            "return A @ W + b → Z = A @ W + b\n    return Z * (Z.value > 0)": (
                "The logits went through ReLU as well. The last layer is linear."
            ),
            "A = Z * (Z.value > 0) → A = Z": "ReLU is missing between the layers.",
            "Z = A @ W + b → Z = A @ W": "The bias is missing in the hidden layers.",
            "return A @ W + b → return A @ W": "The bias of the last layer is missing.",
            "A = Z * (Z.value > 0) → A = Tensor(np.maximum(Z.value, 0))": (
                "The logits are right, and the gradients do not arrive: `.value` leaves the graph, "
                "and a Tensor made of it begins a new one. Multiply Z itself by the mask Z > 0."
            ),
            "Z = A @ W + b → Z = A @ W; A = Z * (Z.value > 0) → A = Z * (Z.value > 0) + b": (
                "The bias comes before ReLU: it moves the bend."
            ),
            "A = Z * (Z.value > 0) → A = Z * np.sign(Z.value)": (
                "That is |z|. ReLU gives 0 below 0: the mask is 1 or 0."
            ),
            "A = Z * (Z.value > 0) → A = Z * Z.value": (
                "The mask multiplies by 1 or 0; you multiplied by z."
            ),
            "A = Z * (Z.value > 0) → A = Z * (Z.value < 0)": (
                "The mask is upside down: ReLU lets positive z through."
            ),
            """
            W, b = parameters[0]
            Z = Tensor(X) @ W + b
            if len(parameters) == 1:
                return Z
            W, b = parameters[-1]
            return Z * (Z.value > 0) @ W + b
            """: ("Only the first and the last layer were used."),
            """
            A = Tensor(X)
            for W, b in parameters:
                A = A @ W + b
            return A * (A.value > 0)
            """: "ReLU stands after the last layer, where it does not belong, and not between.",
            "Z * (Z.value > 0) → Z * (A.value.mean() > 0)": (
                "The mask is one number for all units. Each entry of Z decides for itself."
            ),
            """
            A = Tensor(X)
            for W, b in parameters[:-1]:
                Z = A @ W + b
                A = Z * (Z.value > 0) + Z * (Z.value <= 0) * 0.01
            W, b = parameters[-1]
            return A @ W + b
            """: "That is leaky ReLU. Below 0 this network gives 0.",
        },
    ),
    hints=[
        "One layer is A @ W + b, with A, W and b Tensors.",
        "ReLU as a product of what you have: `Z * (Z.value > 0)`. The mask is a constant.",
        "Loop over all pairs but the last; return the last layer without ReLU.",
    ],
    call=outputs_of,
    compare=forward_problem,
    describe=described_network,
)

# --- first_weights --------------------------------------------------------------------------


def first_weights(sizes, rng):
    """Pairs of Tensors (W, b) for ReLU layers: N(0, 2/fan_in), biases 0."""
    return [
        (Tensor(np.sqrt(2 / n) * rng.normal(size=(n, m))), Tensor(np.zeros(m)))
        for n, m in zip(sizes, sizes[1:])
    ]


def value_of(given):
    """The array in a Tensor, or of an array itself."""
    return np.asarray(getattr(given, "value", given), dtype=float)


def what_was_drawn(draw, sizes):
    """What the draw does, in words: shapes, signal from layer to layer, units, the generator."""
    drawn = draw(sizes, np.random.default_rng(1))
    if not is_begun(drawn):
        return drawn
    first = [(value_of(W), value_of(b)) for W, b in drawn]
    shapes = [(W.shape, b.shape) for W, b in first]
    if shapes != [((n, m), (m,)) for n, m in zip(sizes, sizes[1:])]:
        turned = [((m, n), (m,)) for n, m in zip(sizes, sizes[1:])]
        return {"shapes": "turned" if shapes == turned else "wrong"}
    W, other, again = (
        np.concatenate([value_of(W).ravel() for W, _ in net])
        for net in (
            drawn,
            draw(sizes, np.random.default_rng(2)),
            draw(sizes, np.random.default_rng(1)),
        )
    )
    told = {"units": "alike" if np.ptp(first[0][0], axis=1).max() == 0 else "differ"}
    if not np.array_equal(W, again):
        told["the draw"] = "does not come from rng"
    elif np.array_equal(W, other) and told["units"] == "differ":
        told["the draw"] = "does not ask rng"
    return told if "the draw" in told else told | signal(draw, sizes)


def signal(draw, sizes):
    """By how much each layer multiplies the mean square of the activations, in words."""
    X = np.random.default_rng(0).normal(size=(40, sizes[0]))
    ratios = np.zeros(len(sizes) - 2)
    for seed in range(12):
        A = X
        for place, (W, b) in enumerate(draw(sizes, np.random.default_rng(seed))[:-1]):
            before, A = A, np.maximum(A @ value_of(W) + value_of(b), 0)
            with np.errstate(all="ignore"):
                ratios[place] += np.log(np.mean(A**2) / np.mean(before**2)) / 12
    pairs = zip(sizes, sizes[1:-1], np.exp(ratios))
    return {f"from {n} to {m} units the mean square": in_words(ratio) for n, m, ratio in pairs}


def in_words(ratio):
    """A factor in words."""
    if not ratio > 0:
        return "is lost"
    known = (0.05, "falls to nearly nothing"), (0.28, "falls"), (0.42, "falls to a third")
    for limit, words in (*known, (0.7, "is about halved"), (1.4, "is kept")):
        if ratio < limit:
            return words
    return "grows" if ratio < 5 else "explodes"


def weights_problem(came, expected, sizes):
    """What the draw does that it should not, or does not do."""
    if not isinstance(came, dict):
        return "returns no list of pairs (W, b)"
    if came == expected:
        return None
    if "shapes" in came:
        return (
            "returns other shapes than W (fan_in, fan_out) and b (fan_out,), one pair from each "
            "size to the next"
        )
    if "the draw" in came:
        return f"draws weights, but the draw {came['the draw']}"
    told = [
        f"{what} {came.get(what)}" for what, wanted in expected.items() if came.get(what) != wanted
    ]
    return f"draws weights with which {', '.join(told)}; it should be kept, and units differ"


FIRST_WEIGHTS = Exercise(
    reference=first_weights,
    cases=lambda rng: [([60, 180, 60, 180, 10],), ([64, 100, 100, 100, 2],)],
    misconceptions=mistakes(
        first_weights,
        {
            "2 / n → 1 / n": (
                "Variance 1/fan_in is LeCun's: right where f is near z. ReLU drops half of the "
                "mean square; the variance makes up for it."
            ),
            "2 / n → 2 / (n + m)": (
                "Variance 2/(fan_in + fan_out) is Glorot's: right for tanh. ReLU drops half of the "
                "mean square; the variance makes up for it."
            ),
            "2 / n → 2 / m": "Forward it is the fan_in that counts: the sum runs over the inputs.",
            "np.sqrt(2 / n) → (2 / n)": (
                "Far too small. The variance is 2/fan_in; what multiplies a normal draw is its "
                "root, √(2/fan_in)."
            ),
            "rng.normal(size=(n, m)) → rng.uniform(-1, 1, (n, m))": (
                "A uniform draw within ±h has the variance h²/3. Take h = √(6/fan_in)."
            ),
            "np.sqrt(2 / n) * → 1.0 *": (
                "Standard normal weights: each layer multiplies the mean square by fan_in/2."
            ),
            "np.sqrt(2 / n) * rng.normal(size=(n, m)) → np.zeros((n, m))": (
                "With all weights at 0 no signal and no error goes through, and units stay alike."
            ),
            "np.sqrt(2 / n) * rng.normal(size=(n, m)) → np.full((n, m), np.sqrt(2 / n))": (
                "All units of a layer begin alike, and stay alike: weights must be random."
            ),
            "rng.normal → np.random.RandomState(0).normal": (
                "You made a generator of your own, with a seed of your own. Draw from the rng that "
                "is given: whoever calls decides the seed."
            ),
            "rng.normal → np.random.RandomState().normal": (
                "Two calls with the same rng gave different weights. Draw from the rng that is "
                "given, and a run can be repeated."
            ),
            "size=(n, m) → size=(m, n)": (
                "W has the shape (fan_in, fan_out): rows for the inputs, columns for the units."
            ),
            "rng.normal(size=(n, m)) → rng.random((n, m))": (
                "Your weights are all positive: their mean adds up over the inputs. Draw them "
                "around 0."
            ),
        },
    ),
    hints=[
        "The mean square of z is fan_in · Var(w) · the mean square of a, and ReLU keeps half.",
        "So Var(w) = 2/fan_in. What multiplies `rng.normal(size=(n, m))`?",
        "One pair for each size and the next: `zip(sizes, sizes[1:])`; biases at 0.",
    ],
    call=kept(str, what_was_drawn),
    compare=weights_problem,
)

# --- cost_and_error -------------------------------------------------------------------------


def cost_and_error(logits, labels):
    """The mean cross-entropy of softmax, and its gradient at the logits."""
    n = len(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    right = np.arange(n), labels
    delta = np.exp(log_p)
    delta[right] -= 1
    return -log_p[right].mean(), delta / n


def logit_cases(rng):
    """One example, several, logits of any size."""
    return [
        (np.array([[0.0, 2.0]]), np.array([0])),
        (rng.normal(size=(4, 3)).round(2), np.array([2, 0, 1, 1])),
        (3 * rng.normal(size=(5, 5)).round(2), np.array([4, 4, 0, 2, 1])),
        (np.array([[1e4, 0.0, -1e4], [-2e3, 2e3, 0.0]]), np.array([1, 1])),
    ]


NOT_SHIFTED = (
    "Right, until exp overflows: shift each row by its maximum first, and take the logarithm of "
    "the sum on paper, so that no log(0) is left."
)
COST_AND_ERROR = Exercise(
    reference=cost_and_error,
    cases=logit_cases,
    misconceptions=mistakes(
        cost_and_error,
        {
            "delta / n → delta": (
                "The cost is a mean over the batch, so the error of each example has a factor 1/n."
            ),
            "log_p[right].mean() → log_p[right].sum()": "The cost is the mean over the batch.",
            "log_p[right].mean(), delta / n → log_p[right].sum(), delta": (
                "You summed over the batch; cost and error are those of the mean."
            ),
            "delta[right] -= 1 → delta[right] = 1 - delta[right]": (
                "At the true class the error is p − 1, a negative number."
            ),
            "delta / n → -delta / n": "The sign: the error is p − y.",
            "delta[right] -= 1 → pass": ("That is p. Take 1 away at the true class: p − y."),
            "-log_p[right].mean() → log_p[right].mean()": "The cost is minus the logarithm.",
            "shifted = logits - logits.max(axis=1, keepdims=True) → shifted = logits": NOT_SHIFTED,
            "-log_p[right].mean() → -np.log(np.exp(log_p[right])).mean()": NOT_SHIFTED,
            """
            p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
            right = np.arange(len(logits)), labels
            y = np.zeros(logits.shape)
            y[right] = 1
            return -np.log(p[right]).mean(), (p - y) / len(logits)
            """: NOT_SHIFTED,
            "-log_p[right].mean() → -log_p.mean()": (
                "Only the logarithm at the true class of each example counts, not those of all."
            ),
            "-log_p[right].mean() → -log_p[right] ": (
                "The cost is one number: the mean over the examples."
            ),
            """
            p = np.exp(logits - logits.max(axis=0))
            p = p / p.sum(axis=0)
            right = np.arange(len(logits)), labels
            y = np.zeros(logits.shape)
            y[right] = 1
            return -np.log(p[right]).mean(), (p - y) / len(logits)
            """: "Softmax goes along the classes of one example: axis=1, rows.",
            """
            C, delta = cost_and_error(logits, labels)
            p = len(logits) * delta
            p[np.arange(len(logits)), labels] += 1
            return C, delta * p * (1 - p)
            """: "With cross-entropy the slope cancels: the error is p − y, without p (1 − p).",
            """
            C, delta = cost_and_error(logits, labels)
            return ((len(logits) * delta) ** 2).sum(axis=1).mean() / 2, delta
            """: "That is the squared error. The cross-entropy is −log p at the true class.",
            """
            C, delta = cost_and_error(logits, labels)
            return C, delta / logits.shape[1]
            """: "Divide by the number of examples alone, not by that of the classes as well.",
        },
    ),
    hints=[
        "Softmax with cross-entropy has the error p − y; the mean over n examples divides by n.",
        "log p = z − logsumexp(z), for each row; shift the row by its maximum before any exp.",
        "`log_p[np.arange(n), labels]` picks the true class of each example.",
    ],
)

# --- train ----------------------------------------------------------------------------------


def train(parameters, cost_of, X, labels, rng, epochs):
    """The costs of all steps: each epoch takes every example once, in an order drawn anew.

    cost_of(X, labels) gives the cost of a batch and leaves the gradients in the parameters.
    """
    costs = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 32):
            batch = order[start : start + 32]
            costs.append(cost_of(X[batch], labels[batch]))
            for pair in parameters:
                for parameter in pair:
                    parameter.value = parameter.value - 0.1 * parameter.grad
    return costs


class Parameter:
    """An array with a gradient: all that a training loop needs to know."""

    def __init__(self, value):
        self.value, self.grad = value, None


class Watch:
    """A softmax layer on digits that keeps in mind which examples it was asked about."""

    def __init__(self, n):
        self.X = np.column_stack([np.arange(n), digits().X_train[:n]])
        self.labels = digits().y_train[:n]
        self.W, self.b = Parameter(np.zeros((64, 10))), Parameter(np.zeros(10))
        self.batches, self.mixed, self.costs = [], False, []

    def cost_of(self, X, labels):
        """The cost of a batch; the first column says which examples they are."""
        which = np.asarray(X)[:, 0].astype(int)
        self.batches.append(which)
        self.mixed |= not np.array_equal(labels, self.labels[which])
        cost, delta = cost_and_error(X[:, 1:] @ self.W.value + self.b.value, labels)
        self.W.grad, self.b.grad = X[:, 1:].T @ delta, delta.sum(axis=0)
        self.costs.append(float(cost))
        return float(cost)


def what_training_does(loop, n, epochs):
    """How a loop goes through the examples, and what becomes of the cost, in words."""
    watch = Watch(n)
    parameters = [(watch.W, watch.b)]
    returned = loop(
        parameters, watch.cost_of, watch.X, watch.labels, np.random.default_rng(5), epochs
    )
    if not watch.batches:
        return returned
    last, _ = cost_and_error(watch.X[:, 1:] @ watch.W.value + watch.b.value, watch.labels)
    seen = np.concatenate(watch.batches)
    whole = [seen[k : k + n] for k in range(0, len(seen), n)]
    told = {
        "epochs": how_often(seen, n, epochs, whole),
        "batches": how_large(watch.batches, n),
        "order": how_ordered(whole, loop, n),
        "labels": "lost their examples" if watch.mixed else "stay with their examples",
        "biases": "learn" if watch.b.value.any() else "are left out",
        "cost": "is of no account" if watch.mixed else how_it_ends(float(last), epochs),
        "returned": what_came(returned, watch.costs),
    }
    return told


def how_often(seen, n, epochs, whole):
    """How often examples were seen."""
    if len(seen) == n * epochs and all(len(set(each.tolist())) == n for each in whole):
        return "take each example once"
    if len(set(seen.tolist())) < n or len(seen) < n * epochs:
        return "leave examples out"
    return "take some examples more often than others"


def how_large(batches, n):
    """The size of the batches."""
    largest = max(map(len, batches))
    if largest == n:
        return "all examples at once"
    return "one example at a time" if largest == 1 else "of some examples"


def how_ordered(whole, loop, n):
    """Whether the orders of the epochs are drawn, anew and from the generator."""
    if any(np.array_equal(each, np.arange(len(each))) for each in whole[:2]):
        return "is that in which they lie"
    if len(whole) > 1 and np.array_equal(whole[0], whole[1]):
        return "is the same in each epoch"
    other, again = Watch(n), Watch(n)
    for watch, seed in ((other, 6), (again, 5)):
        loop(
            [(watch.W, watch.b)], watch.cost_of, watch.X, watch.labels,
            np.random.default_rng(seed), 1,
        )  # fmt: skip
    if not np.array_equal(np.concatenate(again.batches)[:n], whole[0]):
        return "does not come from rng"
    same = np.array_equal(np.concatenate(other.batches)[:n], whole[0])
    return "does not ask rng" if same else "is drawn"


def how_it_ends(cost, epochs):
    """A cost at the end, against that of guessing; one epoch need not go far."""
    guessing = np.log(10)
    if not cost < 1.05 * guessing:
        return "rises"
    if cost > 0.999 * guessing:
        return "stays"
    return "falls" if epochs == 1 or cost < 0.8 * guessing else "falls too little"


def what_came(returned, costs):
    """Whether the costs of all steps were returned."""
    if returned is None:
        return "nothing"
    if np.ndim(returned) == 0:
        return "one number"
    if len(returned) == len(costs):
        return "the costs" if np.allclose(np.ravel(returned), costs) else "other numbers"
    return f"{'fewer' if len(returned) < len(costs) else 'more'} numbers than steps"


def training_problem(came, expected, n, epochs):
    """The first thing that training should do otherwise."""
    if not isinstance(came, dict):
        return "never asks for the cost of a batch: call `cost_of(X[batch], labels[batch])`"
    for what, wanted in expected.items():
        if what not in came or difference_in_words(came[what], wanted):
            return f"trains, but: {what} {came.get(what)}; expected: {what} {wanted}"
    return None


def difference_in_words(came, wanted):
    """Whether two words differ."""
    return not (isinstance(came, str) and came == wanted)


def described_training(n, epochs):
    """A case in words."""
    return f"{n} digits, {epochs} epoch{'s' if epochs > 1 else ''}"


UPHILL = "Your steps go uphill: subtract rate · gradient."
TRAIN = Exercise(
    reference=train,
    cases=lambda rng: [(307, 1), (1009, 12)],  # primes: no size of batch goes in evenly
    misconceptions=mistakes(
        train,
        {
            "value - 0.1 → value + 0.1": UPHILL,
            "range(0, len(X), 32) → range(0, len(X) - 31, 32)": (
                "The last, smaller batch of each epoch is dropped, and its examples with it."
            ),
            "order = rng.permutation(len(X)) → order = np.arange(len(X))": (
                "The examples come in the order in which they lie. Draw an order for each epoch."
            ),
            "for _ in range(epochs):\n        order = rng.permutation(len(X)) → order = "
            "rng.permutation(len(X))\n    for _ in range(epochs):": (
                "The order is drawn once. Draw it anew for each epoch."
            ),
            "labels[batch] → labels[start : start + 32]": (
                "X is shuffled and the labels are not: take both by the same numbers."
            ),
            "range(0, len(X), 32) → range(0, len(X), len(X)); start + 32 → start + len(X)": (
                "Each step takes all examples. Several steps per epoch, on batches of some "
                "examples, learn sooner."
            ),
            "for parameter in pair: → for parameter in pair[:1]:": (
                "The biases are left out: they are parameters too."
            ),
            "parameter.value = parameter.value - 0.1 * parameter.grad → parameter.grad": (
                "No step is taken: the parameters stay as they are."
            ),
            "order[start : start + 32] → rng.integers(len(X), size=32)": (
                "Batches drawn one by one take some examples twice and others not at all. Cut an "
                "order of all of them."
            ),
            "range(epochs) → range(1)": "One epoch was made, whatever `epochs` says.",
            "return costs → return costs[-1]": (
                "Only the last cost came back. Return the costs of all steps, in a list."
            ),
            "return costs → pass": "Return the costs of all steps.",
            "costs = [] → costs, rng = [], np.random.RandomState(0)": (
                "You made a generator of your own, with a seed of your own. Draw from the rng that "
                "is given."
            ),
            "0.1 * parameter.grad → 1e-4 * parameter.grad": (
                "The cost hardly falls: your steps are too short for these gradients."
            ),
            "0.1 * parameter.grad → 100.0 * parameter.grad": (
                "The cost rises: your steps are too long, or go uphill."
            ),
        },
    ),
    hints=[
        "An epoch: `order = rng.permutation(len(X))`, then slices of it, one after another.",
        "A batch takes X and labels by the same numbers: `X[batch], labels[batch]`.",
        "After `cost_of`, each parameter has its gradient in `.grad`; `parameter.value = "
        "parameter.value - rate * parameter.grad`. Keep the costs in a list.",
    ],
    call=kept(described_training, what_training_does),
    compare=training_problem,
    describe=described_training,
)

# --- read_digits ----------------------------------------------------------------------------


def read_digits(X, labels, rng):
    """A function from images to labels, learnt from examples."""
    mean, deviation = X.mean(), X.std()
    parameters = first_weights([X.shape[1], 128, 10], rng)

    def logits_of(images):
        return forward(parameters, (images - mean) / deviation)

    def cost_of(images, right):
        logits = logits_of(images)
        cost, delta = cost_and_error(logits.value, right)
        logits.backward(delta)
        return cost

    train(parameters, cost_of, X, labels, rng, 15)
    return lambda images: logits_of(images).value.argmax(axis=1)


SHIFT = 3  # of the labels, so that who reads well has learnt it here
GOOD = 0.97


def what_is_read(reader):
    """How well a reader reads the test digits after training, in words."""
    data = digits()
    X, labels = data.X_train.copy(), (data.y_train + SHIFT) % 10
    read = reader(X, labels, np.random.default_rng(12))
    if not is_begun(read):
        return read
    if not callable(read):
        return {"returned": "no function"}
    answers = np.asarray(read(data.X_test))
    told = {"returned": "a function", "answers": kind_of_answers(answers, len(data.X_test))}
    if told["answers"] != "a label for each image":
        return told
    some = data.X_test[::-7]
    alone = all(np.array_equal(read(image[None]), [said]) for image, said in zip(some, read(some)))
    told["an image alone"] = "is read as in a batch" if alone else "is read otherwise"
    right = np.mean(answers == (data.y_test + SHIFT) % 10)
    told["right"] = how_many(right, np.mean(answers == data.y_test))
    told["the images"] = "stay" if np.array_equal(X, data.X_train) else "are changed"
    return told


def kind_of_answers(answers, n):
    """What a reader returns for images."""
    if answers.shape == (n,) and answers.dtype.kind in "iu":
        return "a label for each image"
    if answers.shape == (n, 10):
        return "ten numbers for each image"
    if answers.shape == (10,):
        return "ten numbers in all"
    return "something else"


def how_many(right, known_before):
    """A share of right answers, in words."""
    if known_before > 0.5:
        return "by the usual labels, not by those of the training set"
    for limit, words in ((GOOD, "97 % or more"), (0.9, "90 to 97 %"), (0.3, "under 90 %")):
        if right >= limit:
            return words
    return "as good as guessing"


def reading_problem(came, expected, _name):
    """The first thing that the reader should do otherwise."""
    if not isinstance(came, dict):
        return "returns no function from images to labels"
    for what, wanted in expected.items():
        if what not in came or difference_in_words(came[what], wanted):
            return f"gives a reader, of which is told: {what}: {came.get(what)}; expected: {wanted}"
    return None


READ_DIGITS = Exercise(
    reference=read_digits,
    cases=lambda rng: [("all",)],
    misconceptions=mistakes(
        read_digits,
        {
            ".value.argmax(axis=1) → .value": (
                "Your reader returns the logits. The label is the place of the largest: argmax "
                "along axis 1."
            ),
            "argmax(axis=1) → argmax(axis=0)": (
                "argmax went down the images. The ten logits of an image lie along axis 1."
            ),
            "return lambda images: logits_of(images).value.argmax(axis=1) → return parameters": (
                "What comes back must be a function: from images to labels."
            ),
            "train(parameters, cost_of, X, labels, rng, 15) → pass": (
                "Nothing was learnt: the answers are as good as guessing. Is the training run, "
                "and does its cost fall?"
            ),
            "rng, 15) → rng, 1)": (
                "It has begun to learn. More epochs, more units or another rate carry it past 97 %."
            ),
            "train(parameters, cost_of, X, labels, rng, 15) → train(parameters, cost_of, X[:60], "
            "labels[:60], rng, 15)": (
                "It reads some. Does it learn from all examples, long enough, at inputs of size 1?"
            ),
            "(images - mean) → (images - images.mean())": (
                "An image is read otherwise when it comes alone: mean and deviation are taken from "
                "what is to be read. Keep those of the training set."
            ),
            "X, labels, rng, 15) → X, digits().y_train, rng, 15)": (
                "It gives the usual labels. Here the labels of the training set are shifted by 3, "
                "to see that it learns from what it is given."
            ),
            "X.mean(), X.std() → X.mean(), X.std()\n    X *= 1.001": (
                "The training images were changed in place; they belong to the caller. `X - mean` "
                "makes new ones."
            ),
            "return lambda images: logits_of(images).value.argmax(axis=1) → return lambda images: "
            "np.exp(logits_of(images).value).sum(axis=1)": (
                "One number for each image, and no label: labels are whole numbers from 0 to 9."
            ),
        },
    ),
    hints=[
        "Wire your own pieces: `first_weights([64, 128, 10], rng)`, and a function `cost_of` for "
        "`train`.",
        "`cost_of` runs `forward`, takes cost and δ from `cost_and_error(logits.value, labels)`, "
        "and calls `logits.backward(delta)`.",
        "Shift and scale the pixels by mean and deviation of the training set, for new images too. "
        "Return `lambda images: forward(…).value.argmax(axis=1)`.",
    ],
    seconds=60.0,
    call=kept(str, lambda reader, _name: what_is_read(reader)),
    compare=reading_problem,
    describe=lambda _name: "the digits, labels shifted by 3",
)

# --- sick_place -----------------------------------------------------------------------------


def sick_place(parameters, X):
    """The first place where the signal goes wrong, 0 for the inputs, and what is wrong there."""

    def size(a):
        return np.sqrt(np.mean(a**2))

    if size(X) > 10:
        return 0, "too large"
    A = X
    for layer, (W, b) in enumerate(parameters, start=1):
        Z = A @ W + b
        if not W.any():
            return layer, "zero"
        if layer < len(parameters) and (Z <= 0).all():
            return layer, "dead"
        if size(Z) < 0.4 * size(A):
            return layer, "too small"
        if size(Z) > 5 * size(A):
            return layer, "too large"
        A = np.maximum(Z, 0)
    return None, "healthy"


ILLS = {
    "zero": lambda W, b: (0 * W, b),
    "dead": lambda W, b: (W, b - 60.0),
    "too small": lambda W, b: (0.1 * W, b),
    "too large": lambda W, b: (10 * W, b),
}
ODDITIES = {  # no ills, though a careless look takes them for such
    "grows": lambda W, b: (1.77 * W, b),
    "shrinks": lambda W, b: (0.36 * W, b),
    "raised": lambda W, b: (0.1 * W, b + 2.0),
    "below 0": lambda W, b: (0.5 * W, b - 3.0),
}


def patient(rng, sizes, ills, scale=1.0, mean=0.0):
    """Arrays (W, b) of a network drawn as He says, then spoiled; and inputs of a size."""
    arrays = [
        (np.sqrt(2 / n) * rng.normal(size=(n, m)), 0.1 * rng.normal(size=m))
        for n, m in zip(sizes, sizes[1:])
    ]
    for layer, ill in ills.items():
        arrays[layer - 1] = (ILLS | ODDITIES)[ill](*arrays[layer - 1])
    return arrays, mean + scale * rng.normal(size=(40, sizes[0]))


SIZES = [30, 40, 40, 40, 10]


def patients(rng):
    """Healthy ones, ills in the first, a middle and the last layer, two at once, inputs."""
    ills = [
        ({}, 1.0),
        ({}, 200.0),
        ({2: "zero"}, 1.0),
        ({3: "dead"}, 1.0),
        ({2: "too small"}, 1.0),
        ({3: "too large"}, 1.0),
        ({}, 4.0),
        ({1: "too small"}, 5.0),
        ({1: "too large"}, 0.3),
        ({4: "too small"}, 1.0),
        ({4: "too large"}, 1.0),
        ({4: "zero"}, 1.0),
        ({2: "zero", 3: "dead"}, 1.0),
        ({2: "dead", 4: "zero"}, 1.0),
        ({2: "too small", 3: "too large"}, 1.0),
        ({1: "dead"}, 1.0),
        ({3: "too large"}, 200.0),
        (dict.fromkeys(range(1, 5), "grows"), 1.0),
        ({2: "shrinks"}, 1.0),
        ({2: "raised"}, 1.0),
        ({4: "below 0"}, 1.0),
        ({}, 1.0, 12.0),
    ]
    return [patient(rng, SIZES, *each) for each in ills]


def described_patient(parameters, X):
    """A patient in one line: the size of its inputs and of each layer's weights and biases."""
    sizes = ", ".join(f"{np.sqrt(np.mean(W**2)):.2g}" for W, _ in parameters)
    biases = ", ".join(f"{np.sqrt(np.mean(b**2)):.2g}" for _, b in parameters)
    return (
        f"a network {[len(parameters[0][0]), *(len(b) for _, b in parameters)]}, root mean "
        f"squares: inputs {np.sqrt(np.mean(X**2)):.2g}, weights {sizes}, biases {biases}"
    )


def diagnosis_problem(came, expected, parameters, X):
    """What a diagnosis should have been."""
    wanted = as_words(expected)
    if not isinstance(came, (tuple, list)) or len(came) != 2 or not isinstance(came[1], str):
        return f"returns no pair of a place and a word; expected {wanted}"
    if came[0] is not None and not (
        isinstance(came[0], np.ndarray) and came[0].ndim == 0 and came[0].dtype.kind in "iuf"
    ):
        return f"names no place; expected {wanted}"
    return None if as_words(came) == wanted else f"says {as_words(came)}; expected {wanted}"


def as_words(diagnosis):
    """A diagnosis as text."""
    place, word = diagnosis
    return f"({place if place is None else format(float(place), 'g')}, {word!r})"


RELATIVE = (
    "You compare a layer with a fixed number. Compare what leaves it with what comes in: earlier "
    "layers and the inputs have their own size."
)
SICK_PLACE = Exercise(
    reference=sick_place,
    cases=patients,
    misconceptions=mistakes(
        sick_place,
        {
            "size(Z) < 0.4 * size(A) → size(Z) < 0.4; size(Z) > 5 * size(A) → size(Z) > 5": (
                RELATIVE
            ),
            "size(Z) < 0.4 * size(A) → size(Z) < 0.4": RELATIVE,
            "size(Z) > 5 * size(A) → size(Z) > 5": RELATIVE,
            "size(Z) < 0.4 * size(A) → size(Z) < 0.4 * size(X); "
            "size(Z) > 5 * size(A) → size(Z) > 5 * size(X)": (
                "You compare every layer with the inputs of the network. Compare it with what came "
                "into this layer."
            ),
            """
            if np.sqrt(np.mean(X**2)) > 10:
                return 0, "too large"
            A, before = X, np.sqrt(np.mean(X**2))
            for layer, (W, b) in enumerate(parameters, start=1):
                Z = A @ W + b
                size = np.sqrt(np.mean(Z**2))
                if not W.any():
                    return layer, "zero"
                if layer < len(parameters) and (Z <= 0).all():
                    return layer, "dead"
                if size < 0.4 * before or size > 5 * before:
                    return layer, "too small" if size < 0.4 * before else "too large"
                A, before = np.maximum(Z, 0), size
            return None, "healthy"
            """: (
                "You compare z with z of the layer before. What came in is what ReLU has let "
                "through."
            ),
            "np.sqrt(np.mean(a**2)) → np.std(a)": (
                "The standard deviation takes the mean away first. The size of a signal is its "
                "root mean square: the root of the mean of the squares."
            ),
            "layer < len(parameters) and (Z <= 0) → (Z <= 0)": (
                "The last layer has no ReLU: logits that are all below 0 are no illness. Only a "
                "hidden layer can be dead."
            ),
            "if size(X) > 10: → if False:": "Look at the inputs first: place 0.",
            "(Z <= 0).all() → (Z <= 0).all(axis=0).any()": (
                "A unit or two that are always off are no illness. The layer is dead when no unit "
                "is on for any example."
            ),
            "(Z <= 0).all() → (Z <= 0).mean() > 0.4": (
                "Half of the entries are 0 after any healthy ReLU. The layer is dead when all are."
            ),
            "start=1 → start=0": (
                "The places are off by one: 0 is for the inputs, layer 1 is the first pair."
            ),
            "enumerate(parameters, start=1) → enumerate(parameters[:-1], start=1)": (
                "You never looked at the last layer."
            ),
            "Z = A @ W + b → Z = A @ W": (
                "You left the biases out; a bias far below 0 is what switches a layer off."
            ),
            """
            place, word = sick_place(parameters, X)
            words = {"too small": "too large", "too large": "too small"}
            return place, words.get(word, word) if place else word
            """: "Small and large are exchanged: too small is where less comes out than goes in.",
            """
            place, word = sick_place(parameters, X)
            return place, "dead" if word == "zero" and place < len(parameters) else word
            """: (
                "Weights that are all 0 have a word of their own: ask for them before you ask for "
                "dead units."
            ),
            "return None, 'healthy'": "You call everybody healthy.",
            """
            found = sick_place(parameters, X)
            for layer, (W, b) in enumerate(parameters, start=1):
                if not W.any():
                    found = layer, "zero"
            return found
            """: (
                "Return at the first place that is wrong; what comes after it may be only a "
                "consequence."
            ),
        },
    ),
    hints=[
        "Go forward, place by place, and return at the first that is wrong.",
        "Compare the root mean square of Z with that of what came in; healthy is near √2 after He.",
        "Ask in this order: inputs over 10; weights all 0; no unit on; under 0.4 times; over 5 "
        "times.",
    ],
    compare=diagnosis_problem,
    describe=described_patient,
)

# --- cured ----------------------------------------------------------------------------------


def cured(parameters, X, rng):
    """The parameters with every sick layer drawn anew, and the factor that brings X to size 1."""
    parameters, scale = list(parameters), 1.0
    while True:
        place, _ = sick_place(parameters, scale * X)
        if place is None:
            return parameters, scale
        if place == 0:
            scale = 1 / np.sqrt(np.mean(X**2))
        else:
            n, m = parameters[place - 1][0].shape
            drawn = np.sqrt(2 / n) * rng.normal(size=(n, m))
            parameters[place - 1] = drawn, np.zeros(m)


READER = [64, 40, 40, 40, 10]
TO_CURE = (
    ({}, 1.0),
    ({2: "zero"}, 1.0),
    ({1: "too small", 3: "too large"}, 1.0),
    ({}, 250.0),
    ({1: "too large", 2: "dead", 4: "zero"}, 250.0),
)


def wards(rng):
    """A healthy network, one ill layer, two, the inputs, and all at once, on digits."""
    return [
        (patient(rng, READER, ills)[0], scale * 2 * digits().X_train[:100])
        for ills, scale in TO_CURE
    ]


def what_the_cure_does(cure, parameters, X):
    """What became of healthy and sick places, and whether the network learns, in words."""
    given, untouched = [*parameters], [(W.copy(), b.copy()) for W, b in parameters]
    came = cure(given, X, np.random.default_rng(3))
    if not is_begun(came):
        return came
    if not isinstance(came, (tuple, list)) or len(came) != 2 or np.ndim(came[1]) != 0:
        return {"returned": "no pair of parameters and a number"}
    treated, scale = came
    treated = [(value_of(W), value_of(b)) for W, b in treated]
    sick = sick_places(parameters, X)
    as_given = len(given) == len(parameters) and all(a is b for a, b in zip(given, parameters))
    same = [all(map(np.array_equal, old, new)) for old, new in zip(parameters, treated)]
    healthy = [kept for layer, kept in enumerate(same, start=1) if layer not in sick]
    place, word = sick_place(treated, float(scale) * X)
    told = {
        "healthy layers": "are left as they were" if all(healthy) else "are changed",
        "the first sick place": "is found no more" if place is None else f"is {place}, {word}",
        "inputs": "are scaled" if scale != 1 else "are left as they were",
        "units": "differ" if all(np.ptp(W, axis=1).any() for W, _ in treated) else "are alike",
        "the given list": "is left as it was" if as_given else "is changed",
    }
    if sick:
        told["new weights"] = where_from(cure, untouched, X, treated, sick)
    if place is None:
        told["training"] = "learns" if learns(treated, float(scale) * X) else "does not learn"
    return told


def where_from(cure, parameters, X, treated, sick):
    """Whether the weights of the sick layers are the old ones, or drawn, and from the generator."""

    def weights(seed):
        copies = [(W.copy(), b.copy()) for W, b in parameters]
        came, _ = cure(copies, X, np.random.default_rng(seed))
        return [value_of(came[place - 1][0]) for place in sorted(sick)]

    places = sorted(sick)
    old, new = ([of[place - 1][0] for place in places] for of in (parameters, treated))
    for before, after in zip(old, new):
        if np.sum(before * after) > 0.9 * np.linalg.norm(before) * np.linalg.norm(after):
            return "are the old ones, scaled"
    drawn = all(map(np.array_equal, new, weights(3)))
    drawn &= not any(map(np.array_equal, new, weights(4)))
    return "are drawn from rng" if drawn else "are not drawn from rng"


def sick_places(parameters, X):
    """The places that a treatment, one after another, has to touch."""
    parameters, X, places = list(parameters), X / max(1.0, np.sqrt(np.mean(X**2))), set()
    fresh = first_weights(READER, np.random.default_rng(0))
    while (found := sick_place(parameters, X))[0] is not None:
        places.add(found[0])
        parameters[found[0] - 1] = tuple(map(value_of, fresh[found[0] - 1]))
    return places


def learns(arrays, X):
    """Whether forty steps of gradient descent at the rate 0.1 bring the cost under guessing."""
    parameters = [(Tensor(W), Tensor(b)) for W, b in arrays]
    labels = digits().y_train[: len(X)]
    for _ in range(40):
        logits = forward(parameters, X)
        cost, delta = cost_and_error(logits.value, labels)
        logits.backward(delta)
        for pair in parameters:
            for parameter in pair:
                parameter.value = parameter.value - 0.1 * parameter.grad
    return cost < 0.7 * np.log(10)


def cure_problem(came, expected, parameters, X):
    """The first thing that the cure should do otherwise."""
    if not isinstance(came, dict):
        return "returns no pair of parameters and a factor for the inputs"
    if "returned" in came:
        return f"returns {came['returned']}; expected the two of them"
    for what, wanted in expected.items():
        if what not in came or difference_in_words(came[what], wanted):
            return f"treats it so that {what} {came.get(what)}; expected: {what} {wanted}"
    return None


CURED = Exercise(
    reference=cured,
    cases=wards,
    misconceptions=mistakes(
        cured,
        {
            """
            return [
                (np.sqrt(2 / len(W)) * rng.normal(size=W.shape), np.zeros(len(b)))
                for W, b in parameters
            ], 1 / np.sqrt(np.mean(X**2))
            """: (
                "You treat everything, the healthy too. Ask `sick_place` which place is ill, and "
                "treat that."
            ),
            """
            scale = 1 / np.sqrt(np.mean(X**2)) if sick_place(parameters, X)[0] == 0 else 1.0
            return [
                (np.sqrt(2 / len(W)) * rng.normal(size=W.shape), np.zeros(len(b)))
                for W, b in parameters
            ], scale
            """: (
                "You draw all layers anew, the healthy too. Ask `sick_place` what is ill, and "
                "treat that alone."
            ),
            "return list(parameters), 1.0": "Nothing was treated.",
            "return parameters, scale → return parameters": (
                "Return two things: the parameters, and the factor for the inputs."
            ),
            """
            ill = sick_place(parameters, X)[0] == 0
            return list(parameters), 1 / np.sqrt(np.mean(X**2)) if ill else 1.0
            """: "The inputs were treated, the layers were not.",
            """
            parameters = list(parameters)
            scale = 1 / np.sqrt(np.mean(X**2)) if sick_place(parameters, X)[0] == 0 else 1.0
            for _ in parameters:
                place, _ = sick_place(parameters, scale * X)
                if place:
                    W, b = parameters[place - 1]
                    parameters[place - 1] = 0.01 * rng.normal(size=W.shape), 0 * b
            return parameters, scale
            """: (
                "The new weights are too small: the same place is ill again. Draw them as "
                "`first_weights` does."
            ),
            """
            parameters = list(parameters)
            place, _ = sick_place(parameters, X)
            if place is None:
                return parameters, 1.0
            if place == 0:
                return parameters, 1 / np.sqrt(np.mean(X**2))
            n, m = parameters[place - 1][0].shape
            parameters[place - 1] = np.sqrt(2 / n) * rng.normal(size=(n, m)), np.zeros(m)
            return parameters, 1.0
            """: (
                "One place was treated, and there was a second. Look again after each treatment, "
                "until nothing is found."
            ),
            "return parameters, scale → return parameters, 1.0": (
                "The inputs stay too large: return the factor that you found for them."
            ),
            "drawn = np.sqrt(2 / n) * rng.normal(size=(n, m)) → drawn = np.full((n, m), 1 / n)": (
                "The new weights of a layer are all alike, and so are its units. Draw them."
            ),
            """
            parameters = list(parameters)
            scale = 1 / np.sqrt(np.mean(X**2)) if sick_place(parameters, X)[0] == 0 else 1.0
            for _ in parameters:
                place, _ = sick_place(parameters, scale * X)
                if place:
                    W, b = parameters[place - 1]
                    parameters[place - 1] = np.sqrt(2 / len(W)) * rng.normal(size=W.shape), b
            return parameters, scale
            """: ("The old biases stay: where they had switched the layer off they do so again."),
            "rng.normal(size=(n, m)) → np.random.RandomState(0).normal(size=(n, m))": (
                "The new weights come from a generator of your own. Draw from the rng that is "
                "given."
            ),
            """
            parameters, scale = list(parameters), 1.0
            for _ in range(len(parameters) + 1):
                place, _ = sick_place(parameters, scale * X)
                if place == 0:
                    scale = 1 / np.sqrt(np.mean(X**2))
                elif place:
                    W, b = parameters[place - 1]
                    drawn = W if W.any() else rng.normal(size=W.shape)
                    size = np.sqrt(np.mean(drawn**2))
                    parameters[place - 1] = np.sqrt(2 / len(W)) * drawn / size, 0 * b
            return parameters, scale
            """: (
                "The old weights of a sick layer are still there, only scaled. Draw new ones from "
                "rng."
            ),
            "parameters, scale = list(parameters), 1.0 → scale = 1.0": (
                "The list that was given is changed. Return a new one: `list(parameters)` is a "
                "copy."
            ),
        },
    ),
    hints=[
        "Ask `sick_place`, treat the one place that it names, ask again, until it finds nothing.",
        "Place 0: the factor 1 / (root mean square of X). A layer: draw W as `first_weights` does, "
        "biases 0.",
        "Work on a copy of the list: `parameters = list(parameters)`. In each turn: "
        "`sick_place(parameters, scale * X)`.",
    ],
    call=kept(described_patient, what_the_cure_does),
    compare=cure_problem,
    describe=described_patient,
)

EXERCISES = [
    TENSOR,
    FORWARD,
    FIRST_WEIGHTS,
    COST_AND_ERROR,
    TRAIN,
    READ_DIGITS,
    SICK_PLACE,
    CURED,
]
