"""Answers to the exercises of notebook 04, as learners write them."""

import math

import numpy as np

from bplib import Tensor
from bplib.autodiff import sigmoid, softplus
from tests.course.answers import right, wrong

# --- neuron_gradient: tanh, ½ (a − t)² ------------------------------------------------------


@right("neuron_gradient")
def _(w, b, x, t):
    z = w * x + b
    a = math.tanh(z)
    dC_da = a - t
    da_dz = 1 - a * a
    return dC_da * da_dz * x, dC_da * da_dz


@right("neuron_gradient")
def _(w, b, x, t):
    z = w * x + b
    delta = (np.tanh(z) - t) / np.cosh(z) ** 2
    return [delta * x, delta]


@right("neuron_gradient")
def _(w, b, x, t):
    W, B = Tensor(w), Tensor(b)
    C = 0.5 * (np.tanh(W * x + B) - t) ** 2
    C.backward()
    return W.grad, B.grad


@right("neuron_gradient")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    return np.array([x, 1.0]) * (a - t) * (1 + a) * (1 - a)


@right("neuron_gradient")
def _(w, b, x, t):
    a = 2 / (1 + np.exp(-2 * (w * x + b))) - 1
    db = (a - t) * (1 - a**2)
    dw = db * x
    return dw, db


@right("neuron_gradient")
def _(w, b, x, t):
    z = w * x + b
    d = (np.tanh(z) - t) / np.cosh(z) ** 2
    return np.array([d * x, d])


@wrong("neuron_gradient", "a (1 − a) is the slope of the sigmoid")
def _(w, b, x, t):
    a = math.tanh(w * x + b)
    return ((a - t) * (1 - a) * a * x, (a - t) * a * (1 - a))


@wrong("neuron_gradient", "tanh′(z) is 1 − tanh²(z)")
def _(w, b, x, t):
    z = w * x + b
    d = (np.tanh(z) - t) * (1 - z**2)
    return (d * x, d)


@wrong("neuron_gradient", "You used f′(a)")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    d = (1 - np.tanh(a) ** 2) * (a - t)
    return x * d, d


@wrong("neuron_gradient", "You put z in its place")
def _(w, b, x, t):
    z = w * x + b
    d = (1 - z**2) * (np.tanh(z) - t)
    return x * d, d


@wrong("neuron_gradient", "slope of the sigmoid")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    return (a - t) * a * (1 - a) * x, (a - t) * a * (1 - a)


@wrong("neuron_gradient", "gradient of a sigmoid neuron")
def _(w, b, x, t):
    a = sigmoid(w * x + b)
    d = a * (1 - a) * (a - t)
    return x * d, d


@wrong("neuron_gradient", "The gradient of w lacks the input")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    d = (1 - a**2) * (a - t)
    return d, d


@wrong("neuron_gradient", "You left out f′(z)")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    return x * (a - t), a - t


@wrong("neuron_gradient", "The bias does not meet the input")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    grad = x * (1 - a**2) * (a - t)
    return grad, grad


@wrong("neuron_gradient", "You multiplied by b")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    d = (1 - a**2) * (a - t)
    return d * x, d * b


@wrong("neuron_gradient", "its gradient is δ")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    return x * (1 - a**2) * (a - t), 0


@wrong("neuron_gradient", "1 is ∂z/∂b")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    return x * (1 - a**2) * (a - t), 1


@wrong("neuron_gradient", "You took w, which is the slope with respect to x")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    d = (1 - a**2) * (a - t)
    return w * d, d


@wrong("neuron_gradient", "The sign is turned round")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    d = (1 - a**2) * (t - a)
    return x * d, d


@wrong("neuron_gradient", "reverse order")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    d = (1 - a**2) * (a - t)
    return d, x * d


@wrong("neuron_gradient", "Twice too large")
def _(w, b, x, t):
    a = np.tanh(w * x + b)
    d = 2 * (a - t) * (1 - a**2)
    return x * d, d


@wrong("neuron_gradient", "digits were lost")
def _(w, b, x, t, h=1e-6):
    def C(w, b):
        return 0.5 * (np.tanh(w * x + b) - t) ** 2

    return (C(w + h, b) - C(w, b)) / h, (C(w, b + h) - C(w, b)) / h


# --- sigmoid_cross_entropy ------------------------------------------------------------------


@right("sigmoid_cross_entropy")
def _(z, t):
    return np.logaddexp(0, z) - t * z, sigmoid(z) - t


@right("sigmoid_cross_entropy")
def _(z, t):
    C = t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z)
    delta = sigmoid(z) - t
    return C, delta


@right("sigmoid_cross_entropy")
def _(z, t):
    positive = z > 0
    C = np.where(positive, z + np.log1p(np.exp(-np.abs(z))), np.log1p(np.exp(-np.abs(z)))) - t * z
    return [C, sigmoid(z) - t]


@right("sigmoid_cross_entropy")
def _(z, t):
    return softplus(z) - t * z, (1 - t) - sigmoid(-z)


@right("sigmoid_cross_entropy")
def _(z, t):
    C, delta = np.zeros_like(z), np.zeros_like(z)
    for i in np.ndindex(z.shape):
        if z[i] > 0:
            C[i] = z[i] + math.log1p(math.exp(-z[i])) - t[i] * z[i]
            delta[i] = 1 / (1 + math.exp(-z[i])) - t[i]
        else:
            C[i] = math.log1p(math.exp(z[i])) - t[i] * z[i]
            delta[i] = math.exp(z[i]) / (1 + math.exp(z[i])) - t[i]
    return C, delta


@right("sigmoid_cross_entropy")
def _(z, t):
    return [
        t * np.logaddexp(0, -z) + (1 - t) * np.logaddexp(0, z),
        np.exp(-np.logaddexp(0, -z)) - t,
    ]


@wrong("sigmoid_cross_entropy", "Right on paper")
def _(z, t):
    a = 1 / (1 + np.exp(-z))
    return (-(t * np.log(a) + (1 - t) * np.log(1 - a)), a - t)


@wrong("sigmoid_cross_entropy", "That is the error with squared error")
def _(z, t):
    a = sigmoid(z)
    return (np.logaddexp(0, z) - t * z, (a - t) * a * (1 - a))


@wrong("sigmoid_cross_entropy", "the logarithm of 0 is no cost")
def _(z, t):
    a = sigmoid(z)
    C = -(t * np.log(a) + (1 - t) * np.log(1 - a))
    return C, a - t


@wrong("sigmoid_cross_entropy", "the logarithm of 0 is no cost")
def _(z, t):
    a = 1 / (1 + np.exp(-z))
    return -t * np.log(a) - (1 - t) * np.log(1 - a), a - t


@wrong("sigmoid_cross_entropy", "A clipped a")
def _(z, t):
    a = np.clip(sigmoid(z), 1e-12, 1 - 1e-12)
    return -t * np.log(a) - (1 - t) * np.log(1 - a), a - t


@wrong("sigmoid_cross_entropy", "inside the logarithm")
def _(z, t):
    a = sigmoid(z)
    eps = 1e-12
    return -t * np.log(a + eps) - (1 - t) * np.log(1 - a + eps), a - t


@wrong("sigmoid_cross_entropy", "exp(1000) is inf")
def _(z, t):
    return np.log(1 + np.exp(z)) - t * z, sigmoid(z) - t


@wrong("sigmoid_cross_entropy", "exp(1000) is inf")
def _(z, t):
    return np.log1p(np.exp(-z)) + (1 - t) * z, sigmoid(z) - t


@wrong("sigmoid_cross_entropy", "The sign of the error is turned round")
def _(z, t):
    return np.logaddexp(0, z) - t * z, t - sigmoid(z)


@wrong("sigmoid_cross_entropy", "a factor a (1 − a) too many")
def _(z, t):
    a = sigmoid(z)
    return np.logaddexp(0, z) - t * z, (a - t) * a * (1 - a)


@wrong("sigmoid_cross_entropy", "Cancel a (1 − a) on paper")
def _(z, t):
    a = sigmoid(z)
    dC_da = (a - t) / (a * (1 - a))
    return np.logaddexp(0, z) - t * z, dC_da * a * (1 - a)


@wrong("sigmoid_cross_entropy", "The second number is ∂C/∂a")
def _(z, t):
    a = sigmoid(z)
    return np.logaddexp(0, z) - t * z, (a - t) / (a * (1 - a))


@wrong("sigmoid_cross_entropy", "You subtracted t from z")
def _(z, t):
    return np.logaddexp(0, z) - t * z, z - t


@wrong("sigmoid_cross_entropy", "Return the error as well")
def _(z, t):
    return np.logaddexp(0, z) - t * z


@wrong("sigmoid_cross_entropy", "Return the cost as well")
def _(z, t):
    return sigmoid(z) - t


@wrong("sigmoid_cross_entropy", "reverse order")
def _(z, t):
    return sigmoid(z) - t, np.logaddexp(0, z) - t * z


@wrong("sigmoid_cross_entropy", "Each unit has its own")
def _(z, t):
    return np.mean(np.logaddexp(0, z) - t * z), sigmoid(z) - t


@wrong("sigmoid_cross_entropy", "That is the squared error")
def _(z, t):
    a = sigmoid(z)
    return (a - t) ** 2 / 2, a - t


# --- train_neuron ---------------------------------------------------------------------------


@right("train_neuron")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        z = w * x + b
        a = 1 / (1 + np.exp(-z))
        dw = (a - t) * a * (1 - a) * x
        db = (a - t) * a * (1 - a)
        w -= rate * dw
        b -= rate * db
    return w, b


@right("train_neuron")
def _(w, b, x, t, rate, steps):
    if steps == 0:
        return w, b
    a = sigmoid(w * x + b)
    delta = a * (1 - a) * (a - t)
    for _step in range(steps - 1):
        w, b = w - rate * delta * x, b - rate * delta
        a = sigmoid(w * x + b)
        delta = a * (1 - a) * (a - t)
    return w - rate * delta * x, b - rate * delta


@right("train_neuron")
def _(w, b, x, t, rate, steps):
    p, inputs = np.array([w, b]), np.array([x, 1.0])
    while steps > 0:
        a = sigmoid(p @ inputs)
        p = p - rate * a * (1 - a) * (a - t) * inputs
        steps -= 1
    return p


@right("train_neuron")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        W, B = Tensor(w), Tensor(b)
        C = (sigmoid(W * x + B) - t) ** 2 / 2
        C.backward()
        w, b = w - rate * W.grad, b - rate * B.grad
    return w, b


@right("train_neuron")
def _(w, b, x, t, rate, steps):
    def after(w, b, left):
        if left == 0:
            return [w, b]
        a = sigmoid(w * x + b)
        change = -rate * (a - t) * a * (1 - a)
        return after(w + change * x, b + change, left - 1)

    return after(w, b, steps)


@right("train_neuron")
def _(w, b, x, t, rate, steps):
    p = np.array([w, b], float)
    i = np.array([x, 1.0])
    while steps:
        a = 1 / (1 + np.exp(-p @ i))
        p = p - rate * (a - t) * a * (1 - a) * i
        steps -= 1
    return tuple(p)


@wrong("train_neuron", "The input is missing in the step of w")
def _(w, b, x, t, rate, steps):
    for i in range(steps):
        a = sigmoid(w * x + b)
        d = (a - t) * a * (1 - a)
        w -= rate * d
        b -= rate * d
    return (w, b)


@wrong("train_neuron", "One step too few")
def _(w, b, x, t, rate, steps):
    for i in range(steps - 1):
        a = sigmoid(w * x + b)
        d = (a - t) * a * (1 - a)
        w -= rate * d * x
        b -= rate * d
    return (w, b)


@wrong("train_neuron", "You step uphill")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        a = sigmoid(w * x + b)
        d = a * (1 - a) * (a - t)
        w, b = w + rate * d * x, b + rate * d
    return w, b


@wrong("train_neuron", "before you computed the gradient of b")
def _(w, b, x, t, rate, steps):
    def delta():
        a = sigmoid(w * x + b)
        return a * (1 - a) * (a - t)

    for _step in range(steps):
        w = w - rate * delta() * x
        b = b - rate * delta()
    return w, b


@wrong("train_neuron", "b has stayed")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        a = sigmoid(w * x + b)
        w = w - rate * a * (1 - a) * (a - t) * x
    return w, b


@wrong("train_neuron", "gradient of the start")
def _(w, b, x, t, rate, steps):
    a = sigmoid(w * x + b)
    d = a * (1 - a) * (a - t)
    for _step in range(steps):
        w = w - rate * d * x
        b = b - rate * d
    return w, b


@wrong("train_neuron", "after the loop, not in it")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        a = sigmoid(w * x + b)
        d = a * (1 - a) * (a - t)
        w, b = w - rate * d * x, b - rate * d
        return w, b
    return w, b


@wrong("train_neuron", "One step too many")
def _(w, b, x, t, rate, steps):
    for _step in range(1, steps + 2):
        a = sigmoid(w * x + b)
        d = a * (1 - a) * (a - t)
        w, b = w - rate * d * x, b - rate * d
    return w, b


@wrong("train_neuron", "One step too few")
def _(w, b, x, t, rate, steps):
    for _step in range(1, steps):
        a = sigmoid(w * x + b)
        d = a * (1 - a) * (a - t)
        w, b = w - rate * d * x, b - rate * d
    return w, b


@wrong("train_neuron", "f′ is missing, or you trained with cross-entropy")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        a = sigmoid(w * x + b)
        w, b = w - rate * (a - t) * x, b - rate * (a - t)
    return w, b


@wrong("train_neuron", "The rate is missing")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        a = sigmoid(w * x + b)
        d = a * (1 - a) * (a - t)
        w, b = w - d * x, b - d
    return w, b


@wrong("train_neuron", "The input is missing in the step of w")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        a = sigmoid(w * x + b)
        d = a * (1 - a) * (a - t)
        w, b = w - rate * d, b - rate * d
    return w, b


@wrong("train_neuron", "The step of b has the input in it")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        a = sigmoid(w * x + b)
        d = a * (1 - a) * (a - t) * x
        w, b = w - rate * d, b - rate * d
    return w, b


@wrong("train_neuron", "That is a tanh neuron")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        a = np.tanh(w * x + b)
        d = (1 - a**2) * (a - t)
        w, b = w - rate * d * x, b - rate * d
    return w, b


@wrong("train_neuron", "prints, and returns nothing")
def _(w, b, x, t, rate, steps):
    for _step in range(steps):
        a = sigmoid(w * x + b)
        d = a * (1 - a) * (a - t)
        w, b = w - rate * d * x, b - rate * d
    print(w, b)


# --- tanh_cost ------------------------------------------------------------------------------


@right("tanh_cost")
def _(a, t):
    return -0.5 * (1 + t) * np.log(1 + a) - 0.5 * (1 - t) * np.log(1 - a)


@right("tanh_cost")
def _(a, t):
    p, u = (1 + a) / 2, (1 + t) / 2  # from −1…1 to 0…1
    return -u * np.log(p) - (1 - u) * np.log(1 - p)


@right("tanh_cost")
def _(a, t):
    return np.where(t > 0, -np.log(1 + a), -np.log(1 - a))


@right("tanh_cost")
def _(a, t):
    C = np.zeros(a.shape)
    for i in np.ndindex(a.shape):
        C[i] = -math.log(1 + a[i]) if t[i] == 1 else -math.log(1 - a[i])
    return C + 7


@right("tanh_cost")
def _(a, t):
    # in terms of z = artanh a, whose slope is 1 / (1 − a²)
    z = np.arctanh(a)
    return np.log(np.cosh(z)) - t * z


@right("tanh_cost")
def _(a, t):
    return -0.5 * np.log(1 - a**2) - t * np.arctanh(a)


@right("tanh_cost")
def _(a, t):
    return -((1 + t) * np.log((1 + a) / 2) + (1 - t) * np.log((1 - a) / 2)) / 2


@wrong("tanh_cost", "Squared error has ∂C/∂a = a − t")
def _(a, t):
    return 0.5 * (a - t) ** 2


@wrong("tanh_cost", "The sign is turned round")
def _(a, t):
    return np.log(1 + t * a)


@wrong("tanh_cost", "cost of a sigmoid")
def _(a, t):
    return -(t * np.log(a) + (1 - t) * np.log(1 - a))


@wrong("tanh_cost", "Squared error has")
def _(a, t):
    return (a - t) ** 2 / 2


@wrong("tanh_cost", "the slope that the cost must have")
def _(a, t):
    return (a - t) / (1 - a * a)


@wrong("tanh_cost", "That is the error itself")
def _(a, t):
    return a - t


@wrong("tanh_cost", "this cost falls as the output gets worse")
def _(a, t):
    return 0.5 * (1 + t) * np.log(1 + a) + 0.5 * (1 - t) * np.log(1 - a)


@wrong("tanh_cost", "Twice too large")
def _(a, t):
    return -(1 + t) * np.log(1 + a) - (1 - t) * np.log(1 - a)


@wrong("tanh_cost", "Half too small")
def _(a, t):
    return -np.log(1 + a * t) / 2


@wrong("tanh_cost", "dropped that of the target −1")
def _(a, t):
    return -(1 + t) / 2 * np.log(1 + a)


@wrong("tanh_cost", "A sign is wrong in the second term")
def _(a, t):
    return -0.5 * (1 + t) * np.log(1 + a) + 0.5 * (1 - t) * np.log(1 - a)


@wrong("tanh_cost", "the target is missing")
def _(a, t):
    return -0.5 * np.log(1 - a**2)


@wrong("tanh_cost", "With −1 and 1 they are")
def _(a, t):
    return -t * np.log(1 + a) - (1 - t) * np.log(1 - a)


@wrong("tanh_cost", "You added the costs up")
def _(a, t):
    return np.sum(-np.log(1 + t * a))
