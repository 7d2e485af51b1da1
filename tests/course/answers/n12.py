"""Answers for notebook 12 as learners write them."""

import math

import numpy as np

from bplib.course.n12_capstone.exercises import (
    Tensor,
    cost_and_error,
    first_weights,
    forward,
    sick_place,
    train,
)
from tests.course.answers import right, wrong

# --- Tensor ---------------------------------------------------------------------------------


def fitted(g, shape):
    """A gradient summed back to the shape that broadcasting has stretched."""
    while len(g.shape) > len(shape):
        g = g.sum(0)
    for axis, n in enumerate(shape):
        if n == 1 and g.shape[axis] != 1:
            g = g.sum(axis, keepdims=True)
    return g


class Var:
    """The learner's usual engine; subclasses change what is said below."""

    def __init__(self, value, parents=(), way_back=None):
        self.value = np.array(value, dtype=float)
        self.parents = parents
        self.way_back = way_back
        self.grad = None

    def wrap(self, other):
        return other if hasattr(other, "way_back") else type(self)(other)

    def __add__(self, other):
        other = self.wrap(other)
        return type(self)(self.value + other.value, (self, other), lambda g: (g, g))

    def __mul__(self, other):
        other = self.wrap(other)
        return type(self)(
            self.value * other.value,
            (self, other),
            lambda g: (g * other.value, g * self.value),
        )

    def __matmul__(self, other):
        other = self.wrap(other)
        return type(self)(
            np.dot(self.value, other.value),
            (self, other),
            lambda g: (np.dot(g, other.value.T), np.dot(self.value.T, g)),
        )

    def order(self):
        """Every node after all of its parents, without recursion."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, finished = stack.pop()
            if finished:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                for parent in node.parents:
                    stack.append((parent, False))
        return order

    def backward(self, seed=1.0):
        order = self.order()
        for node in order:
            node.grad = np.zeros_like(node.value)
        self.grad = np.array(seed) * np.ones_like(self.value)
        for node in order[::-1]:
            if node.way_back is not None:
                for parent, g in zip(node.parents, node.way_back(node.grad)):
                    parent.grad = parent.grad + fitted(g, parent.value.shape)


right("Tensor")(Var)
TAPE = []


@right("Tensor")
class _:
    """A tape: every operation is written down in one list."""

    def __init__(self, value):
        self.value, self.grad = np.asarray(value, float), np.zeros(np.shape(value))

    def op(self, other, value, one, two):
        result = type(self)(value)
        TAPE.append((result, self, other, one, two))
        return result

    def __add__(self, b):
        b = b if isinstance(b, type(self)) else type(self)(b)
        return self.op(b, self.value + b.value, lambda g: g, lambda g: g)

    def __mul__(self, b):
        b = b if isinstance(b, type(self)) else type(self)(b)
        return self.op(b, self.value * b.value, lambda g: g * b.value, lambda g: g * self.value)

    def __matmul__(self, b):
        b = b if isinstance(b, type(self)) else type(self)(b)
        return self.op(b, self.value @ b.value, lambda g: g @ b.value.T, lambda g: self.value.T @ g)

    def backward(self, seed=1.0):
        for result, a, b, _, _ in TAPE:
            for each in (result, a, b):
                each.grad = np.zeros(each.value.shape)
        self.grad = np.zeros(self.value.shape) + seed
        for result, a, b, one, two in reversed(TAPE):
            if result.grad.any():
                a.grad = a.grad + fitted(one(result.grad), a.value.shape)
                b.grad = b.grad + fitted(two(result.grad), b.value.shape)


@right("Tensor")
class _(Var):
    """Counts the users of each node, and hands on when all have reported."""

    def backward(self, seed=1.0):
        users, todo = {}, [self]
        users[self] = 0
        while todo:
            for parent in todo.pop().parents:
                if parent not in users:
                    users[parent] = 0
                    todo.append(parent)
                users[parent] += 1
        for node in users:
            node.grad = np.zeros(node.value.shape)
        self.grad += seed
        ready = [self]
        while ready:
            node = ready.pop()
            shares = node.way_back(node.grad) if node.way_back else ()
            for parent, g in zip(node.parents, shares):
                parent.grad += fitted(g, parent.value.shape)
                users[parent] -= 1
                if users[parent] == 0:
                    ready.append(parent)


@right("Tensor")
class _(Var):
    """Numbers the nodes by depth."""

    def __init__(self, value, parents=(), way_back=None):
        super().__init__(value, parents, way_back)
        self.depth = 1 + max((parent.depth for parent in parents), default=0)

    def order(self):
        found, todo = {self}, [self]
        while todo:
            for parent in todo.pop().parents:
                if parent not in found:
                    found.add(parent)
                    todo.append(parent)
        return sorted(found, key=lambda node: node.depth)


@right("Tensor")
class _(Var):
    """In-place sums into the gradients, arrays of its own."""

    def backward(self, seed=1.0):
        order = self.order()
        for node in order:
            node.grad = np.zeros(node.value.shape)
        self.grad[...] = seed
        while order:
            node = order.pop()
            for k, parent in enumerate(node.parents):
                parent.grad[...] += fitted(node.way_back(node.grad)[k], parent.value.shape)


@wrong("Tensor", "At a fork the later gradient overwrites")
class _(Var):
    def backward(self, seed=1.0):
        order = self.order()
        self.grad = seed * np.ones(self.value.shape)
        for node in order[::-1]:
            if node.way_back:
                for parent, g in zip(node.parents, node.way_back(node.grad)):
                    parent.grad = fitted(g, parent.value.shape)


@wrong("Tensor", "A second call of `backward` adds")
class _(Var):
    def __init__(self, value, parents=(), way_back=None):
        super().__init__(value, parents, way_back)
        self.grad = np.zeros(self.value.shape)

    def backward(self, seed=1.0):
        self.grad = self.grad + seed
        for node in reversed(self.order()):
            if node.way_back:
                for parent, g in zip(node.parents, node.way_back(node.grad)):
                    parent.grad = parent.grad + fitted(g, parent.value.shape)


@wrong("Tensor", "multiply swaps")
class _(Var):
    def __mul__(self, other):
        other = self.wrap(other)
        return type(self)(
            self.value * other.value,
            (self, other),
            lambda g: (g * self.value, g * other.value),
        )


@wrong("Tensor", "error meets b transposed")
class _(Var):
    def __matmul__(self, other):
        other = self.wrap(other)
        return type(self)(
            self.value @ other.value,
            (self, other),
            lambda g: (g @ other.value, self.value.T @ g),
        )


@wrong("Tensor", "a.T @ g: input, transposed")
class _(Var):
    def __matmul__(self, other):
        other = self.wrap(other)
        return type(self)(
            self.value @ other.value,
            (self, other),
            lambda g: (g @ other.value.T, self.value @ g),
        )


@wrong("Tensor", "multiplies entry by entry")
class _(Var):
    def __matmul__(self, other):
        return self * other


@wrong("Tensor", "gets a gradient of its own")
class _(Var):
    def backward(self, seed=1.0):
        order = self.order()
        for node in order:
            node.grad = np.zeros(node.value.shape)
        self.grad = self.grad + seed
        for node in order[::-1]:
            if node.way_back:
                for parent, g in zip(node.parents, node.way_back(node.grad)):
                    parent.grad = parent.grad + g


@wrong("Tensor", "A length of 1 is stretched")
class _(Var):
    def backward(self, seed=1.0):
        order = self.order()
        for node in order:
            node.grad = np.zeros(node.value.shape)
        self.grad = self.grad + seed
        for node in order[::-1]:
            if node.way_back:
                for parent, g in zip(node.parents, node.way_back(node.grad)):
                    while g.ndim > parent.value.ndim:
                        g = g.sum(axis=0)
                    parent.grad = parent.grad + g


@wrong("Tensor", "not the mean")
class _(Var):
    def backward(self, seed=1.0):
        order = self.order()
        for node in order:
            node.grad = np.zeros(node.value.shape)
        self.grad = self.grad + seed
        for node in order[::-1]:
            if node.way_back:
                for parent, g in zip(node.parents, node.way_back(node.grad)):
                    while g.ndim > parent.value.ndim:
                        g = g.mean(axis=0)
                    parent.grad = parent.grad + fitted(g, parent.value.shape)


@wrong("Tensor", "begins with 1")
class _(Var):
    def backward(self, seed=1.0):
        super().backward(np.ones(self.value.shape))


@wrong("Tensor", "hands on its gradient before all")
class _(Var):
    def order(self):
        found, todo = [self], [self]
        while todo:
            for parent in todo.pop(0).parents:
                if parent not in found:
                    found.append(parent)
                    todo.append(parent)
        return found[::-1]


@wrong("Tensor", "Keep a list of what is still to be visited")
class _(Var):
    def order(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        return order


@wrong("Tensor", "Make a Tensor of it first")
class _(Var):
    def wrap(self, other):
        return other


@wrong("Tensor", "stand on the right of `@`")
class _(Var):
    def __matmul__(self, other):
        return type(self)(
            self.value @ other.value,
            (self, other),
            lambda g: (g @ other.value.T, self.value.T @ g),
        )


@wrong("Tensor", "Broadcasting may stretch what stands on the left")
class _(Var):
    def backward(self, seed=1.0):
        order = self.order()
        for node in order:
            node.grad = np.zeros(node.value.shape)
        self.grad = self.grad + seed
        for node in order[::-1]:
            if node.way_back:
                (left, right_one), (to_left, to_right) = node.parents, node.way_back(node.grad)
                left.grad = left.grad + to_left
                right_one.grad = right_one.grad + fitted(to_right, right_one.value.shape)


# --- forward --------------------------------------------------------------------------------


@right("forward")
def _(parameters, X):
    A = Tensor(X)
    last = len(parameters) - 1
    for k, (W, b) in enumerate(parameters):
        A = A @ W + b
        if k < last:
            A = A * (A.value > 0)
    return A


@right("forward")
def _(parameters, X):
    def relu(z):
        return z * np.where(z.value > 0, 1.0, 0.0)

    *hidden, (W_out, b_out) = parameters
    h = Tensor(X)
    for W, b in hidden:
        h = relu(h @ W + b)
    return h @ W_out + b_out


@right("forward")
def _(parameters, X):
    W, b = parameters[0]
    Z = Tensor(X) @ W + b
    for W, b in parameters[1:]:
        Z = Z * (Z.value >= 0) @ W + b
    return Z


@right("forward")
def _(parameters, X):
    out = Tensor(X)
    for i in range(len(parameters)):
        out = out @ parameters[i][0]
        out = out + parameters[i][1]
        if i != len(parameters) - 1:
            mask = np.zeros(out.value.shape)
            mask[out.value > 0] = 1
            out = out * mask
    return out


@right("forward")
def _(parameters, X):
    def layer(A, rest):
        Z = A @ rest[0][0] + rest[0][1]
        return Z if len(rest) == 1 else layer(Z * (np.sign(Z.value) * 0.5 + 0.5), rest[1:])

    return layer(Tensor(X), parameters)


@wrong("forward", "went through ReLU as well")
def _(parameters, X):
    A = Tensor(X)
    for W, b in parameters:
        Z = A @ W + b
        A = Z * (Z.value > 0)
    return A


@wrong("forward", "ReLU is missing")
def _(parameters, X):
    A = Tensor(X)
    for W, b in parameters:
        A = A @ W + b
    return A


@wrong("forward", "The bias is missing in the hidden")
def _(parameters, X):
    A = Tensor(X)
    for W, _ in parameters[:-1]:
        Z = A @ W
        A = Z * (Z.value > 0)
    return A @ parameters[-1][0] + parameters[-1][1]


@wrong("forward", "The bias of the last layer")
def _(parameters, X):
    A = Tensor(X)
    for W, b in parameters[:-1]:
        Z = A @ W + b
        A = Z * (Z.value > 0)
    return A @ parameters[-1][0]


@wrong("forward", "gradients do not arrive")
def _(parameters, X):
    A = Tensor(X)
    for W, b in parameters[:-1]:
        Z = (A @ W + b).value
        A = Tensor(Z * (Z > 0))
    W, b = parameters[-1]
    return A @ W + b


@wrong("forward", "The bias comes before ReLU")
def _(parameters, X):
    A = Tensor(X)
    for W, b in parameters[:-1]:
        Z = A @ W
        A = Z * (Z.value > 0) + b
    W, b = parameters[-1]
    return A @ W + b


@wrong("forward", "That is |z|")
def _(parameters, X):
    A = Tensor(X)
    for W, b in parameters[:-1]:
        Z = A @ W + b
        A = Z * np.where(Z.value > 0, 1, -1)
    W, b = parameters[-1]
    return A @ W + b


@wrong("forward", "upside down")
def _(parameters, X):
    A = Tensor(X)
    for W, b in parameters[:-1]:
        Z = A @ W + b
        A = Z * (Z.value <= 0)
    W, b = parameters[-1]
    return A @ W + b


@wrong("forward", "Only the first and the last")
def _(parameters, X):
    (W1, b1), (W2, b2) = parameters[0], parameters[-1]
    if len(parameters) == 1:
        return Tensor(X) @ W1 + b1
    if W1.value.shape[1] != W2.value.shape[0]:
        raise ValueError
    Z = Tensor(X) @ W1 + b1
    return Z * (Z.value > 0) @ W2 + b2


@wrong("forward", "multiplied by z")
def _(parameters, X):
    A = Tensor(X)
    for W, b in parameters[:-1]:
        Z = A @ W + b
        A = Z * Z.value
    W, b = parameters[-1]
    return A @ W + b


@wrong("forward", "leaky ReLU")
def _(parameters, X):
    A = Tensor(X)
    for W, b in parameters[:-1]:
        Z = A @ W + b
        A = Z * np.where(Z.value > 0, 1, 0.01)
    W, b = parameters[-1]
    return A @ W + b


# --- first_weights --------------------------------------------------------------------------


@right("first_weights")
def _(sizes, rng):
    parameters = []
    for n, m in zip(sizes[:-1], sizes[1:]):
        W = rng.normal(0, math.sqrt(2 / n), size=(n, m))
        parameters.append((Tensor(W), Tensor(np.zeros(m))))
    return parameters


@right("first_weights")
def _(sizes, rng):
    def layer(n, m):
        limit = np.sqrt(6 / n)
        return Tensor(rng.uniform(-limit, limit, (n, m))), Tensor(np.zeros(m))

    return [layer(*pair) for pair in zip(sizes, sizes[1:])]


@right("first_weights")
def _(sizes, rng):
    found = []
    for i in range(len(sizes) - 1):
        W = rng.standard_normal((sizes[i], sizes[i + 1])) * (2 / sizes[i]) ** 0.5
        found.append((W, np.zeros(sizes[i + 1])))
    return found


@right("first_weights")
def _(sizes, rng):
    found = []
    for n, m in zip(sizes, sizes[1:]):
        signs = rng.choice([-1.0, 1.0], size=(n, m))
        found.append((Tensor(signs * np.sqrt(2 / n)), Tensor(np.zeros(m))))
    return found


@right("first_weights")
def _(sizes, rng):
    found = []
    for n, m in zip(sizes, sizes[1:]):
        W = np.empty((n, m))
        for k in range(m):
            W[:, k] = rng.normal(size=n) * math.sqrt(2.0 / n)
        found.append((Tensor(W), Tensor(0.0 * W[0])))
    return found


def weights_of(draw):
    """A learner's function from the size of a layer to its weights."""
    return lambda sizes, rng: [
        (Tensor(draw(n, m, rng)), Tensor(np.zeros(m))) for n, m in zip(sizes, sizes[1:])
    ]


@wrong("first_weights", "is LeCun's")
def _(sizes, rng):
    return weights_of(lambda n, m, rng: rng.normal(size=(n, m)) / np.sqrt(n))(sizes, rng)


@wrong("first_weights", "is Glorot's")
def _(sizes, rng):
    return weights_of(lambda n, m, r: r.normal(0, np.sqrt(2 / (n + m)), (n, m)))(sizes, rng)


@wrong("first_weights", "fan_in that counts")
def _(sizes, rng):
    return weights_of(lambda n, m, r: r.normal(0, np.sqrt(2 / m), (n, m)))(sizes, rng)


@wrong("first_weights", "Far too small")
def _(sizes, rng):
    return weights_of(lambda n, m, r: r.normal(0, 0.01, (n, m)))(sizes, rng)


@wrong("first_weights", "Far too small")
def _(sizes, rng):
    return weights_of(lambda n, m, r: r.normal(0, 2 / n, (n, m)))(sizes, rng)


@wrong("first_weights", "h²/3")
def _(sizes, rng):
    def draw(n, m, r):
        h = np.sqrt(2 / n)
        return r.uniform(-h, h, size=(n, m))

    return weights_of(draw)(sizes, rng)


@wrong("first_weights", "Standard normal weights")
def _(sizes, rng):
    return weights_of(lambda n, m, r: r.normal(size=(n, m)))(sizes, rng)


@wrong("first_weights", "With all weights at 0")
def _(sizes, rng):
    return weights_of(lambda n, m, r: np.zeros((n, m)))(sizes, rng)


@wrong("first_weights", "All units of a layer begin alike")
def _(sizes, rng):
    return weights_of(lambda n, m, r: np.ones((n, m)) * np.sqrt(2 / n))(sizes, rng)


@wrong("first_weights", "a generator of your own")
def _(sizes, rng):
    rng = np.random.default_rng(42)
    return weights_of(lambda n, m, r: r.normal(0, np.sqrt(2 / n), (n, m)))(sizes, rng)


@wrong("first_weights", "Two calls with the same rng")
def _(sizes, rng):
    own = np.random.default_rng()
    return weights_of(lambda n, m, r: r.normal(0, np.sqrt(2 / n), (n, m)))(sizes, own)


@wrong("first_weights", "rows for the inputs")
def _(sizes, rng):
    return weights_of(lambda n, m, r: r.normal(0, np.sqrt(2 / n), (m, n)))(sizes, rng)


# --- cost_and_error -------------------------------------------------------------------------


@right("cost_and_error")
def _(logits, labels):
    Z = logits - logits.max(axis=1)[:, None]
    logsum = np.log(np.exp(Z).sum(axis=1))
    n = len(Z)
    P = np.exp(Z - logsum[:, None])
    Y = np.zeros(P.shape)
    Y[np.arange(n), labels] = 1
    return np.mean(logsum - Z[np.arange(n), labels]), (P - Y) / n


@right("cost_and_error")
def _(logits, labels):
    n, k = logits.shape
    cost, delta = 0.0, np.zeros((n, k))
    for i in range(n):
        z = logits[i] - max(logits[i])
        e = np.exp(z)
        cost += math.log(e.sum()) - z[labels[i]]
        delta[i] = e / e.sum() / n
        delta[i, labels[i]] -= 1 / n
    return cost / n, delta


@right("cost_and_error")
def _(logits, labels):
    from scipy.special import log_softmax

    lp = log_softmax(logits, axis=1)
    y = np.eye(logits.shape[1])[labels]
    return float(-(y * lp).sum() / len(y)), (np.exp(lp) - y) / len(y)


@right("cost_and_error")
def _(logits, labels):
    top = np.logaddexp.reduce(logits, axis=1, keepdims=True)
    y = np.equal.outer(labels, np.arange(logits.shape[1]))
    return (top[:, 0] - logits[y]).mean(), (np.exp(logits - top) - y) / len(logits)


@right("cost_and_error")
def _(logits, labels):
    shifted = logits - np.max(logits, axis=-1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=-1, keepdims=True)
    rows = range(len(labels))
    cost = -np.mean(shifted[rows, labels] - np.log(np.exp(shifted).sum(axis=-1)))
    d = p.copy()
    d[rows, labels] = d[rows, labels] - 1
    return [cost, d / len(labels)]


def p_and_y(logits, labels):
    """Softmax and one-hot."""
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True), np.eye(logits.shape[1])[labels]


@wrong("cost_and_error", "factor 1/n")
def _(logits, labels):
    p, y = p_and_y(logits, labels)
    return cost_and_error(logits, labels)[0], p - y


@wrong("cost_and_error", "The cost is the mean over the batch")
def _(logits, labels):
    cost, delta = cost_and_error(logits, labels)
    return cost * len(labels), delta


@wrong("cost_and_error", "You summed over the batch")
def _(logits, labels):
    p, y = p_and_y(logits, labels)
    return cost_and_error(logits, labels)[0] * len(labels), p - y


@wrong("cost_and_error", "The sign")
def _(logits, labels):
    p, y = p_and_y(logits, labels)
    return cost_and_error(logits, labels)[0], (y - p) / len(y)


@wrong("cost_and_error", "That is p")
def _(logits, labels):
    p, y = p_and_y(logits, labels)
    return cost_and_error(logits, labels)[0], p / len(y)


@wrong("cost_and_error", "minus the logarithm")
def _(logits, labels):
    cost, delta = cost_and_error(logits, labels)
    return -cost, delta


@wrong("cost_and_error", "until exp overflows")
def _(logits, labels):
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    y = np.eye(logits.shape[1])[labels]
    return -np.log(p[np.arange(len(p)), labels]).mean(), (p - y) / len(p)


@wrong("cost_and_error", "until exp overflows")
def _(logits, labels):
    p, y = p_and_y(logits, labels)
    return -np.log(p[np.arange(len(p)), labels]).mean(), (p - y) / len(p)


@wrong("cost_and_error", "The cost is one number")
def _(logits, labels):
    p, y = p_and_y(logits, labels)
    shifted = logits - logits.max(axis=1, keepdims=True)
    each = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(p)), labels]
    return each, (p - y) / len(p)


@wrong("cost_and_error", "along the classes of one example")
def _(logits, labels):
    e = np.exp(logits - logits.max(axis=0))
    p = e / e.sum(axis=0)
    y = np.eye(logits.shape[1])[labels]
    return -np.log(p[np.arange(len(p)), labels]).mean(), (p - y) / len(p)


@wrong("cost_and_error", "the slope cancels")
def _(logits, labels):
    p, y = p_and_y(logits, labels)
    return cost_and_error(logits, labels)[0], (p - y) * p * (1 - p) / len(p)


@wrong("cost_and_error", "number of examples alone")
def _(logits, labels):
    p, y = p_and_y(logits, labels)
    return cost_and_error(logits, labels)[0], (p - y) / p.size


# --- train ----------------------------------------------------------------------------------


@right("train")
def _(parameters, cost_of, X, labels, rng, epochs):
    costs, velocity = [], None
    for _ in range(epochs):
        order = np.arange(len(X))
        rng.shuffle(order)
        for part in np.array_split(order, max(1, len(X) // 25)):
            costs.append(cost_of(X[part], labels[part]))
            flat = [p for pair in parameters for p in pair]
            if velocity is None:
                velocity = [np.zeros(p.value.shape) for p in flat]
            for k, p in enumerate(flat):
                velocity[k] = 0.9 * velocity[k] + p.grad
                p.value = p.value - 0.03 * velocity[k]
    return costs


@right("train")
def _(parameters, cost_of, X, labels, rng, epochs):
    costs, m, s, t = [], {}, {}, 0
    for _ in range(epochs):
        order = rng.permutation(len(X))
        while len(order):
            batch, order = order[:16], order[16:]
            costs.append(float(cost_of(X[batch], labels[batch])))
            t += 1
            for W, b in parameters:
                for p in (W, b):
                    m[p] = 0.9 * m.get(p, 0) + 0.1 * p.grad
                    s[p] = 0.999 * s.get(p, 0) + 0.001 * p.grad**2
                    hat = m[p] / (1 - 0.9**t)
                    p.value = p.value - 0.01 * hat / (np.sqrt(s[p] / (1 - 0.999**t)) + 1e-8)
    return np.array(costs)


@right("train")
def _(parameters, cost_of, X, labels, rng, epochs):
    history = []
    for epoch in range(epochs):
        rate = 0.3 / (1 + epoch)
        shuffled = rng.permutation(len(X))
        X_now, y_now = X[shuffled], labels[shuffled]
        for i in range(0, len(X), 20):
            history.append(cost_of(X_now[i : i + 20], y_now[i : i + 20]))
            for W, b in parameters:
                W.value = W.value - rate * W.grad
                b.value = b.value - rate * b.grad
    return history


@right("train")
def _(parameters, cost_of, X, labels, rng, epochs):
    def batches():
        for _ in range(epochs):
            order = rng.choice(len(X), len(X), replace=False)
            yield from (order[i : i + 10] for i in range(0, len(order), 10))

    def step(batch):
        cost = cost_of(X[batch], labels[batch])
        for pair in parameters:
            for p in pair:
                p.value = p.value - 0.05 * p.grad
        return cost

    return [step(batch) for batch in batches()]


@right("train")
def _(parameters, cost_of, X, labels, rng, epochs):
    costs = []
    for _ in range(epochs):
        order = sorted(range(len(X)), key=lambda _: rng.random())
        for start in range(0, len(order), 32):
            batch = order[start : start + 32]
            costs.append(cost_of(X[batch], labels[batch]))
            for pair in parameters:
                for p in pair:
                    p.value -= 0.1 * p.grad
    return costs


def descend(size, rate):
    """Plain descent."""

    def train(parameters, cost_of, X, labels, rng, epochs):
        n = len(X)
        return loop(
            parameters, cost_of, X, labels, epochs, lambda: rng.permutation(n), size=size, rate=rate
        )

    return train


for size, rate in ((64, 0.05), (32, 0.02), (128, 0.1), (8, 0.5)):
    right("train")(descend(size, rate))


def adam(size):
    """Adam as in its paper, at the usual rate."""

    def train(parameters, cost_of, X, labels, rng, epochs):
        costs, t = [], 0
        flat = [p for pair in parameters for p in pair]
        m = [np.zeros(p.value.shape) for p in flat]
        s = [np.zeros(p.value.shape) for p in flat]
        for _ in range(epochs):
            order = rng.permutation(len(X))
            for start in range(0, len(X), size):
                batch = order[start : start + size]
                costs.append(cost_of(X[batch], labels[batch]))
                t += 1
                for k, p in enumerate(flat):
                    m[k] = 0.9 * m[k] + 0.1 * p.grad
                    s[k] = 0.999 * s[k] + 0.001 * p.grad**2
                    root = np.sqrt(s[k] / (1 - 0.999**t)) + 1e-8
                    p.value = p.value - 1e-3 * m[k] / (1 - 0.9**t) / root
        return costs

    return train


for size in (32, 128):
    right("train")(adam(size))


def loop(parameters, cost_of, X, labels, epochs, order_of, size=32, rate=0.1, pick=slice(None)):
    """What most learners write; the mistakes below are in what they hand to it."""
    costs = []
    for _ in range(epochs):
        order = order_of()
        for start in range(0, len(order), size):
            batch = order[start : start + size]
            costs.append(cost_of(X[batch], labels[batch]))
            for pair in parameters:
                for p in pair[pick]:
                    p.value = p.value - rate * p.grad
    return costs


@wrong("train", "uphill")
def _(parameters, cost_of, X, labels, rng, epochs):
    n = len(X)
    return loop(parameters, cost_of, X, labels, epochs, lambda: rng.permutation(n), rate=-0.1)


@wrong("train", "smaller batch of each epoch is dropped")
def _(parameters, cost_of, X, labels, rng, epochs):
    n = len(X)
    whole = n // 32 * 32
    return loop(parameters, cost_of, X, labels, epochs, lambda: rng.permutation(n)[:whole])


@wrong("train", "order in which they lie")
def _(parameters, cost_of, X, labels, rng, epochs):
    return loop(parameters, cost_of, X, labels, epochs, lambda: np.arange(len(X)))


@wrong("train", "The order is drawn once")
def _(parameters, cost_of, X, labels, rng, epochs):
    order = rng.permutation(len(X))
    return loop(parameters, cost_of, X, labels, epochs, lambda: order)


@wrong("train", "labels are not")
def _(parameters, cost_of, X, labels, rng, epochs):
    costs = []
    for _ in range(epochs):
        X = X[rng.permutation(len(X))]
        for i in range(0, len(X), 32):
            costs.append(cost_of(X[i : i + 32], labels[i : i + 32]))
            for pair in parameters:
                for p in pair:
                    p.value = p.value - 0.1 * p.grad
    return costs


@wrong("train", "Each step takes all examples")
def _(parameters, cost_of, X, labels, rng, epochs):
    n = len(X)
    return loop(parameters, cost_of, X, labels, epochs, lambda: rng.permutation(n), size=n)


@wrong("train", "biases are left out")
def _(parameters, cost_of, X, labels, rng, epochs):
    n, first = len(X), slice(1)
    return loop(parameters, cost_of, X, labels, epochs, lambda: rng.permutation(n), pick=first)


@wrong("train", "No step is taken")
def _(parameters, cost_of, X, labels, rng, epochs):
    n = len(X)
    return loop(parameters, cost_of, X, labels, epochs, lambda: rng.permutation(n), rate=0)


@wrong("train", "take some examples twice")
def _(parameters, cost_of, X, labels, rng, epochs):
    n = len(X)
    return loop(parameters, cost_of, X, labels, epochs, lambda: rng.integers(n, size=n))


@wrong("train", "One epoch was made")
def _(parameters, cost_of, X, labels, rng, epochs):
    n = len(X)
    return loop(parameters, cost_of, X, labels, 1, lambda: rng.permutation(n))


@wrong("train", "Only the last cost")
def _(parameters, cost_of, X, labels, rng, epochs):
    n = len(X)
    return loop(parameters, cost_of, X, labels, epochs, lambda: rng.permutation(n))[-1]


@wrong("train", "Return the costs of all steps")
def _(parameters, cost_of, X, labels, rng, epochs):
    n = len(X)
    loop(parameters, cost_of, X, labels, epochs, lambda: rng.permutation(n))


@wrong("train", "a generator of your own")
def _(parameters, cost_of, X, labels, rng, epochs):
    rng = np.random.default_rng(42)
    n = len(X)
    return loop(parameters, cost_of, X, labels, epochs, lambda: rng.permutation(n))


# --- read_digits ----------------------------------------------------------------------------


def reader(X, labels, rng, sizes=(64, 96, 10), epochs=14, mean=None, scale=None):
    """A learner's reader, in pieces: the parameters, and a function to the logits."""
    mean = X.mean() if mean is None else mean
    scale = X.std() if scale is None else scale
    parameters = first_weights(list(sizes), rng)

    def logits(images):
        return forward(parameters, (images - mean) / scale)

    def cost_of(images, right):
        out = logits(images)
        cost, delta = cost_and_error(out.value, right)
        out.backward(delta)
        return cost

    train(parameters, cost_of, X, labels, rng, epochs)
    return parameters, logits


@right("read_digits")
def _(X, labels, rng):
    _, logits = reader(X, labels, rng, (64, 100, 60, 10), 18)
    return lambda images: np.argmax(logits(images).value, axis=1)


@right("read_digits")
def _(X, labels, rng):
    mean, scale = X.mean(axis=0), X.std(axis=0) + 0.1
    _, logits = reader(X, labels, rng, (64, 128, 10), 16, mean, scale)

    def read(images):
        return logits(images).value.argmax(1)

    return read


@right("read_digits")
def _(X, labels, rng):
    class Reader:
        def __init__(self):
            self.logits = reader(X, labels, rng, (64, 160, 10), 16)[1]

        def __call__(self, images):
            return np.array([int(row.argmax()) for row in self.logits(images).value])

    return Reader()


@right("read_digits")
def _(X, labels, rng):
    several = [reader(X, labels, rng, (64, 64, 10), 12)[1] for _ in range(3)]
    return lambda images: sum(each(images).value for each in several).argmax(axis=1)


@right("read_digits")
def _(X, labels, rng):
    _, logits = reader(X, labels, rng, (64, 140, 10), 16, 0.3, 0.35)
    return lambda images: logits(images).value.argmax(axis=1).astype(np.int32)


@wrong("read_digits", "returns the logits")
def _(X, labels, rng):
    _, logits = reader(X, labels, rng, epochs=1)
    return lambda images: logits(images).value


@wrong("read_digits", "argmax went down the images")
def _(X, labels, rng):
    _, logits = reader(X, labels, rng, epochs=1)
    return lambda images: logits(images).value.argmax(axis=0)


@wrong("read_digits", "What comes back must be a function")
def _(X, labels, rng):
    return reader(X, labels, rng, epochs=1)[0]


@wrong("read_digits", "Nothing was learnt")
def _(X, labels, rng):
    _, logits = reader(X, labels, rng, epochs=0)
    return lambda images: logits(images).value.argmax(axis=1)


@wrong("read_digits", "Nothing was learnt")
def _(X, labels, rng):
    _, logits = reader(X, labels[::-1], rng, epochs=3)
    return lambda images: logits(images).value.argmax(axis=1)


@wrong("read_digits", "It has begun to learn")
def _(X, labels, rng):
    _, logits = reader(X, labels, rng, (64, 10), 8)
    return lambda images: logits(images).value.argmax(axis=1)


@wrong("read_digits", "It has begun to learn")
def _(X, labels, rng):
    _, logits = reader(X, labels, rng, (64, 24, 10), 2)
    return lambda images: logits(images).value.argmax(axis=1)


@wrong("read_digits", "It reads some")
def _(X, labels, rng):
    _, logits = reader(X[:50], labels[:50], rng, epochs=10)
    return lambda images: logits(images).value.argmax(axis=1)


@wrong("read_digits", "when it comes alone")
def _(X, labels, rng):
    _, logits = reader(X - X.mean(), labels, rng, (64, 128, 10), 16, 0.0, X.std())
    return lambda images: logits(images - images.mean()).value.argmax(axis=1)


@wrong("read_digits", "changed in place")
def _(X, labels, rng):
    mean, scale = X.mean(), X.std()
    X -= mean
    X /= scale
    _, logits = reader(X, labels, rng, (64, 128, 10), 15, 0.0, 1.0)
    return lambda images: logits((images - mean) / scale).value.argmax(axis=1)


@wrong("read_digits", "no label")
def _(X, labels, rng):
    _, logits = reader(X, labels, rng, epochs=1)
    return lambda images: logits(images).value.max(axis=1)


# --- sick_place -----------------------------------------------------------------------------


def rms(a):
    """Root mean square."""
    return float(np.sqrt((a**2).mean()))


@right("sick_place")
def _(parameters, X):
    if rms(X) > 10:
        return (0, "too large")
    signal = X
    for i, (W, b) in enumerate(parameters):
        z = signal @ W + b
        if np.all(W == 0):
            return (i + 1, "zero")
        if i + 1 < len(parameters) and not (z > 0).any():
            return (i + 1, "dead")
        ratio = rms(z) / rms(signal)
        if ratio < 0.4:
            return (i + 1, "too small")
        if ratio > 5:
            return (i + 1, "too large")
        signal = z * (z > 0)
    return (None, "healthy")


@right("sick_place")
def _(parameters, X):
    def look(place, A):
        if place > len(parameters):
            return [None, "healthy"]
        W, b = parameters[place - 1]
        Z = A @ W + b
        hidden = place != len(parameters)
        if abs(W).max() == 0:
            return [place, "zero"]
        if hidden and Z.max() <= 0:
            return [place, "dead"]
        if np.linalg.norm(Z) / np.sqrt(Z.size) < 0.4 * rms(A):
            return [place, "too small"]
        if np.linalg.norm(Z) / np.sqrt(Z.size) > 5 * rms(A):
            return [place, "too large"]
        return look(place + 1, Z.clip(min=0))

    return [0, "too large"] if rms(X) > 10 else look(1, X)


@right("sick_place")
def _(parameters, X):
    found, A = [], X
    if rms(X) > 10:
        found.append((0, "too large"))
    for place, (W, b) in enumerate(parameters, 1):
        Z = A @ W + b
        size, before = rms(Z), rms(A)
        if not np.count_nonzero(W):
            found.append((place, "zero"))
        elif place < len(parameters) and (Z <= 0).all():
            found.append((place, "dead"))
        elif size < 0.4 * before:
            found.append((place, "too small"))
        elif size > 5 * before:
            found.append((place, "too large"))
        A = np.maximum(0, Z)
    return found[0] if found else (None, "healthy")


@right("sick_place")
def _(parameters, X):
    if np.mean(X * X) > 100:
        return 0, "too large"
    A, place = X, np.int64(0)
    for W, b in parameters:
        place, Z = place + 1, A.dot(W) + b
        r = np.mean(Z**2) / np.mean(A**2)
        if (W == 0).all():
            return place, "zero"
        if place < len(parameters) and (np.maximum(Z, 0) == 0).all():
            return place, "dead"
        if r < 0.16 or r > 25:
            return place, "too small" if r < 0.16 else "too large"
        A = np.maximum(Z, 0)
    return None, "healthy"


@right("sick_place")
def _(parameters, X):
    words, A = [("too large" if rms(X) > 10 else "")], X
    for k, (W, b) in enumerate(parameters):
        Z = A @ W + b
        last = k == len(parameters) - 1
        tests = [
            ("zero", not W.any()),
            ("dead", not last and (Z <= 0).all()),
            ("too small", rms(Z) < 0.4 * rms(A)),
            ("too large", rms(Z) > 5 * rms(A)),
        ]
        words.append(next((word for word, sick in tests if sick), ""))
        A = np.where(Z > 0, Z, 0)
    for place, word in enumerate(words):
        if word:
            return place, word
    return None, "healthy"


def walk(parameters, X, small=0.4, large=5, relative=True, dead=lambda Z: (Z <= 0).all(), first=1):
    """What most learners write, with a mistake in what they hand to it."""
    if rms(X) > 10:
        return 0, "too large"
    A = X
    for place, (W, b) in enumerate(parameters, first):
        Z = A @ W + b
        size = rms(Z) / rms(A) if relative else rms(Z)
        if not W.any():
            return place, "zero"
        if place < len(parameters) and dead(Z):
            return place, "dead"
        if size < small:
            return place, "too small"
        if size > large:
            return place, "too large"
        A = np.maximum(Z, 0)
    return None, "healthy"


@wrong("sick_place", "with a fixed number")
def _(parameters, X):
    return walk(parameters, X, relative=False)


@wrong("sick_place", "Look at the inputs first")
def _(parameters, X):
    place, word = walk(parameters, X / max(1, rms(X)))
    return place, word


@wrong("sick_place", "A unit or two that are always off")
def _(parameters, X):
    return walk(parameters, X, dead=lambda Z: (Z <= 0).all(axis=0).any())


@wrong("sick_place", "Half of the entries are 0")
def _(parameters, X):
    return walk(parameters, X, dead=lambda Z: (Z <= 0).mean() > 0.45)


@wrong("sick_place", "off by one")
def _(parameters, X):
    place, word = sick_place(parameters, X)
    return (place - 1 if place else place), word


@wrong("sick_place", "the last layer")
def _(parameters, X):
    place, word = sick_place(parameters, X)
    return (None, "healthy") if place == len(parameters) else (place, word)


@wrong("sick_place", "left the biases out")
def _(parameters, X):
    return walk([(W, 0 * b) for W, b in parameters], X)


@wrong("sick_place", "Small and large are exchanged")
def _(parameters, X):
    place, word = sick_place(parameters, X)
    if place and word == "too small":
        return place, "too large"
    if place and word == "too large":
        return place, "too small"
    return place, word


@wrong("sick_place", "have a word of their own")
def _(parameters, X):
    place, word = sick_place(parameters, X)
    return place, "dead" if word == "zero" and place < len(parameters) else word


@wrong("sick_place", "You call everybody healthy")
def _(parameters, X):
    return None, "healthy"


@wrong("sick_place", "with the inputs of the network")
def _(parameters, X):
    place, word = 0, "too large"
    if rms(X) <= 10:
        A = X
        for place, (W, b) in enumerate(parameters, 1):
            Z = A @ W + b
            word = (
                "zero" if not W.any()
                else "dead" if place < len(parameters) and Z.max() <= 0
                else "too small" if rms(Z) / rms(X) < 0.4
                else "too large" if rms(Z) / rms(X) > 5
                else None
            )  # fmt: skip
            if word:
                break
            A = Z.clip(0)
        else:
            return None, "healthy"
    return place, word


@wrong("sick_place", "with z of the layer before")
def _(parameters, X):
    if rms(X) > 10:
        return 0, "too large"
    Z = X
    for place, (W, b) in enumerate(parameters, 1):
        A, last = (Z if place == 1 else np.maximum(Z, 0)), rms(Z)
        Z = A @ W + b
        if not W.any():
            return place, "zero"
        if place < len(parameters) and (Z <= 0).all():
            return place, "dead"
        if not 0.4 * last <= rms(Z) <= 5 * last:
            return place, "too small" if rms(Z) < last else "too large"
    return None, "healthy"


@wrong("sick_place", "Only a hidden layer can be dead")
def _(parameters, X):
    if rms(X) > 10:
        return 0, "too large"
    A = X
    for place, (W, b) in enumerate(parameters, 1):
        Z = A @ W + b
        if not W.any():
            return place, "zero"
        if not (Z > 0).any():
            return place, "dead"
        if not 0.4 <= rms(Z) / rms(A) <= 5:
            return place, "too small" if rms(Z) < rms(A) else "too large"
        A = np.maximum(Z, 0)
    return None, "healthy"


@wrong("sick_place", "takes the mean away first")
def _(parameters, X):
    if X.std() > 10:
        return 0, "too large"
    A = X
    for place, (W, b) in enumerate(parameters, 1):
        Z = A @ W + b
        if not W.any():
            return place, "zero"
        if place < len(parameters) and not (Z > 0).any():
            return place, "dead"
        if not 0.4 <= Z.std() / A.std() <= 5:
            return place, "too small" if Z.std() < A.std() else "too large"
        A = np.maximum(Z, 0)
    return None, "healthy"


# --- cured ----------------------------------------------------------------------------------


@right("cured")
def _(parameters, X, rng):
    new, factor = [*parameters], 1.0
    place, _ = sick_place(new, X)
    while place is not None:
        if place == 0:
            factor = 1 / rms(X)
        else:
            W, b = new[place - 1]
            fresh = rng.normal(0, np.sqrt(2 / W.shape[0]), W.shape)
            new[place - 1] = (fresh, np.zeros_like(b))
        place, _ = sick_place(new, factor * X)
    return new, factor


@right("cured")
def _(parameters, X, rng):
    factor = 1 / rms(X) if rms(X) > 10 else 1
    treated = []
    for layer, (W, b) in enumerate(parameters, start=1):
        rest = treated + list(parameters[layer - 1 :])
        if sick_place(rest, factor * X)[0] == layer:
            limit = np.sqrt(6 / len(W))
            W, b = rng.uniform(-limit, limit, W.shape), 0 * b
        treated.append((W, b))
    return treated, factor


@right("cured")
def _(parameters, X, rng):
    def treat(net, scale):
        place, _ = sick_place(net, scale * X)
        if place is None:
            return net, scale
        if place == 0:
            return treat(net, 1 / 255)
        n, m = net[place - 1][0].shape
        drawn = rng.standard_normal((n, m)) * (2 / n) ** 0.5
        return treat([*net[: place - 1], (drawn, np.zeros(m)), *net[place:]], scale)

    return treat(list(parameters), 1)


@right("cured")
def _(parameters, X, rng):
    sizes = [len(parameters[0][0]), *(len(b) for _, b in parameters)]
    spare = first_weights(sizes, rng)
    net, scale = list(parameters), 1.0
    for _ in range(len(net) + 1):
        place = sick_place(net, X * scale)[0]
        if place == 0:
            scale /= rms(X)
        elif place:
            net[place - 1] = spare[place - 1]
            net[place - 1] = tuple(each.value for each in net[place - 1])
    return net, scale


@right("cured")
def _(parameters, X, rng):
    net, scale = [list(pair) for pair in parameters], 1.0
    if sick_place(net, X)[0] == 0:
        scale = 2 / abs(X).max()
    while (place := sick_place(net, scale * X)[0]) is not None:
        shape = net[place - 1][0].shape
        net[place - 1] = [rng.normal(size=shape) * math.sqrt(2 / shape[0]), np.zeros(shape[1])]
    return net, scale


def fresh(W, b, rng):
    """A layer drawn as He says."""
    return rng.normal(size=W.shape) * np.sqrt(2 / len(W)), np.zeros(len(b))


@wrong("cured", "You treat everything")
def _(parameters, X, rng):
    return [fresh(W, b, rng) for W, b in parameters], 1 / rms(X)


@wrong("cured", "You draw all layers anew")
def _(parameters, X, rng):
    return [fresh(W, b, rng) for W, b in parameters], 1 / rms(X) if rms(X) > 10 else 1.0


@wrong("cured", "Nothing was treated")
def _(parameters, X, rng):
    return parameters, 1


@wrong("cured", "One place was treated")
def _(parameters, X, rng):
    net, factor = list(parameters), 1.0
    place, _ = sick_place(net, X)
    if place == 0:
        factor = 1 / rms(X)
    elif place is not None:
        net[place - 1] = fresh(*net[place - 1], rng)
    return net, factor


@wrong("cured", "The inputs stay too large")
def _(parameters, X, rng):
    net, scaled = list(parameters), X / max(1, rms(X))
    while (place := sick_place(net, scaled)[0]) is not None:
        net[place - 1] = fresh(*net[place - 1], rng)
    return net, 1.0


@wrong("cured", "all alike")
def _(parameters, X, rng):
    net, factor = list(parameters), 1 / rms(X) if rms(X) > 10 else 1.0
    while (place := sick_place(net, factor * X)[0]) is not None:
        W, b = net[place - 1]
        net[place - 1] = np.ones(W.shape) / len(W), np.zeros(len(b))
    return net, factor


@wrong("cured", "The old biases stay")
def _(parameters, X, rng):
    net, factor = list(parameters), 1 / rms(X) if rms(X) > 10 else 1.0
    for _ in range(6):
        place, _ = sick_place(net, factor * X)
        if place:
            W, b = net[place - 1]
            net[place - 1] = fresh(W, b, rng)[0], b
    return net, factor


@wrong("cured", "Return two things")
def _(parameters, X, rng):
    net = list(parameters)
    while (place := sick_place(net, X / max(1, rms(X)))[0]) is not None:
        net[place - 1] = fresh(*net[place - 1], rng)
    return net


@wrong("cured", "the layers were not")
def _(parameters, X, rng):
    return parameters, 1 / rms(X) if rms(X) > 10 else 1


@wrong("cured", "The new weights are too small")
def _(parameters, X, rng):
    net, factor = list(parameters), 1 / rms(X) if rms(X) > 10 else 1.0
    for place in range(1, len(net) + 1):
        if sick_place(net, factor * X)[0] == place:
            W, b = net[place - 1]
            net[place - 1] = rng.normal(0, 0.01, W.shape), np.zeros(b.shape)
    return net, factor


@wrong("cured", "changed its argument")
def _(parameters, X, rng):
    factor = 1 / rms(X) if rms(X) > 10 else 1.0
    while (place := sick_place(parameters, factor * X)[0]) is not None:
        W, b = parameters[place - 1]
        W[:], b[:] = fresh(W, b, rng)
    return parameters, factor


@wrong("cured", "a generator of your own")
def _(parameters, X, rng):
    rng = np.random.default_rng(42)
    net, factor = list(parameters), 1 / rms(X) if rms(X) > 10 else 1.0
    while (place := sick_place(net, factor * X)[0]) is not None:
        net[place - 1] = fresh(*net[place - 1], rng)
    return net, factor


@wrong("cured", "a generator of your own")
def _(parameters, X, rng):
    net, factor = list(parameters), 1 / rms(X) if rms(X) > 10 else 1.0
    while (place := sick_place(net, factor * X)[0]) is not None:
        W, b = net[place - 1]
        net[place - 1] = np.random.default_rng().normal(size=W.shape) * np.sqrt(2 / len(W)), 0 * b
    return net, factor


@wrong("cured", "still there, only scaled")
def _(parameters, X, rng):
    net, factor = list(parameters), 1 / rms(X) if rms(X) > 10 else 1.0
    while (place := sick_place(net, factor * X)[0]) is not None:
        W, b = net[place - 1]
        if W.any():
            net[place - 1] = W / W.std() * np.sqrt(2 / len(W)), np.zeros(len(b))
        else:
            net[place - 1] = fresh(W, b, rng)
    return net, factor


@wrong("cured", "The list that was given is changed")
def _(parameters, X, rng):
    factor = 1 / rms(X) if rms(X) > 10 else 1.0
    while (place := sick_place(parameters, factor * X)[0]) is not None:
        parameters[place - 1] = fresh(*parameters[place - 1], rng)
    return parameters, factor
