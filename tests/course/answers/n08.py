"""Answers to the exercises of notebook 08, as learners write them."""

import math

import numpy as np

from bplib.autodiff import sigmoid
from tests.course.answers import right, wrong

# --- silu_slope -----------------------------------------------------------------------------


@right("silu_slope")
def _(z):
    return sigmoid(z) * (1 + z * (1 - sigmoid(z)))


@right("silu_slope")
def _(z):
    f = z * sigmoid(z)
    return f + sigmoid(z) * (1 - f)


@right("silu_slope")
def _(z):
    out = np.zeros_like(z)
    for i in np.ndindex(z.shape):
        s = sigmoid(z[i])
        out[i] = s + z[i] * s * (1 - s)
    return out


@right("silu_slope")
def _(z):
    s = 1 / (1 + np.exp(-z))
    ds = s * (1 - s)
    return 1 * s + z * ds


@right("silu_slope")
def _(z):
    t = np.tanh(z / 2)
    return (1 + t) / 2 + z * (1 - t**2) / 4


@right("silu_slope")
def _(z):
    s = sigmoid(z)
    f = z * s
    return f + s * (1 - f)


@wrong("silu_slope", "You multiplied the two derivatives")
def _(z):
    s = sigmoid(z)
    return s * (1 - s)


@wrong("silu_slope", "σ′ is σ (1 − σ)")
def _(z):
    s = sigmoid(z)
    return s + z * (1 - s)


@wrong("silu_slope", "the first term")
def _(z):
    u_slope = 1
    return u_slope * sigmoid(z)


@wrong("silu_slope", "multiplied the two derivatives")
def _(z):
    s = sigmoid(z)
    return 1 * (s * (1 - s))


@wrong("silu_slope", "the second term, z σ′(z)")
def _(z):
    return z * (sigmoid(z) - sigmoid(z) ** 2)


@wrong("silu_slope", "1 − σ is missing")
def _(z):
    return (1 + z) * sigmoid(z)


@wrong("silu_slope", "the factor u = z is missing")
def _(z):
    s = sigmoid(z)
    return s + s * (1 - s)


@wrong("silu_slope", "subtracted the second one")
def _(z):
    s = sigmoid(z)
    return s - z * s * (1 - s)


@wrong("silu_slope", "SiLU itself")
def _(z):
    return z / (1 + np.exp(-z))


@wrong("silu_slope", "with the output of SiLU")
def _(z):
    a = z * sigmoid(z)
    return a - a**2


@wrong("silu_slope", "in terms of the input")
def _(z):
    return sigmoid(z) + z**2 * (1 - z)


@wrong("silu_slope", "σ at σ(z)")
def _(z):
    a = sigmoid(z)
    return a + z * sigmoid(a) * (1 - sigmoid(a))


@wrong("silu_slope", "e^−z overflows")
def _(z):
    e = np.exp(-z)
    return (1 + e + z * e) / (1 + e) ** 2


@wrong("silu_slope", "digits were lost")
def _(z):
    h = 1e-6
    return ((z + h) * sigmoid(z + h) - (z - h) * sigmoid(z - h)) / (2 * h)


@wrong("silu_slope")
def _(z):
    return math.exp(-z)


# --- slope_bound ----------------------------------------------------------------------------


@right("slope_bound")
def _(slope, z, depth):
    bound = 1.0
    for _layer in range(depth):
        bound *= max(abs(slope(each)) for each in z)
    return bound


@right("slope_bound")
def _(slope, z, depth):
    return np.max(np.abs(slope(z)) ** depth)


@right("slope_bound")
def _(slope, z, depth):
    return np.prod([np.abs(slope(z)).max()] * depth)


@right("slope_bound")
def _(slope, z, depth):
    s = slope(z)
    return max(s.max(), -s.min()) ** depth


@right("slope_bound")
def _(slope, z, depth):
    return np.linalg.norm(slope(z), np.inf) ** depth


@right("slope_bound")
def _(slope, z, depth):
    s = slope(z)
    return max(s.max(), -s.min()) ** depth


@wrong("slope_bound", "You took the largest slope")
def _(slope, z, depth):
    return np.max(slope(z)) ** depth


@wrong("slope_bound", "You multiplied by the depth")
def _(slope, z, depth):
    return depth * np.abs(slope(z)).max()


@wrong("slope_bound", "the slope at 0")
def _(slope, z, depth):
    return abs(slope(np.zeros(1))[0]) ** depth


@wrong("slope_bound", "not the largest size")
def _(slope, z, depth):
    biggest = 0
    for s in slope(z):
        if s > biggest:
            biggest = s
    return biggest**depth


@wrong("slope_bound", "multiplied by the depth")
def _(slope, z, depth):
    return sum([np.max(np.abs(slope(z)))] * depth)


@wrong("slope_bound", "a single layer")
def _(slope, z, depth):
    return max(abs(slope(z)))


@wrong("slope_bound", "the mean over z")
def _(slope, z, depth):
    return np.abs(slope(z)).mean() ** depth


@wrong("slope_bound", "the smallest size")
def _(slope, z, depth):
    return min(abs(slope(z))) ** depth


@wrong("slope_bound", "added the slopes over z")
def _(slope, z, depth):
    return sum(abs(slope(z))) ** depth


@wrong("slope_bound", "the slope at the largest z")
def _(slope, z, depth):
    return np.abs(slope(max(z))) ** depth


@wrong("slope_bound", "the slope itself is wanted")
def _(slope, z, depth):
    best = np.argmax(np.abs(slope(z)))
    return z[best] ** depth


@wrong("slope_bound", "a number for each z")
def _(slope, z, depth):
    bound = np.ones(len(z))
    for _layer in range(depth):
        bound = bound * np.abs(slope(z))
    return bound


@wrong("slope_bound", "1/4 is the largest slope of a sigmoid")
def _(slope, z, depth):
    return (1 / 4) ** depth


@wrong("slope_bound", "One factor is missing")
def _(slope, z, depth):
    m, bound = np.max(np.abs(slope(z))), 1.0
    for _layer in range(1, depth):
        bound *= m
    return bound


# --- slope_through_units --------------------------------------------------------------------


@right("slope_through_units")
def _(x, weights):
    zs, a = [], x
    for w in weights:
        zs.append(w * a)
        a = sigmoid(zs[-1])
    return math.prod(w * sigmoid(z) * (1 - sigmoid(z)) for w, z in zip(weights, zs, strict=True))


@right("slope_through_units")
def _(x, weights):
    if not weights:
        return 1.0
    a = sigmoid(weights[0] * x)
    rest = weights[1:]
    return weights[0] * a * (1 - a) * (slope_of_rest(a, rest) if rest else 1.0)


def slope_of_rest(x, weights):
    slope = 1.0
    for w in weights:
        x = 1 / (1 + math.exp(-w * x))
        slope *= w * x * (1 - x)
    return slope


@right("slope_through_units")
def _(x, weights):
    a = [x]
    for w in weights:
        a.append(sigmoid(w * a[-1]))
    out = np.array(a[1:])
    return np.prod(np.array(weights) * out * (1 - out))


@right("slope_through_units")
def _(x, weights):
    a = [x]
    for w in weights:
        a.append(float(sigmoid(w * a[-1])))
    error = 1.0
    for w, out in zip(reversed(weights), reversed(a[1:]), strict=True):
        error = error * out * (1 - out) * w
    return error


@right("slope_through_units")
def _(x, weights):
    slope = 1
    for w in weights:
        z = w * x
        x = sigmoid(z)
        slope = (w * (x - x**2)) * slope
    return slope


def _sl(x, ws):
    g = 1.0
    for w_ in ws:
        n = 1 / (1 + math.exp(-w_ * x))
        g *= n * (1 - n) * w_
        x = n
    return g


@right("slope_through_units")
def _(x, weights):
    if len(weights) == 0:
        return 1.0
    *first, last = weights
    a = x
    for w_ in first:
        a = 1 / (1 + np.exp(-w_ * a))
    o = 1 / (1 + np.exp(-last * a))
    return last * o * (1 - o) * _sl(x, first)


@wrong("slope_through_units", "The weights are missing")
def _(x, weights):
    s = 1.0
    for w_ in weights:
        x = sigmoid(w_ * x)
        s *= x * (1 - x)
    return s


@wrong("slope_through_units", "Every unit got x")
def _(x, weights):
    s = 1.0
    for w_ in weights:
        a = sigmoid(w_ * x)
        s *= w_ * a * (1 - a)
    return s


@wrong("slope_through_units", "The weights are missing")
def _(x, weights):
    a, s = x, 1
    for w in weights:
        a = sigmoid(w * a)
        s *= a * (1 - a)
    return s


@wrong("slope_through_units", "σ′ is missing")
def _(x, weights):
    return np.prod(weights)


@wrong("slope_through_units", "You took σ′ at a")
def _(x, weights):
    a, s = x, 1
    for w in weights:
        a = sigmoid(w * a)
        s *= w * sigmoid(a) * (1 - sigmoid(a))
    return s


@wrong("slope_through_units", "the activation that comes in")
def _(x, weights):
    a, s = x, 1
    for w in weights:
        s *= w * a * (1 - a)
        a = sigmoid(w * a)
    return s


@wrong("slope_through_units", "σ′ as z (1 − z)")
def _(x, weights):
    a, s = x, 1
    for w in weights:
        z = w * a
        a = sigmoid(z)
        s *= w * z * (1 - z)
    return s


@wrong("slope_through_units", "added the slopes")
def _(x, weights):
    a, total = x, 0
    for w in weights:
        a = sigmoid(w * a)
        total += w * a * (1 - a)
    return total


@wrong("slope_through_units", "starts at 0 stays 0")
def _(x, weights):
    a, s = x, 0
    for w in weights:
        a = sigmoid(w * a)
        s *= w * a * (1 - a)
    return s


@wrong("slope_through_units", "overwrote the slope")
def _(x, weights):
    a = x
    for w in weights:
        a = sigmoid(w * a)
        slope = w * a * (1 - a)
    return slope


@wrong("slope_through_units", "Every unit got x")
def _(x, weights):
    s = 1
    for w in weights:
        z = w * x
        s *= w * sigmoid(z) * (1 - sigmoid(z))
    return s


@wrong("slope_through_units", "returned the activation at the end")
def _(x, weights):
    for w in weights:
        x = sigmoid(w * x)
    return x


@wrong("slope_through_units", "The slope alone")
def _(x, weights):
    s = 1
    for w in weights:
        x = sigmoid(w * x)
        s *= w * x * (1 - x)
    return (x, s)


@wrong("slope_through_units", "the most that σ′ can be")
def _(x, weights):
    return np.prod([w * 0.25 for w in weights])


@wrong("slope_through_units", "with respect to the weight")
def _(x, weights):
    a, s = x, 1
    for w in weights:
        out = sigmoid(w * a)
        s *= a * out * (1 - out)
        a = out
    return s


@wrong("slope_through_units", "digits were lost")
def _(x, weights):
    def end(x):
        for w in weights:
            x = sigmoid(w * x)
        return x

    return (end(x + 1e-5) - end(x - 1e-5)) / 2e-5


# --- share_dead -----------------------------------------------------------------------------


@right("share_dead")
def _(Z):
    units = Z.shape[1]
    dead = 0
    for k in range(units):
        if max(Z[:, k]) <= 0:
            dead += 1
    return dead / units


@right("share_dead")
def _(Z):
    return np.mean(np.max(Z, axis=0) <= 0)


@right("share_dead")
def _(Z):
    return 1 - np.mean((Z > 0).any(axis=0))


@right("share_dead")
def _(Z):
    A = np.maximum(Z, 0)
    return np.sum(A.sum(axis=0) == 0) / Z.shape[1]


@right("share_dead")
def _(Z):
    off = [all(z <= 0 for z in column) for column in Z.T]
    return sum(off) / len(off)


@right("share_dead")
def _(Z):
    return 1 - (Z > 0).any(0).sum() / Z.shape[1]


@wrong("share_dead", "You counted entries")
def _(Z):
    return np.mean(Z <= 0)


@wrong("share_dead", "You counted units that are off for some example")
def _(Z):
    return np.mean(np.any(Z <= 0, axis=0))


@wrong("share_dead", "You counted entries")
def _(Z):
    return np.sum(Z <= 0) / Z.size


@wrong("share_dead", "along the rows")
def _(Z):
    return np.mean([np.all(row <= 0) for row in Z])


@wrong("share_dead", "off for some example")
def _(Z):
    return np.mean(Z.min(axis=0) <= 0)


@wrong("share_dead", "0 counts as off")
def _(Z):
    return np.mean(np.max(Z, axis=0) < 0)


@wrong("share_dead", "exactly 0")
def _(Z):
    return np.mean((Z == 0).all(axis=0))


@wrong("share_dead", "the number of dead units")
def _(Z):
    return np.count_nonzero((Z <= 0).all(axis=0))


@wrong("share_dead", "divided by the number of examples")
def _(Z):
    dead = 0
    for k in range(Z.shape[1]):
        dead += bool((Z[:, k] <= 0).all())
    return dead / Z.shape[0]


@wrong("share_dead", "the mean of each unit")
def _(Z):
    return (Z.sum(axis=0) <= 0).mean()


@wrong("share_dead", "the share of units alive")
def _(Z):
    return np.mean(np.any(Z > 0, axis=0))


@wrong("share_dead", "True or False for each unit")
def _(Z):
    return (Z <= 0).all(axis=0)


@wrong("share_dead", "all entries of Z")
def _(Z):
    return np.mean(np.all(Z <= 0))


@wrong("share_dead", "in percent")
def _(Z):
    return 100 * (Z <= 0).all(axis=0).sum() / Z.shape[1]


@wrong("share_dead", "the first example alone")
def _(Z):
    for row in Z:
        return np.mean(row <= 0)
