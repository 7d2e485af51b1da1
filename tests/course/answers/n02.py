"""Notebook 02: chains, paths, orders and a derivative by hand, as learners write them."""

import functools
import math
from collections import defaultdict

import numpy as np

from tests.course.answers import right, wrong

# --- chain_slope ----------------------------------------------------------------------------


@right("chain_slope")
def _(links, x):
    if not links:
        return 1.0
    (f, derivative), *rest = links
    slope = derivative(x)
    for g, g_slope in rest:
        x = f(x)
        slope *= g_slope(x)
        f = g
    return slope


@right("chain_slope")
def _(links, x):
    slopes = []
    for f, df in links:
        slopes.append(df(x))
        x = f(x)
    return np.prod(slopes)


@right("chain_slope")
def _(links, x):
    values = [x]
    for f, _ in links:
        values.append(f(values[-1]))
    return math.prod(df(a) for (_, df), a in zip(links, values, strict=False))


@right("chain_slope")
def recursive(links, x):
    if len(links) == 0:
        return 1
    f, df = links[0]
    return recursive(links[1:], f(x)) * df(x)


@right("chain_slope")
def _(links, x):
    return functools.reduce(
        lambda so_far, link: (so_far[0] * link[1](so_far[1]), link[0](so_far[1])), links, (1.0, x)
    )[0]


@right("chain_slope")
def _(links, x):
    if not links:
        return 1.0
    (f, d), *rest = links

    def go(links, x):
        return 1.0 if not links else links[0][1](x) * go(links[1:], links[0][0](x))

    return d(x) * go(rest, f(x))


@wrong("chain_slope", "You went through the chain from its last link")
def _(links, x):
    slope = 1.0
    for f, d in reversed(links):
        slope *= d(x)
        x = f(x)
    return slope


@wrong("chain_slope", "every derivative at x")
def _(links, x):
    slope = 1
    for _f, df in links:
        slope *= df(x)
    return slope


@wrong("chain_slope", "at the link's output")
def _(links, x):
    slope = 1
    for f, df in links:
        x = f(x)
        slope *= df(x)
    return slope


@wrong("chain_slope", "at the end of the chain")
def _(links, x):
    for f, _ in links:
        x = f(x)
    slope = 1
    for _, df in links:
        slope *= df(x)
    return slope


@wrong("chain_slope", "added the slopes")
def _(links, x):
    slope = 0
    for f, df in links:
        slope += df(x)
        x = f(x)
    return slope


@wrong("chain_slope", "added the slopes")
def _(links, x):
    slope = 1
    for f, df in links:
        slope += df(x)
        x = f(x)
    return slope


@wrong("chain_slope", "from its last link")
def _(links, x):
    slope = 1
    for f, df in reversed(links):
        slope *= df(x)
        x = f(x)
    return slope


@wrong("chain_slope", "last link alone")
def _(links, x):
    slope = 1
    for f, df in links:
        slope = df(x)
        x = f(x)
    return slope


@wrong("chain_slope", "first link alone")
def _(links, x):
    slope = 1
    for f, df in links:
        slope *= df(x)
        x = f(x)
        return slope
    return slope


@wrong("chain_slope", "start at 0")
def _(links, x):
    slope = 0
    for f, df in links:
        slope *= df(x)
        x = f(x)
    return slope


@wrong("chain_slope", "starts at x")
def _(links, x):
    slope = x
    for f, df in links:
        slope *= df(x)
        x = f(x)
    return slope


@wrong("chain_slope", "hand the slope on")
def _(links, x):
    slope = 1.0
    for _f, df in links:
        x = df(x)
        slope *= x
    return slope


@wrong("chain_slope", "into each other")
def _(links, x):
    for _f, df in links:
        x = df(x)
    return x


@wrong("chain_slope", "multiplied the values")
def _(links, x):
    slope = 1
    for f, _df in links:
        x = f(x)
        slope *= x
    return slope


@wrong("chain_slope", "its value")
def _(links, x):
    for f, _df in links:
        x = f(x)
    return x


@wrong("chain_slope", "A nudge in place of the derivative")
def _(links, x):
    def y(x):
        for f, _ in links:
            x = f(x)
        return x

    return (y(x + 1e-5) - y(x - 1e-5)) / 2e-5


@wrong("chain_slope", "A nudge in place of the derivative")
def _(links, x, h=1e-6):
    def y(x):
        for f, _ in links:
            x = f(x)
        return x

    return (y(x + h) - y(x - h)) / (2 * h)


@wrong("chain_slope")
def _(links, x):
    slope = 1
    for f, df in links[1:]:
        slope *= df(x)
        x = f(x)
    return slope


# --- two_paths ------------------------------------------------------------------------------


@right("two_paths")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return dy_du * du_dx + dy_dv * dv_dx


@right("two_paths")
def _(du_dx, dv_dx, dy_du, dy_dv):
    through_u = du_dx * dy_du
    through_v = dv_dx * dy_dv
    return sum([through_u, through_v])


@right("two_paths")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return np.dot([dy_du, dy_dv], [du_dx, dv_dx])


@right("two_paths")
def _(du, dv, yu, yv):
    slope = 0
    for first, second in ((du, yu), (dv, yv)):
        slope += first * second
    return slope


@right("two_paths")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return (np.array([[dy_du, dy_dv]]) @ np.array([[du_dx], [dv_dx]])).item()


@right("two_paths")
def _(*slopes):
    return float(np.array(slopes[:2]) @ np.array(slopes[2:]))


@wrong("two_paths", "You added first and multiplied then")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return (du_dx + dv_dx) * (dy_du + dy_dv)


@wrong("two_paths", "You divided along a path")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return dy_du / du_dx + dy_dv / dv_dx


@wrong("two_paths", "multiplied the two paths")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return du_dx * dy_du * dv_dx * dy_dv


@wrong("two_paths", "through u alone")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return dy_du * du_dx


@wrong("two_paths", "through v alone")
def _(du_dx, dv_dx, dy_du, dy_dv):
    slope = du_dx * dy_du
    slope = dv_dx * dy_dv
    return slope


@wrong("two_paths", "half of one path")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return du_dx * dy_dv + dv_dx * dy_du


@wrong("two_paths", "paths that are not there")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return (du_dx + dv_dx) * (dy_du + dy_dv)


@wrong("two_paths", "added along each path")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return (du_dx + dy_du) * (dv_dx + dy_dv)


@wrong("two_paths", "the mean of the paths")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return np.mean([du_dx * dy_du, dv_dx * dy_dv])


@wrong("two_paths", "added all four")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return sum((du_dx, dv_dx, dy_du, dy_dv))


@wrong("two_paths", "subtracted the second path")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return du_dx * dy_du - dv_dx * dy_dv


@wrong("two_paths", "how far u and v move")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return dy_du + dy_dv


@wrong("two_paths", "how far y moves")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return du_dx + dv_dx


@wrong("two_paths", "larger share")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return max(du_dx * dy_du, dv_dx * dy_dv)


@wrong("two_paths", "divided along a path")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return dy_du / du_dx + dy_dv / dv_dx


@wrong("two_paths")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return np.hypot(du_dx * dy_du, dv_dx * dy_dv)


@wrong("two_paths", "lie side by side")
def _(du_dx, dv_dx, dy_du, dy_dv):
    return du_dx * dv_dx + dy_du * dy_dv


# --- sum_over_paths -------------------------------------------------------------------------


@right("sum_over_paths")
def loops(edges, start, end):
    if start == end:
        return 1
    total = 0.0
    for source, target in edges:
        if source == start:
            total += edges[source, target] * loops(edges, target, end)
    return total


@right("sum_over_paths")
def from_the_end(edges, start, end):
    if start == end:
        return 1.0
    shares = [
        from_the_end(edges, start, source) * slope
        for (source, target), slope in edges.items()
        if target == end
    ]
    return sum(shares)


@right("sum_over_paths")
def _(edges, start, end):
    @functools.cache
    def D(s):
        if s == end:
            return 1.0
        return sum(slope * D(t) for (source, t), slope in edges.items() if source == s)

    return D(start)


@right("sum_over_paths")
def _(edges, start, end):
    total, waiting = 0.0, [(start, 1.0)]
    while waiting:
        node, product = waiting.pop()
        if node == end:
            total += product
            continue
        waiting += [(t, product * slope) for (s, t), slope in edges.items() if s == node]
    return total


@right("sum_over_paths")
def _(edges, start, end):
    nodes = sorted({node for edge in edges for node in edge} | {start, end})
    A = np.zeros((len(nodes), len(nodes)))
    for (s, t), slope in edges.items():
        A[nodes.index(s), nodes.index(t)] = slope
    total = np.linalg.inv(np.eye(len(nodes)) - A)
    return total[nodes.index(start), nodes.index(end)]


@right("sum_over_paths")
def _(edges, start, end):
    nodes = sorted({n for e in edges for n in e} | {start, end}, key=str)
    i = {n: k for k, n in enumerate(nodes)}
    A = np.zeros((len(nodes),) * 2)
    for (s, t), k in edges.items():
        A[i[s], i[t]] = k
    P = np.eye(len(nodes))
    S = P.copy()
    for _ in nodes:
        P = P @ A
        S = S + P
    return S[i[start], i[end]]


def sum_op(edges, s, e):
    if s == e:
        return 1.0
    return sum((k + sum_op(edges, t, e) for (a, t), k in edges.items() if a == s))


@wrong("sum_over_paths", "You added the slopes along a path")
def _(edges, start, end):
    total = 0.0
    for (s, t), k in edges.items():
        if s == start:
            total += k + sum_op(edges, t, end)
    return total


@wrong("sum_over_paths", "You stopped at the first path")
def _(edges, start, end):

    def go(n):
        if n == end:
            return 1.0
        for (s, t), k in edges.items():
            if s == n:
                return k * go(t)
        return 0.0

    return go(start)


@wrong("sum_over_paths", "first path")
def one_edge(edges, start, end):
    if start == end:
        return 1.0
    for (s, t), slope in edges.items():
        if s == start:
            return slope * one_edge(edges, t, end)
    return 0.0


@wrong("sum_over_paths", "`=` has overwritten")
def overwritten(edges, start, end):
    if start == end:
        return 1.0
    total = 0.0
    for (s, t), slope in edges.items():
        if s == start:
            total = slope * overwritten(edges, t, end)
    return total


@wrong("sum_over_paths", "joins start and end directly")
def _(edges, start, end):
    if start == end:
        return 1.0
    return edges.get((start, end), 0.0)


@wrong("sum_over_paths", "multiplied all edges")
def _(edges, start, end):
    product = 1.0
    for slope in edges.values():
        product *= slope
    return product


@wrong("sum_over_paths", "multiplied the paths")
def paths_multiplied(edges, start, end):
    if start == end:
        return 1.0
    t = 1.0
    for (source, target), slope in edges.items():
        if source == start:
            t *= slope * paths_multiplied(edges, target, end)
    return t


@wrong("sum_over_paths", "Along a path they multiply")
def added_from_one(edges, start, end):
    if start == end:
        return 1.0
    total = 0.0
    for (s, t), slope in edges.items():
        if s == start:
            total += slope + added_from_one(edges, t, end)
    return total


@wrong("sum_over_paths", "Along a path they multiply")
def added_from_zero(edges, start, end):
    if start == end:
        return 0.0
    total = 0.0
    for (s, t), slope in edges.items():
        if s == start:
            total += slope + added_from_zero(edges, t, end)
    return total


@wrong("sum_over_paths", "counted the paths")
def counted(edges, start, end):
    if start == end:
        return 1
    return sum(counted(edges, t, end) for s, t in edges if s == start)


@wrong("sum_over_paths", "stopped after one edge")
def _(edges, start, end):
    return sum(slope for (s, _t), slope in edges.items() if s == start)


@wrong("sum_over_paths", "skipped on the next")
def _(edges, start, end):
    seen = set()

    def visit(node):
        if node == end:
            return 1.0
        if node in seen:
            return 0.0
        seen.add(node)
        return sum(slope * visit(t) for (s, t), slope in edges.items() if s == node)

    return visit(start)


@wrong("sum_over_paths", "paths that end elsewhere")
def dead_ends(edges, start, end):
    leaving = [(t, slope) for (s, t), slope in edges.items() if s == start]
    if start == end or not leaving:
        return 1.0
    return sum(slope * dead_ends(edges, t, end) for t, slope in leaving)


@wrong("sum_over_paths", "one path has arrived")
def no_arrival(edges, start, end):
    total = 0.0
    for (s, t), slope in edges.items():
        if s == start:
            total += slope * no_arrival(edges, t, end)
    return total


@wrong("sum_over_paths", "A sum starts at 0")
def starts_at_one(edges, start, end):
    if start == end:
        return 1.0
    total = 1.0
    for (s, t), slope in edges.items():
        if s == start:
            total += slope * starts_at_one(edges, t, end)
    return total


@wrong("sum_over_paths", "against their direction")
def against(edges, start, end):
    if start == end:
        return 1.0
    return sum(slope * against(edges, s, end) for (s, t), slope in edges.items() if t == start)


@wrong("sum_over_paths", "in which they are listed")
def _(edges, start, end):
    D = defaultdict(float, {end: 1.0})
    for (s, t), slope in reversed(edges.items()):
        D[s] += slope * D[t]
    return D[start]


@wrong("sum_over_paths", "in which they are listed")
def _(edges, start, end):
    D = {start: 1.0}
    for (s, t), slope in edges.items():
        if s in D:
            D[t] = D.get(t, 0.0) + slope * D[s]
    return D.get(end, 0.0)


@wrong("sum_over_paths", "largest share")
def largest(edges, start, end):
    if start == end:
        return 1.0
    return max([0.0] + [w * largest(edges, t, end) for (s, t), w in edges.items() if s == start])


# --- cost_of_order --------------------------------------------------------------------------


@right("cost_of_order")
def _(shapes):
    left = right = 0
    rows, columns = shapes[0]
    for m, n in shapes[1:]:
        left += rows * m * n
    rows, columns = shapes[-1]
    for m, n in reversed(shapes[:-1]):
        right += m * n * columns
    return left, right


@right("cost_of_order")
def _(shapes):
    def cost(shapes):
        total, (a, b) = 0, shapes[0]
        for _, c in shapes[1:]:
            total, b = total + a * b * c, c
        return total

    return cost(shapes), cost([(n, m) for m, n in shapes[::-1]])


@right("cost_of_order")
def _(shapes):
    a, z = shapes[0][0], shapes[-1][-1]
    return [
        sum(a * np.prod(shape) for shape in shapes[1:]),
        sum(np.prod(shape) * z for shape in shapes[:-1]),
    ]


@right("cost_of_order")
def _(shapes):
    sizes = np.prod(np.array(shapes), axis=1)
    return np.array([shapes[0][0] * sizes[1:].sum(), sizes[:-1].sum() * shapes[-1][1]])


@right("cost_of_order")
def _(shapes):
    left, stack = 0, list(shapes)
    while len(stack) > 1:
        (a, b), (_, c) = stack[:2]
        left += a * b * c
        stack[:2] = [(a, c)]
    right, stack = 0, list(shapes)
    while len(stack) > 1:
        (a, b), (_, c) = stack[-2:]
        right += a * b * c
        stack[-2:] = [(a, c)]
    return left, right


@right("cost_of_order")
def _(shapes):
    L = R = 0
    for k in range(1, len(shapes)):
        L += shapes[0][0] * shapes[k][0] * shapes[k][1]
        R += shapes[k - 1][0] * shapes[k - 1][1] * shapes[-1][1]
    return [L, R]


@wrong("cost_of_order", "Your two numbers are swapped")
def _(shapes):
    a = 0
    r, c = shapes[0]
    for _, n in shapes[1:]:
        a += r * c * n
        c = n
    b = 0
    r, c = shapes[-1]
    for m, n in reversed(shapes[:-1]):
        b += m * n * c
    return (b, a)


@wrong("cost_of_order", "You counted one product too many")
def _(shapes):
    a = shapes[0][0]
    left = sum((a * m * n for m, n in shapes))
    z = shapes[-1][1]
    return (left, sum((m * n * z for m, n in shapes)))


@wrong("cost_of_order", "swapped")
def _(shapes):
    left = sum(shapes[0][0] * m * n for m, n in shapes[1:])
    right = sum(m * n * shapes[-1][1] for m, n in shapes[:-1])
    return right, left


@wrong("cost_of_order", "with its neighbour")
def _(shapes):
    cost = 0
    for k in range(len(shapes) - 1):
        cost += shapes[k][0] * shapes[k][1] * shapes[k + 1][1]
    return cost, cost


@wrong("cost_of_order", "counted additions")
def _(shapes):
    left = sum(shapes[0][0] * (m - 1) * n for m, n in shapes[1:])
    right = sum(m * (n - 1) * shapes[-1][1] for m, n in shapes[:-1])
    return left, right


@wrong("cost_of_order", "entries of the results")
def _(shapes):
    left = sum(shapes[0][0] * n for m, n in shapes[1:])
    right = sum(m * shapes[-1][1] for m, n in shapes[:-1])
    return left, right


@wrong("cost_of_order", "added the three dimensions")
def _(shapes):
    left = sum(shapes[0][0] + m + n for m, n in shapes[1:])
    right = sum(m + n + shapes[-1][1] for m, n in shapes[:-1])
    return left, right


@wrong("cost_of_order", "one product too many")
def _(shapes):
    left = sum(shapes[0][0] * m * n for m, n in shapes)
    right = sum(m * n * shapes[-1][1] for m, n in shapes)
    return left, right


@wrong("cost_of_order", "costs add")
def _(shapes):
    left = right = 1
    for m, n in shapes[1:]:
        left *= shapes[0][0] * m * n
    for m, n in shapes[:-1]:
        right *= m * n * shapes[-1][1]
    return left, right


@wrong("cost_of_order", "from one side")
def _(shapes):
    left = sum(shapes[0][0] * m * n for m, n in shapes[1:])
    return left, left


@wrong("cost_of_order", "Formula (7)")
def _(shapes):
    m, w = shapes[0]
    d = shapes[-1][1]
    between = (len(shapes) - 2) * w * w
    return m * between + m * w * d, d * between + m * w * d


@wrong("cost_of_order", "two ways of doing the same")
def _(shapes):
    left = sum(shapes[0][0] * m * n for m, n in shapes[1:])
    return left + sum(m * n * shapes[-1][1] for m, n in shapes[:-1])


@wrong("cost_of_order", "cheaper of the two")
def _(shapes):
    left = sum(shapes[0][0] * m * n for m, n in shapes[1:])
    return min(left, sum(m * n * shapes[-1][1] for m, n in shapes[:-1]))


@wrong("cost_of_order", "left to right alone")
def _(shapes):
    cost, rows = 0, shapes[0][0]
    for m, n in shapes[1:]:
        cost += rows * m * n
    return cost


@wrong("cost_of_order", "Multiplications alone")
def _(shapes):
    left = sum(2 * shapes[0][0] * m * n for m, n in shapes[1:])
    right = sum(2 * m * n * shapes[-1][1] for m, n in shapes[:-1])
    return left, right


# --- slope_by_hand --------------------------------------------------------------------------


@right("slope_by_hand")
def _(x):
    u = x * x
    return 2 * x * (np.sin(u) + (u + 1) * np.cos(u))


@right("slope_by_hand")
def _(x):
    return 2 * x * math.sin(x**2) + (x**2 + 1) * math.cos(x**2) * 2 * x


@right("slope_by_hand")
def _(x):
    u = x**2
    v = np.sin(u)
    dw_du, dw_dv, dv_du, du_dx = v, u, np.cos(u), 2 * x
    paths = [du_dx * dw_du, du_dx * dv_du * dw_dv, du_dx * dv_du]
    return sum(paths)


@right("slope_by_hand")
def _(x):
    u = x**2
    D_y = 1.0
    D_w = D_y
    D_v = D_y + u * D_w
    D_u = np.cos(u) * D_v + np.sin(u) * D_w
    return 2 * x * D_u


@right("slope_by_hand")
def _(x):
    u, du = x**2, 2 * x
    v, dv = math.sin(u), math.cos(u) * du
    dw = du * v + u * dv
    return dw + dv


@right("slope_by_hand")
def _(x):
    return 2 * x * np.sin(x * x) + 2 * x**3 * np.cos(x * x) + 2 * x * np.cos(x * x)


@wrong("slope_by_hand", "A path is missing")
def _(x):
    u = x**2
    v = np.sin(u)
    return 2 * x * v + u * np.cos(u) * 2 * x


@wrong("slope_by_hand", "That is dy/du")
def _(x):
    u = x * x
    return np.sin(u) + u * np.cos(u) + np.cos(u)


@wrong("slope_by_hand", "v also moves y directly")
def _(x):
    u = x**2
    return 2 * x * (np.sin(u) + u * np.cos(u))


@wrong("slope_by_hand", "u moves w directly")
def _(x):
    u = x**2
    return 2 * x * np.cos(u) * (u + 1)


@wrong("slope_by_hand", "u moves v, v moves w")
def _(x):
    u = x**2
    return 2 * x * (np.sin(u) + np.cos(u))


@wrong("slope_by_hand", "That is dy/du")
def _(x):
    u = x**2
    return np.sin(u) + (u + 1) * np.cos(u)


@wrong("slope_by_hand", "the slope of the sine at x")
def _(x):
    u = x**2
    return 2 * x * (np.sin(u) + (u + 1) * np.cos(x))


@wrong("slope_by_hand", "put x into the sine")
def _(x):
    u, v = x**2, np.sin(x)
    return 2 * x * (v + u * np.cos(x) + np.cos(x))


@wrong("slope_by_hand", "without a minus")
def _(x):
    u = x**2
    return 2 * x * (np.sin(u) - (u + 1) * np.cos(u))


@wrong("slope_by_hand", "not the product of the slopes")
def _(x):
    u = x**2
    dw = 1 * np.cos(u)
    return 2 * x * (dw + np.cos(u))


@wrong("slope_by_hand", "y itself")
def _(x):
    u = x**2
    v = np.sin(u)
    return u * v + v


@wrong("slope_by_hand", "You put u there")
def _(x):
    u = x**2
    return 2 * u * (np.sin(u) + (u + 1) * np.cos(u))


@wrong("slope_by_hand", "u itself for its slope")
def _(x):
    u = x**2
    return u * (np.sin(u) + (u + 1) * np.cos(u))


@wrong("slope_by_hand", "multiplied the paths")
def _(x):
    u = x**2
    return 2 * x * np.sin(u) * u * np.cos(u) * np.cos(u)


@wrong("slope_by_hand", "one path from u to v")
def _(x):
    return 2 * x * np.cos(x**2)


@wrong("slope_by_hand", "A nudge in place of the derivative")
def _(x):
    def y(x):
        u = x**2
        v = math.sin(u)
        return u * v + v

    h = 1e-6
    return (y(x + h) - y(x - h)) / (2 * h)


@wrong("slope_by_hand", "Only one path has its 2x")
def _(x):
    u = x**2
    return 2 * x * np.sin(u) + u * np.cos(u) + np.cos(u)


@wrong("slope_by_hand", "v itself for its slope")
def _(x):
    u = x**2
    return 2 * x * np.sin(u) + u * np.cos(u) * 2 * x + np.sin(u)


@wrong("slope_by_hand")
def _(x):
    u = x**2
    return 2 * x * (np.sin(u) + 2 * u * np.cos(u))
