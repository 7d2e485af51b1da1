"""Answers to the exercises of notebook 03, as learners write them."""

import math
from graphlib import TopologicalSorter

import numpy as np

from tests.course.answers import right, wrong

# --- fork_gradients: f = x sin(x y) ---------------------------------------------------------


@right("fork_gradients")
def _(x, y):
    return {"x": math.sin(x * y) + x * y * math.cos(x * y), "y": x**2 * math.cos(x * y)}


@right("fork_gradients")
def _(x, y):
    v = x * y
    s = math.sin(v)
    grad_x = s
    grad_s = x
    grad_v = grad_s * math.cos(v)
    grad_x += grad_v * y
    grad_y = grad_v * x
    return {"x": grad_x, "y": grad_y}


@right("fork_gradients")
def _(x, y):
    grads = {"x": 0.0, "y": 0.0}
    c = math.cos(x * y)
    grads["x"] += math.sin(x * y)
    grads["x"] += c * x * y
    grads["y"] += c * x * x
    return grads


@right("fork_gradients")
def _(x, y):
    dx = math.sin(y * x) + math.cos(y * x) * y * x
    dy = math.cos(y * x) * x**2
    return dict(y=dy, x=dx)


@right("fork_gradients")
def _(x, y):
    # sin and cos by one complex exponential
    c, s = math.cos(x * y), math.sin(x * y)
    return {"x": s + x * (y * c), "y": x * (x * c)}


@right("fork_gradients")
def _(x, y):
    s, c = (np.sin(x * y), np.cos(x * y))
    return dict(y=x**2 * c, x=s + x * y * c)


@wrong("fork_gradients", "On the second path the factor x that stands")
def _(x, y):
    return {"x": math.sin(x * y) + math.cos(x * y) * y, "y": x * x * math.cos(x * y)}


@wrong("fork_gradients", "You multiplied over the paths")
def _(x, y):
    return {"x": math.sin(x * y) * x * y * math.cos(x * y), "y": x * math.cos(x * y) * x}


@wrong("fork_gradients", "forgot the second path")
def _(x, y):
    return {"x": math.sin(x * y), "y": x * x * math.cos(x * y)}


@wrong("fork_gradients", "forgot the first path")
def _(x, y):
    c = math.cos(x * y)
    return {"x": x * y * c, "y": x * x * c}


@wrong("fork_gradients", "multiplied over the paths")
def _(x, y):
    c = math.cos(x * y)
    return {"x": math.sin(x * y) * x * y * c, "y": x * x * c}


@wrong("fork_gradients", "link from x*y into sin is missing")
def _(x, y):
    return {"x": math.sin(x * y) + x * math.cos(x * y), "y": x * math.cos(x * y)}


@wrong("fork_gradients", "link from x*y into sin is missing")
def _(x, y):
    v = x * y
    return {"x": math.sin(v) + x * y * math.cos(v), "y": x * math.cos(v)}


@wrong("fork_gradients", "Multiply swaps")
def _(x, y):
    v = x * y
    return {"x": math.sin(v) + x * math.cos(v) * x, "y": x * math.cos(v) * y}


@wrong("fork_gradients", "cos, with a plus")
def _(x, y):
    c = math.cos(x * y)
    return {"x": math.sin(x * y) - x * y * c, "y": -x * x * c}


@wrong("fork_gradients", "of x*y, not of x")
def _(x, y):
    return {"x": math.sin(x * y) + x * y * math.cos(x), "y": x * x * math.cos(x)}


@wrong("fork_gradients", "The term sin(x*y) belongs to x alone")
def _(x, y):
    v = x * y
    return {"x": math.sin(v) + x * y * math.cos(v), "y": math.sin(v) + x * x * math.cos(v)}


@wrong("fork_gradients", "return them as a dict")
def _(x, y):
    v = x * y
    return math.sin(v) + x * y * math.cos(v), x * x * math.cos(v)


@wrong("fork_gradients", "The two keys are exchanged")
def _(x, y):
    v = x * y
    return {"y": math.sin(v) + x * y * math.cos(v), "x": x * x * math.cos(v)}


@wrong("fork_gradients", "prints, and returns nothing")
def _(x, y):
    v = x * y
    print({"x": math.sin(v) + x * y * math.cos(v), "y": x * x * math.cos(v)})


@wrong("fork_gradients", "digits were lost")
def _(x, y, h=1e-6):
    def f(x, y):
        return x * math.sin(x * y)

    return {
        "x": (f(x + h, y) - f(x - h, y)) / (2 * h),
        "y": (f(x, y + h) - f(x, y - h)) / (2 * h),
    }


@wrong("fork_gradients", "outer product is missing")
def _(x, y):
    v = x * y
    return {"x": math.sin(v) + y * math.cos(v), "y": x * math.cos(v)}


# --- gate_gradients -------------------------------------------------------------------------


@right("gate_gradients")
def _(gate, a, b, upstream):
    if gate == "add":
        return upstream, upstream
    if gate == "multiply":
        return upstream * b, upstream * a
    if gate == "divide":
        return upstream / b, -upstream * a / (b * b)
    if a > b:
        return upstream, 0
    if a < b:
        return 0, upstream
    return upstream / 2, upstream / 2


@right("gate_gradients")
def _(gate, a, b, upstream):
    match gate:
        case "add":
            local = (1, 1)
        case "multiply":
            local = (b, a)
        case "divide":
            local = (1 / b, -a * b**-2)
        case "max":
            local = (((a > b) + (a >= b)) / 2, ((b > a) + (b >= a)) / 2)
    return tuple(upstream * slope for slope in local)


@right("gate_gradients")
def _(gate, a, b, upstream):
    slopes = {
        "add": lambda: [1.0, 1.0],
        "multiply": lambda: [b, a],
        "divide": lambda: [1 / b, -a / b**2],
        "max": lambda: [0.5, 0.5] if a == b else [float(a > b), float(a < b)],
    }[gate]()
    return [upstream * s for s in slopes]


@right("gate_gradients")
def _(gate, a, b, upstream):
    da = db = upstream
    if gate == "multiply":
        da, db = da * b, db * a
    elif gate == "divide":
        da, db = da / b, -db * a / b**2
    elif gate == "max":
        share = 0.5 if a == b else 1.0 * (a > b)
        da, db = share * da, (1 - share) * db
    return da, db


@right("gate_gradients")
def _(gate, a, b, upstream):
    if gate == "max":
        return upstream * (a > b) + upstream / 2 * (a == b), upstream * (b > a) + upstream / 2 * (
            a == b
        )
    if gate == "divide":
        quotient = a / b
        return upstream / b, -upstream * quotient / b
    return (upstream, upstream) if gate == "add" else (upstream * b, upstream * a)


def gates(add=None, multiply=None, divide=None, maximum=None):
    """A whole function with one gate that went wrong."""

    def gate_gradients(gate, a, b, upstream):
        if gate == "add":
            return add(a, b, upstream) if add else (upstream, upstream)
        if gate == "multiply":
            return multiply(a, b, upstream) if multiply else (upstream * b, upstream * a)
        if gate == "divide":
            return divide(a, b, upstream) if divide else (upstream / b, -upstream * a / b**2)
        if maximum:
            return maximum(a, b, upstream)
        if a == b:
            return upstream / 2, upstream / 2
        return (upstream, 0.0) if a > b else (0.0, upstream)

    return gate_gradients


wrong("gate_gradients", "local slopes")(
    lambda gate, a, b, upstream: {
        "add": (1, 1),
        "multiply": (b, a),
        "divide": (1 / b, -a / b**2),
        "max": (0.5, 0.5) if a == b else (int(a > b), int(b > a)),
    }[gate]
)
wrong("gate_gradients", "multiply gate swaps")(gates(multiply=lambda a, b, u: (u * a, u * b)))
wrong("gate_gradients", "handed the product back")(
    gates(multiply=lambda a, b, u: (u * a * b, u * a * b))
)
wrong("gate_gradients", "does not split")(gates(add=lambda a, b, u: (u / 2, u / 2)))
wrong("gate_gradients", "Only the larger input")(gates(maximum=lambda a, b, u: (u, u)))
wrong("gate_gradients", "not the value of it")(
    gates(maximum=lambda a, b, u: (u / 2, u / 2) if a == b else (u * a * (a > b), u * b * (b > a)))
)
wrong("gate_gradients", "not the value of it")(
    gates(maximum=lambda a, b, u: (u * a, 0.0) if a > b else (0.0, u * b))
)
wrong("gate_gradients", "larger input on")(
    gates(maximum=lambda a, b, u: (u * (a < b) + u / 2 * (a == b), u * (b < a) + u / 2 * (a == b)))
)
wrong("gate_gradients", "At a tie neither")(
    gates(maximum=lambda a, b, u: (u * (a >= b), u * (b > a)))
)
wrong("gate_gradients", "At a tie neither")(
    gates(maximum=lambda a, b, u: (u, 0) if a > b else (0, u))
)
wrong("gate_gradients", "At a tie neither")(
    gates(maximum=lambda a, b, u: (u * (a >= b), u * (b >= a)))
)
wrong("gate_gradients", "At a tie neither")(
    gates(maximum=lambda a, b, u: (u * (a > b), u * (b > a)))
)
wrong("gate_gradients", "with a minus, and with b squared")(
    gates(divide=lambda a, b, u: (u / b, u * a / b**2))
)
wrong("gate_gradients", "with a minus, and with b squared")(
    gates(divide=lambda a, b, u: (u / b, -u * a / b))
)
wrong("gate_gradients", "inputs of the quotient are exchanged")(
    gates(divide=lambda a, b, u: (-u * a / b**2, u / b))
)


# --- topological_order ----------------------------------------------------------------------


@right("topological_order")
def _(parents):
    return list(TopologicalSorter(parents).static_order())


@right("topological_order")
def _(parents):
    order = []
    while len(order) < len(parents):
        for node in parents:
            if node not in order and all(p in order for p in parents[node]):
                order.append(node)
    return order


@right("topological_order")
def _(parents):
    waiting = {node: set(above) for node, above in parents.items()}
    order = []
    while waiting:
        ready = [node for node, above in waiting.items() if not above]
        for node in ready:
            del waiting[node]
            order.append(node)
        for above in waiting.values():
            above.difference_update(ready)
    return order


@right("topological_order")
def _(parents):
    def depth(node):
        return 1 + max(map(depth, parents[node]), default=0)

    return sorted(parents, key=depth)


@right("topological_order")
def _(parents):
    order = {}

    def place(node):
        if node in order:
            return
        for parent in parents[node]:
            place(parent)
        order[node] = True

    for node in reversed(list(parents)):
        place(node)
    return tuple(order)


@right("topological_order")
def _(parents):
    left = dict(parents)
    out = []
    while left:
        ready = [n for n in left if all(p in out for p in left[n])]
        out += ready
        for n in ready:
            del left[n]
    return tuple(out)


@wrong("topological_order", "You put a node into the list when you reach it")
def _(parents):
    out = []

    def v(n):
        if n in out:
            return
        out.append(n)
        for p in parents[n]:
            v(p)

    for n in parents:
        v(n)
    return out


@wrong("topological_order", "You sorted by a number that can put a node")
def _(parents):
    return sorted(parents, key=lambda n: len(parents[n]))


@wrong("topological_order", "as they are written")
def _(parents):
    order = []
    for node in parents:
        order.append(node)
    return order


@wrong("topological_order", "results first, as a backward pass goes")
def _(parents):
    return list(TopologicalSorter(parents).static_order())[::-1]


@wrong("topological_order", "results first, as a backward pass goes")
def _(parents):
    users = {node: [] for node in parents}
    for node, above in parents.items():
        for parent in above:
            users[parent].append(node)
    order = []
    while len(order) < len(parents):
        for node in parents:
            if node not in order and all(user in order for user in users[node]):
                order.append(node)
    return order


@wrong("topological_order", "sorted by name")
def _(parents):
    return sorted(parents.keys())


@wrong("topological_order", "sorted by a number")
def _(parents):
    return sorted(parents.keys(), key=lambda n: len(parents[n]))


@wrong("topological_order", "sorted by a number")
def _(parents):
    def steps(node):
        if not parents[node]:
            return 0
        return min(steps(p) for p in parents[node]) + 1

    return sorted(parents, key=steps)


@wrong("topological_order", "when you reach it")
def _(parents):
    order = []

    def go(node):
        if node in order:
            return
        order.append(node)
        for parent in parents[node]:
            go(parent)

    for node in parents:
        go(node)
    return order


@wrong("topological_order", "used twice is met once per path")
def _(parents):
    order = []

    def go(node):
        for parent in parents[node]:
            go(parent)
        order.append(node)

    for node in parents:
        go(node)
    return order


@wrong("topological_order", "One round through the nodes")
def _(parents):
    done = []
    for name, above in parents.items():
        ready = True
        for a in above:
            if a not in done:
                ready = False
        if ready:
            done.append(name)
    return done


@wrong("topological_order", "the parents of these parents")
def _(parents):
    order = []
    for node in parents:
        for each in [*parents[node], node]:
            if each not in order:
                order.append(each)
    return order


@wrong("topological_order", "`all`, not `any`")
def _(parents):
    order = [n for n in parents if parents[n] == []]
    while set(order) != set(parents):
        for n in parents:
            if n not in order and any(p in order for p in parents[n]):
                order.append(n)
    return order


@wrong("topological_order", "returns no list of names")
def _(parents):
    return set(parents)


# --- backward -------------------------------------------------------------------------------


@right("backward")
def _(order):
    for box in order:
        box.grad = 0
    order[-1].grad = 1
    for box in order[::-1]:
        for i in range(len(box.parents)):
            box.parents[i].grad = box.parents[i].grad + box.grad * box.slopes[i]


@right("backward")
def _(order):
    grads = {node: 0.0 for node in order}
    grads[order[-1]] = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.slopes):
            grads[parent] += grads[node] * slope
    for node, grad in grads.items():
        node.grad = grad


@right("backward")
def _(order):
    # every box collects from its users
    for node in reversed(order):
        node.grad = 1.0 if node is order[-1] else 0.0
        for user in order:
            for parent, slope in zip(user.parents, user.slopes):
                if parent is node:
                    node.grad += user.grad * slope


@right("backward")
def _(order):
    result, rest = order[-1], order[:-1]
    result.grad = 1.0
    for node in rest:
        node.grad = 0.0
    stack = list(order)
    while stack:
        node = stack.pop()
        for parent, slope in zip(node.parents, node.slopes):
            parent.grad += slope * node.grad


@right("backward")
def _(order):
    for node in order:
        node.grad = 0.0

    def add(node, amount):  # hand on only what has newly arrived
        node.grad += amount
        for parent, slope in zip(node.parents, node.slopes):
            add(parent, amount * slope)

    add(order[-1], 1.0)


@wrong("backward", "You overwrite")
def _(order):
    for n in order:
        n.grad = 0.0
    order[-1].grad = 1.0
    for n in order[::-1]:
        for p, s in zip(n.parents, n.slopes):
            p.grad = n.grad * s


@wrong("backward", "adds to what the first one left")
def _(order):
    order[-1].grad = 1.0
    for n in order[::-1]:
        for p, s in zip(n.parents, n.slopes):
            p.grad += n.grad * s


@wrong("backward", "You reset the inputs alone")
def _(order):
    for n in order:
        if len(n.parents) == 0:
            n.grad = 0.0
    order[-1].grad = 1.0
    for n in order[::-1]:
        for p, s in zip(n.parents, n.slopes):
            p.grad += n.grad * s


@wrong("backward", "Only the result has handed something on")
def _(order):
    for n in order:
        n.grad = 0.0
    order[-1].grad = 1.0
    for n in order:
        for p, s in zip(n.parents, n.slopes):
            p.grad += n.grad * s


@wrong("backward", "the result gets 1")
def _(order):
    for n in order:
        n.grad = 0.0
    for n in reversed(order):
        for p, s in zip(n.parents, n.slopes):
            p.grad += n.grad * s


@wrong("backward", "the result gets 1")
def _(order):
    order[-1].grad = 1.0
    for n in order:
        n.grad = 0.0
    for n in reversed(order):
        for p, s in zip(n.parents, n.slopes):
            p.grad += n.grad * s


@wrong("backward", "speaks before it has heard everything")
def _(order):
    for n in order:
        n.grad = 0.0
    order[-1].grad = 1.0

    def go(n):
        for p, s in zip(n.parents, n.slopes):
            p.grad += n.grad * s
            go(p)

    go(order[-1])


@wrong("backward", "speaks before it has heard everything")
def _(order):
    for n in order:
        n.grad = 0.0
    order[-1].grad = 1.0
    seen = {order[-1]}
    stack = [order[-1]]

    def go(n):
        for p, s in zip(n.parents, n.slopes):
            p.grad += n.grad * s
            if p not in seen:
                seen.add(p)
                go(p)

    go(stack.pop())


@wrong("backward", "Upstream is missing")
def _(order):
    for n in order:
        n.grad = 0.0
    order[-1].grad = 1.0
    for n in reversed(order):
        for i, p in enumerate(n.parents):
            p.grad += n.slopes[i]


@wrong("backward", "The local slope is missing")
def _(order):
    for n in order:
        n.grad = 0.0
    order[-1].grad = 1.0
    for n in reversed(order):
        for p in n.parents:
            p.grad += n.grad


@wrong("backward", "starts with its value")
def _(order):
    for n in order:
        n.grad = 0.0
    order[-1].grad = order[-1].value
    for n in reversed(order):
        for p, s in zip(n.parents, n.slopes):
            p.grad += n.grad * s


@wrong("backward", "You collect from the parents")
def _(order):
    for n in order:
        n.grad = 0.0
    order[-1].grad = 1.0
    for n in reversed(order):
        for p, s in zip(n.parents, n.slopes):
            n.grad += p.grad * s


@wrong("backward", "sets no `.grad`")
def _(order):
    grads = {n: 0.0 for n in order}
    grads[order[-1]] = 1.0
    for n in reversed(order):
        for p, s in zip(n.parents, n.slopes):
            grads[p] += grads[n] * s
    return grads


# --- dual_divide ----------------------------------------------------------------------------


@right("dual_divide")
def _(a, b):
    quotient = a[0] / b[0]
    return quotient, (a[1] - quotient * b[1]) / b[0]


@right("dual_divide")
def _(a, b):
    (u, du), (v, dv) = a, b
    return (u / v, (du * v - u * dv) / v**2)


@right("dual_divide")
def _(a, b):
    inverse = 1 / b[0], -b[1] / b[0] ** 2
    return [a[0] * inverse[0], a[1] * inverse[0] + a[0] * inverse[1]]


@right("dual_divide")
def _(a, b):
    value = a[0] * b[0] ** -1
    slope = a[1] / b[0] - a[0] * b[1] / (b[0] * b[0])
    return value, slope


@right("dual_divide")
def _(a, b):
    # multiply above and below by b − b′ε
    below = b[0] * b[0]
    above = a[0] * b[0], a[1] * b[0] - a[0] * b[1]
    return above[0] / below, above[1] / below


@right("dual_divide")
def _(a, b):
    q = a[0] / b[0]
    return [q, (a[1] - q * b[1]) / b[0]]


@wrong("dual_divide", "The plus is that of the product")
def _(a, b):
    return (a[0] / b[0], (a[1] * b[0] + a[0] * b[1]) / b[0] ** 2)


@wrong("dual_divide", "The sign is turned round")
def _(a, b):
    return (a[0] / b[0], (a[0] * b[1] - a[1] * b[0]) / b[0] ** 2)


@wrong("dual_divide", "not the quotient of the slopes")
def _(a, b):
    return a[0] / b[0], a[1] / b[1]


@wrong("dual_divide", "right for a difference")
def _(a, b):
    return a[0] / b[0], a[1] - b[1]


@wrong("dual_divide", "The sign is turned round")
def _(a, b):
    return a[0] / b[0], (a[0] * b[1] - b[0] * a[1]) / b[0] ** 2


@wrong("dual_divide", "The plus is that of the product")
def _(a, b):
    return a[0] / b[0], (a[1] * b[0] + a[0] * b[1]) / b[0] ** 2


@wrong("dual_divide", "The denominator is b squared")
def _(a, b):
    return a[0] / b[0], (a[1] * b[0] - a[0] * b[1]) / b[0]


@wrong("dual_divide", "The division by b² is missing")
def _(a, b):
    return a[0] / b[0], a[1] * b[0] - a[0] * b[1]


@wrong("dual_divide", "Both may move")
def _(a, b):
    return a[0] / b[0], a[1] / b[0]


@wrong("dual_divide", "lacks b′")
def _(a, b):
    return a[0] / b[0], a[1] / b[0] - a[0] / b[0] ** 2


@wrong("dual_divide", "square the b")
def _(a, b):
    return a[0] / b[0], (a[1] - a[0] * b[1]) / b[0]


@wrong("dual_divide", "by the value of the other number")
def _(a, b):
    return a[0] / b[0], (a[0] * a[1] - b[0] * b[1]) / b[0] ** 2


@wrong("dual_divide", "That is the product")
def _(a, b):
    return a[0] * b[0], a[0] * b[1] + b[0] * a[1]


@wrong("dual_divide", "prints, and returns nothing")
def _(a, b):
    print(a[0] / b[0], (a[1] * b[0] - a[0] * b[1]) / b[0] ** 2)


# --- forward_sweep --------------------------------------------------------------------------


@right("forward_sweep")
def _(order, x):
    slopes = {node: 0.0 for node in order}
    slopes[x] = 1.0
    for node in order:
        if node is not x:
            for parent, slope in zip(node.parents, node.slopes):
                slopes[node] += slopes[parent] * slope
    return [slopes[node] for node in order]


@right("forward_sweep")
def _(order, x):
    slopes = {}
    for node in order:
        total = 0
        for i in range(len(node.parents)):
            total += slopes[node.parents[i]] * node.slopes[i]
        slopes[node] = 1 if node is x else total
    return slopes


@right("forward_sweep")
def _(order, x):
    answer = []
    for node in order:
        if node == x:
            answer.append(1.0)
        else:
            parts = [answer[order.index(p)] * s for p, s in zip(node.parents, node.slopes)]
            answer.append(sum(parts))
    return answer


@right("forward_sweep")
def _(order, x):
    start = order.index(x)
    known = {node: 0.0 for node in order[:start]} | {x: 1.0}
    for node in order[start + 1 :]:
        known[node] = math.fsum(known[p] * s for p, s in zip(node.parents, node.slopes))
    return tuple(known.values())


@right("forward_sweep")
def _(order, x):
    def slope(node):  # by recursion: right, if slow
        if node is x:
            return 1.0
        return sum(slope(p) * s for p, s in zip(node.parents, node.slopes))

    return [slope(node) for node in order]


@wrong("forward_sweep", "slopes of the result with respect to each box")
def _(order, x):
    grads = {n: 0.0 for n in order}
    grads[order[-1]] = 1.0
    for n in reversed(order):
        for p, s in zip(n.parents, n.slopes):
            grads[p] += grads[n] * s
    return [grads[n] for n in order]


@wrong("forward_sweep", "You go through it from its end")
def _(order, x):
    slopes = {n: 0.0 for n in order}
    slopes[x] = 1.0
    for n in order[::-1]:
        for p, s in zip(n.parents, n.slopes):
            slopes[p] += slopes[n] * s
    return [slopes[n] for n in order]


@wrong("forward_sweep", "The slopes of the parents are missing")
def _(order, x):
    return [1.0 if n is x else sum(n.slopes) for n in order]


@wrong("forward_sweep", "The local slopes are missing")
def _(order, x):
    slopes = {}
    for n in order:
        slopes[n] = 1.0 if n is x else sum(slopes[p] for p in n.parents)
    return list(slopes.values())


@wrong("forward_sweep", "You keep the last")
def _(order, x):
    slopes = dict.fromkeys(order, 0.0)
    slopes[x] = 1.0
    for n in order:
        if n is not x:
            for p, s in zip(n.parents, n.slopes):
                slopes[n] = slopes[p] * s
    return list(slopes.values())


@wrong("forward_sweep", "x itself needs its start")
def _(order, x):
    slopes = dict.fromkeys(order, 0.0)
    for n in order:
        for p, s in zip(n.parents, n.slopes):
            slopes[n] += slopes[p] * s
    return list(slopes.values())


@wrong("forward_sweep", "Only x is nudged")
def _(order, x):
    slopes = {}
    for n in order:
        if not n.parents:
            slopes[n] = 1.0
        else:
            slopes[n] = sum(slopes[p] * s for p, s in zip(n.parents, n.slopes))
    return list(slopes.values())


@wrong("forward_sweep", "may be a box in the middle")
def _(order, x):
    slopes = {}
    for n in order:
        if not n.parents:
            slopes[n] = 1.0 if n is x else 0.0
        else:
            slopes[n] = sum(slopes[p] * s for p, s in zip(n.parents, n.slopes))
    return list(slopes.values())


@wrong("forward_sweep", "slope of the result alone")
def _(order, x):
    slopes = {}
    for n in order:
        slopes[n] = 1.0 if n is x else sum(slopes[p] * s for p, s in zip(n.parents, n.slopes))
    return slopes[order[-1]]


@wrong("forward_sweep", "multiplied by the parent's value")
def _(order, x):
    slopes = {}
    for n in order:
        slopes[n] = 1.0 if n is x else sum(p.value * s for p, s in zip(n.parents, n.slopes))
    return list(slopes.values())


@wrong("forward_sweep", "prints, and returns nothing")
def _(order, x):
    slopes = {}
    for n in order:
        slopes[n] = 1.0 if n is x else sum(slopes[p] * s for p, s in zip(n.parents, n.slopes))
    print(list(slopes.values()))


@wrong("forward_sweep", "the contributions add; you multiplied")
def _(order, x):
    slopes = {}
    for n in order:
        parts = [slopes[p] * s for p, s in zip(n.parents, n.slopes)]
        slopes[n] = 1.0 if n is x else math.prod(parts)
    return list(slopes.values())


@right("gate_gradients")
def _(gate, a, b, upstream):
    return {
        "add": lambda: (upstream, upstream),
        "multiply": lambda: (upstream * b, upstream * a),
        "divide": lambda: (upstream / b, -upstream * a / b / b),
        "max": lambda: (upstream * np.heaviside(a - b, 0.5), upstream * np.heaviside(b - a, 0.5)),
    }[gate]()


@wrong("gate_gradients", "The slope of a / b with respect to b is −a / b²")
def _(gate, a, b, upstream):
    if gate == "add":
        return (upstream, upstream)
    if gate == "multiply":
        return (b * upstream, a * upstream)
    if gate == "max":
        return (upstream, 0) if a >= b else (0, upstream)
    return (upstream / b, upstream * a / b**2)


@wrong("gate_gradients", "An add gate does not split the gradient")
def _(gate, a, b, upstream):
    if gate == "add":
        return (upstream / 2, upstream / 2)
    if gate == "multiply":
        return (b * upstream, a * upstream)
    if gate == "max":
        if a == b:
            return (upstream / 2, upstream / 2)
        return (upstream, 0) if a > b else (0, upstream)
    return (upstream / b, -upstream * a / b**2)
