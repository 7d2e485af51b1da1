"""Questions of notebook 04: to be answered before looking, by name in the notebook."""

from bplib.widgets import predict

which_moves_most = predict(
    "w moves by 0.001. Which of z, a and C moves most?",
    {
        "z": (
            "It moves by x = 2 times the nudge. After that the nudge meets a slope of σ, which is "
            "1/4 at most, and then a − t, which is less than 1 here."
        ),
        "a": (
            "The nudge of a is the nudge of z times the slope of σ there, and that slope is never "
            "more than 1/4."
        ),
        "C": ("Being last does not make a nudge large. Here the last two links shrink it."),
    },
    answer="z",
)

small_factor = predict(
    (
        "The neuron could hardly be more wrong. Its gradient is small all the same. Which factor "
        "makes it so?"
    ),
    {
        "∂C/∂a, the slope of the cost": (
            "That is a − t, nearly 1 here. The cost protests as loudly as it can."
        ),
        "f′(z), the slope of the activation": (
            "At z = 4 the sigmoid is nearly flat. Whatever the cost says reaches z over fifty "
            "times weaker."
        ),
        "x, the activation coming in": "The input is 1 and passes the error on as it is.",
    },
    answer="f′(z), the slope of the activation",
)

bias_gradient = predict(
    "A neuron has b = 0. What is the gradient of its bias?",
    {
        "0, as b itself is": (
            "The value of b is not a factor of its gradient, just as w is not a factor of ∂C/∂w. "
            "Nudge b away from 0 and z moves."
        ),
        "δ, the error": (
            "z = w x + b moves by exactly as much as b does, so ∂z/∂b = 1 and ∂C/∂b = δ. Where b "
            "stands does not matter."
        ),
        "x δ, as for w": "That is the gradient of the weight. The input multiplies w, not b.",
        "undefined at 0": "The cost is a smooth function of b, at 0 as anywhere else.",
    },
    answer="δ, the error",
)

small_input = predict(
    (
        "The input shrinks from 1 to 0.01; δ is the same. One step of w now moves the weighted "
        "input z by how much less?"
    ),
    {
        "By as much as before": (
            "The error is as before, the input is not, and z = w x + b feels w only through the "
            "input."
        ),
        "100 times less": (
            "That is what happens to the gradient of w. But then the smaller step of w is "
            "multiplied by the input once more, on its way into z."
        ),
        "10 000 times less": (
            "The input comes in twice: it shrinks the step of w, and it shrinks what that step "
            "does to z."
        ),
    },
    answer="10 000 times less",
)

largest_error = predict(
    "Sigmoid, squared error, target 0. At which output a is the error δ largest?",
    {
        "a = 1, where the output is most wrong": (
            "There a − t is largest, but the sigmoid is flat, and f′ takes the error away: δ goes "
            "to 0."
        ),
        "a = 1/2, where the sigmoid is steepest": (
            "There f′ is largest, 1/4. But a little further out the slope has hardly fallen, while "
            "a − t is larger."
        ),
        "a = 2/3, somewhere between": (
            "δ = a · a (1 − a) is a compromise between being wrong and being able to react. From "
            "there on, the more wrong the neuron is, the less it learns."
        ),
    },
    answer="a = 2/3, somewhere between",
)

other_cost = predict(
    (
        "Switch the neuron at z = 4 (target 0) from squared error to cross-entropy. What happens "
        "to the bars?"
    ),
    {
        "The bar of f′ disappears, all others stay": (
            "f′ belongs to the sigmoid, and the sigmoid is as flat as before. Its bar keeps its "
            "length."
        ),
        "The bar of ∂C/∂a grows, that of f′ stays": (
            "The slope of the cost is (a − t) / (a (1 − a)), and f′ = a (1 − a). The first bar "
            "goes to the right by as much as the second goes back: the two walks cancel, up to a − "
            "t."
        ),
        "All bars get longer by the same factor": (
            "The input does not know which cost is used: its bar stays. And f′ stays too."
        ),
    },
    answer="The bar of ∂C/∂a grows, that of f′ stays",
)

bad_start = predict(
    (
        "From the bad start w = b = 2, what does the learning curve (cost against steps) look like "
        "with squared error?"
    ),
    {
        "It falls steeply at first, then ever more slowly": (
            "That is what one would expect of somebody who is very wrong and is told so. But the "
            "error δ that drives the steps is tiny at the start."
        ),
        "It falls along a straight line": (
            "For that the error would have to be the same all the time. It changes with z, more "
            "than eightfold."
        ),
        "It lies flat for a long time, then falls": (
            "At the start f′ is near 0 and hardly anything moves. As z creeps down, f′ grows, the "
            "steps grow, and at last it falls."
        ),
    },
    answer="It lies flat for a long time, then falls",
)

small_inputs = predict(
    (
        "The inputs shrink from ±1 to ±0.1. How many times as many steps does the neuron need, "
        "until it gives each right answer the probability 0.9?"
    ),
    {
        "About 10 times as many": (
            "A step of w is 10 times shorter. But w must also go 10 times as far, since z = w x "
            "feels it through the input."
        ),
        "About 100 times as many": (
            "The input comes in twice: the steps are 10 times shorter, and the way is 10 times "
            "longer."
        ),
        "As many: the bias takes over": (
            "It would with one example. With two opposite ones each pulls the bias its own way, "
            "and it stays at 0."
        ),
    },
    answer="About 100 times as many",
)

signs = predict(
    (
        "All inputs of a neuron are positive, as after a sigmoid. One example: which signs can the "
        "gradients of its weights have?"
    ),
    {
        "Any: each weight has its own": (
            "Each weight has its own input, but they share the error, and all inputs have the same "
            "sign."
        ),
        "All the same, that of δ": (
            "Positive × δ has the sign of δ, for every weight. In this step all weights rise, or "
            "all fall."
        ),
        "That of the weight itself": "The weight is not a factor of its own gradient.",
    },
    answer="All the same, that of δ",
)
